import SwiftCSV
import SystemPackage
