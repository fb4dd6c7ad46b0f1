import Foundation
import SystemPackage

/// A file that is whole at every instant, also across a power cut.
package struct DurableFile: Sendable {
    private let file: FilePath
    private let permissions: FilePermissions

    package init(_ file: FilePath, permissions: FilePermissions) { (self.file, self.permissions) = (file, permissions) }

    /// What symbolic links lead to, be it there or not.
    private var target: FilePath {
        var current = file
        for _ in 0..<16 {
            guard let link = try? FileManager.default.destinationOfSymbolicLink(atPath: current.string) else { break }
            let path = FilePath(link)
            current = path.isAbsolute ? path : current.removingLastComponent().pushing(path)
        }
        return current
    }

    /// Whoever writes it, root or another, its owner can read it afterwards.
    private static func give(_ descriptor: FileDescriptor, to owner: Stat) throws {
        let (user, group) = (owner.userID.rawValue, owner.groupID.rawValue)
        if user == geteuid() {
            // A group that we are not of cannot be kept, and the owner is what counts.
            _ = fchown(descriptor.rawValue, user, group)
        } else if fchown(descriptor.rawValue, user, group) != 0 {
            throw Errno(rawValue: errno)
        }
    }

    /// Puts a new one in its place, with the owner that it had.
    package func replace(with data: Data) throws {
        let file = target
        let owner = try? Stat(file)
        let folder = file.removingLastComponent()
        // In the same folder, to be in the same file system; by process, because two of them may store at once.
        let temporary = folder.appending(".\(file.lastComponent?.string ?? "file").\(getpid()).tmp")
        do {
            let descriptor = try FileDescriptor.open(
                temporary, .writeOnly, options: [.create, .truncate, .closeOnExec], permissions: permissions)
            try descriptor.closeAfter {
                if let owner { try Self.give(descriptor, to: owner) }
                // One that was left behind keeps the permissions that it had.
                guard fchmod(descriptor.rawValue, permissions.rawValue) == 0 else { throw Errno(rawValue: errno) }
                try descriptor.writeAll(data)
                guard fsync(descriptor.rawValue) == 0 else { throw Errno(rawValue: errno) }
            }
            guard rename(temporary.string, file.string) == 0 else { throw Errno(rawValue: errno) }
        } catch {
            unlink(temporary.string)
            throw error
        }
        // The rename, too, should survive; where a folder cannot be opened for it, the file system sees to it.
        let parent = folder.isEmpty ? FilePath(".") : folder
        guard let descriptor = try? FileDescriptor.open(parent, .readOnly, options: [.directory, .closeOnExec])
        else { return }
        try? descriptor.closeAfter { _ = fsync(descriptor.rawValue) }
    }
}
