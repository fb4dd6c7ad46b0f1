import Foundation
import SystemPackage

/// The on-air script that is in the binary.
package enum OnAirScript {
    package static var text: String { String(decoding: PackageResources.onair_liq, as: UTF8.self) }

    /// Writes it where engines can read it.
    /// - Throws: `CocoaError`.
    package static func write(to file: FilePath) throws {
        try Data(PackageResources.onair_liq).write(to: URL(filePath: file.string), options: .atomic)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.string)
    }
}
