import Foundation
import Glibc
import Programme

/// What the kernel knows of an engine's connection to the studio. A network that swallows packets shows here, minutes
/// before the engine notices.
enum EngineConnection {
    /// Bytes that were sent and that nobody has acknowledged, or that wait to be sent; 0 if there is no connection.
    static func unacknowledgedBytes(of process: ProcessIdentity, to port: Int) -> Int {
        let sockets = socketInodes(of: process.pid)
        guard !sockets.isEmpty else { return 0 }
        return ["tcp", "tcp6"].flatMap { rows(of: "/proc/\(process.pid)/net/\($0)", to: port) }
            .filter { sockets.contains($0.inode) }
            .map(\.unacknowledged).max() ?? 0
    }

    private struct Row {
        let unacknowledged: Int
        let inode: UInt64

        /// A line such as `0: 0100007F:C350 0100007F:1F40 01 00001000:00000000 … inode …`, as proc(5) has it.
        init?(_ line: Substring, to port: Substring) {
            let fields = line.split(separator: " ")
            guard fields.count > 9, fields[2].split(separator: ":").last == port,
                let queued = fields[4].split(separator: ":").first.flatMap({ Int($0, radix: 16) }),
                let inode = UInt64(fields[9])
            else { return nil }
            (unacknowledged, self.inode) = (queued, inode)
        }
    }

    /// A machine may have thousands of connections; few have this port in them.
    private static func rows(of table: String, to port: Int) -> [Row] {
        let port = Substring(String(format: "%04X", port))
        let isPort = Array(":\(port) ".utf8)
        return (ProcessTable.contents(of: table) ?? []).split(separator: UInt8(ascii: "\n"))
            .filter { $0.firstRange(of: isPort) != nil }
            .compactMap { Row(Substring(decoding: $0, as: UTF8.self), to: port) }
    }

    private static func socketInodes(of pid: Int32) -> Set<UInt64> {
        let folder = "/proc/\(pid)/fd"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return Set(
            names.compactMap { name in
                let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)")
                return target?.wholeMatch(of: #/socket:\[(\d+)\]/#).flatMap { UInt64($0.1) }
            })
    }
}
