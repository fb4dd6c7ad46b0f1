import CLinux
import Foundation
import Glibc
import OnAir
import SystemPackage

/// One conductor for each state folder. The kernel lets go of the lock when the process ends, however it ends.
struct ConductorLock: ~Copyable {
    struct Taken: Error, CustomStringConvertible {
        let description: String
    }

    private let files: [FileDescriptor]

    /// Takes it in every place that can be written to: a conductor that began while the disk was full has it in the
    /// refuge only.
    /// - Throws: `Taken`, or `Errno` if no place can be written to.
    init(_ paths: [FilePath]) throws {
        var files: [FileDescriptor] = []
        var failure = Errno.noSuchFileOrDirectory
        do {
            for path in paths {
                do {
                    files.append(try Self.take(path))
                } catch let error as Errno {
                    failure = error
                }
            }
            if files.isEmpty { throw failure }
        } catch {
            for file in files { try? file.close() }
            throw error
        }
        self.files = files
    }

    private static func take(_ path: FilePath) throws -> FileDescriptor {
        let file = try FileDescriptor.open(
            path, .readWrite, options: [.create, .closeOnExec], permissions: [.ownerReadWrite, .groupRead, .otherRead])
        guard playout_lock(file.rawValue) == 0 else {
            let holder = holder(of: path).map { " (process \($0))" } ?? ""
            try? file.close()
            throw Taken(
                description: "another conductor\(holder) is at work with \(path.removingLastComponent()); "
                    + "stop it first, or give this station a state folder of its own")
        }
        ftruncate(file.rawValue, 0)
        _ = try? file.writeAll("\(getpid())\n".utf8)
        return file
    }

    /// Whether a conductor is at work with this station: its lock is in the refuge where the disk is full.
    static func isHeld(_ folders: AiringFolders, state: StateFolder) -> Bool {
        isHeld(state.lock) || isHeld(StateFolder(path: folders.refuge).lock)
    }

    /// Only asks: a conductor that starts at this instant is not in the way of it.
    static func isHeld(_ path: FilePath) -> Bool {
        guard let file = try? FileDescriptor.open(path, .readOnly, options: .closeOnExec) else { return false }
        defer { try? file.close() }
        return playout_is_locked(file.rawValue) == 1
    }

    private static func holder(of path: FilePath) -> Int32? {
        (try? String(contentsOfFile: path.string, encoding: .utf8))
            .flatMap { Int32($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }

    deinit { for file in files { try? file.close() } }
}
