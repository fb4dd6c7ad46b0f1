import Foundation
import Glibc

/// Who tells: a station, and which of its machines.
package struct Sender: Sendable, Hashable {
    package let station: String
    package let machine: String?

    /// - Parameter machine: by default this one's name.
    package init(station: String, machine: String? = Self.machineName) {
        let machine = machine?.oneLine.trimmingCharacters(in: .whitespaces).shortened(toBytes: 64) ?? ""
        (self.station, self.machine) = (station, machine.isEmpty ? nil : machine)
    }

    /// Without its domain. Not by Foundation, which would ask the name server.
    package static var machineName: String { String(hostName.prefix { $0 != "." }) }

    static var hostName: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
