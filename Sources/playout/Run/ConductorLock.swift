import Foundation
import Glibc
import OnAir
import SystemPackage

/// One conductor for each state folder. The kernel lets go of the lock when the process ends, however it ends.
struct ConductorLock: ~Copyable {
    struct Taken: Error, CustomStringConvertible {
        let description: String
    }

    private let file: FileDescriptor

    /// - Throws: `Taken`, or `Errno` if the file cannot be made.
    init(_ path: FilePath) throws {
        let file = try FileDescriptor.open(
            path, .readWrite, options: [.create, .closeOnExec], permissions: [.ownerReadWrite, .groupRead, .otherRead])
        guard flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.holder(of: path).map { " (process \($0))" } ?? ""
            try? file.close()
            throw Taken(
                description: "another conductor\(holder) is at work with \(path.removingLastComponent()); "
                    + "stop it first, or give this station a state folder of its own")
        }
        ftruncate(file.rawValue, 0)
        _ = try? file.writeAll("\(getpid())\n".utf8)
        self.file = file
    }

    /// Whether a conductor is at work with this station: its lock is in the refuge where the disk is full.
    static func isHeld(_ folders: AiringFolders, state: StateFolder) -> Bool {
        isHeld(state.lock) || isHeld(StateFolder(path: folders.refuge).lock)
    }

    static func isHeld(_ path: FilePath) -> Bool {
        guard let file = try? FileDescriptor.open(path, .readOnly, options: .closeOnExec) else { return false }
        defer { try? file.close() }
        return flock(file.rawValue, LOCK_SH | LOCK_NB) != 0
    }

    private static func holder(of path: FilePath) -> Int32? {
        (try? String(contentsOfFile: path.string, encoding: .utf8))
            .flatMap { Int32($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }

    deinit { try? file.close() }
}
