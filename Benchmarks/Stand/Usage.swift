import Foundation
import Glibc
import OnAir
import Programme
import SystemPackage

/// What a process has taken of the machine, so far.
struct Usage: Sendable, Codable {
    /// Seconds of processor time.
    var processor = 0.0
    /// Of the children that it has waited for.
    var childrensProcessor = 0.0
    /// Bytes: the process's pages in memory, and its fair share of those that it has in common with others.
    var residentSize = 0
    var proportionalSize = 0

    /// - Returns: `nil` if there is no such process.
    init?(_ pid: Int32, includingProportionalSize isWhole: Bool = true) {
        guard ProcessTable.identity(of: pid) != nil, let stat = Self.contents(of: "/proc/\(pid)/stat") else {
            return nil
        }
        // After the program's name, which is in parentheses.
        let fields = stat[(stat.lastIndex(of: ")") ?? stat.startIndex)...].split(separator: " ").dropFirst()
        let ticks = fields.dropFirst(11).prefix(4).compactMap { Double($0) }
        guard ticks.count == 4 else { return nil }
        let perSecond = Double(sysconf(CInt(_SC_CLK_TCK)))
        processor = (ticks[0] + ticks[1]) / perSecond
        childrensProcessor = (ticks[2] + ticks[3]) / perSecond
        residentSize = Self.size("VmRSS:", in: "/proc/\(pid)/status")
        if isWhole { proportionalSize = Self.size("Pss:", in: "/proc/\(pid)/smaps_rollup") }
    }

    private init() {}

    /// Watches a process until it is gone: its processor time at the end, and the most memory that it had.
    static func untilGone(_ pid: Int32, longest: Date) async throws -> Usage {
        let clock = SystemWallClock()
        var usage = Usage()
        var looks = 0
        // Adding up what a process has in common with others takes the kernel some time.
        while let now = Usage(pid, includingProportionalSize: looks % 40 == 20) {
            usage.processor = now.processor
            usage.residentSize = max(usage.residentSize, now.residentSize)
            usage.proportionalSize = max(usage.proportionalSize, now.proportionalSize)
            looks += 1
            if clock.now() > longest { break }
            try await Task.sleep(for: .milliseconds(100))
        }
        return usage
    }

    /// Bytes, of a line such as `VmRSS:  12345 kB`.
    private static func size(_ name: String, in path: String) -> Int {
        let line = contents(of: path)?.split(separator: "\n").first { $0.hasPrefix(name) }
        return (line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
    }

    /// Read to the end: by their sizes, these files are empty.
    static func contents(of path: String) -> String? {
        guard let file = try? FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec) else { return nil }
        defer { try? file.close() }
        var bytes: [UInt8] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 16_384, alignment: 16)
        defer { buffer.deallocate() }
        while let count = try? file.read(into: buffer), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
