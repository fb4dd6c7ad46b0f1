import Foundation
import OnAir
import SystemPackage

/// Takes a process's memory away, so that the kernel kills it as it does on a machine that has run out.
enum MemoryLimit {
    /// Returns when it is dead.
    static func exhaust(_ process: ProcessIdentity) async throws {
        let isUnified = FileManager.default.fileExists(atPath: "/sys/fs/cgroup/cgroup.controllers")
        let root = FilePath(isUnified ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory")
        let group = root.appending("playout-fault-\(process.pid)")
        if isUnified { try write("+memory", to: root.appending("cgroup.subtree_control")) }
        try FileManager.default.createDirectory(atPath: group.string, withIntermediateDirectories: false)
        defer { rmdir(group.string) }
        try write("\(process.pid)", to: group.appending("cgroup.procs"))
        // What it has already does not count here; the next page that it asks for does.
        try write("0", to: group.appending(isUnified ? "memory.max" : "memory.limit_in_bytes"))
        let deadline = ContinuousClock.now + .seconds(5)
        while ProcessTable.isAlive(process) {
            guard ContinuousClock.now < deadline else {
                throw Stand.Missing(description: "the engine has not run out of memory")
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    private static func write(_ text: String, to file: FilePath) throws {
        let descriptor = try FileDescriptor.open(file, .writeOnly)
        try descriptor.closeAfter { _ = try descriptor.writeAll(text.utf8) }
    }
}
