import Foundation
import Glibc

/// A process that cannot be mistaken for a later one with the same id.
package struct ProcessIdentity: Sendable, Hashable, Codable {
    package let pid: Int32
    /// Clock ticks from the machine's start to the process's, as Linux counts them.
    package let startTicks: UInt64
}

/// What `/proc` says about this machine's processes.
package enum ProcessTable {
    /// - Returns: `nil` if there is no such process, or only its exit status is left of it.
    package static func identity(of pid: Int32) -> ProcessIdentity? {
        guard let stat = contents(of: "/proc/\(pid)/stat") else { return nil }
        // The program's name is in parentheses and may itself hold spaces and parentheses.
        guard let end = stat.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = stat[(end + 1)...].split(separator: UInt8(ascii: " "))
        guard fields.count > 19, fields[0].first != UInt8(ascii: "Z"), fields[0].first != UInt8(ascii: "X"),
            let ticks = UInt64(String(decoding: fields[19], as: UTF8.self))
        else { return nil }
        return ProcessIdentity(pid: pid, startTicks: ticks)
    }

    package static func isAlive(_ process: ProcessIdentity) -> Bool { identity(of: process.pid) == process }

    /// The processes that were started with this environment variable set to this value.
    /// Only those whose environment this process may read: its own user's, or all if it is root.
    package static func processes(withVariable name: String, value: String) -> [ProcessIdentity] {
        let sought = Array("\(name)=\(value)".utf8)
        let pids = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { Int32($0) } ?? []
        return pids.compactMap { pid in
            guard pid != getpid(), let environment = contents(of: "/proc/\(pid)/environ"),
                environment.split(separator: 0).contains(where: { $0.elementsEqual(sought) })
            else { return nil }
            return identity(of: pid)
        }
    }

    /// Bytes that it has written so far, to files and connections; `nil` where that is nobody's business but its own.
    static func written(by process: ProcessIdentity) -> UInt64? {
        let lines = (contents(of: "/proc/\(process.pid)/io") ?? []).split(separator: UInt8(ascii: "\n"))
        let written = lines.lazy.map { String(decoding: $0, as: UTF8.self) }.first { $0.hasPrefix("wchar: ") }
        return written.flatMap { UInt64($0.dropFirst("wchar: ".count)) }
    }

    /// Foundation's readers trust a file's size, which is 0 for these.
    static func contents(of path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count <= 0 { return count == 0 ? bytes : nil }
            bytes.append(contentsOf: buffer[..<count])
        }
    }
}
