import Foundation
import SystemPackage

/// A file that is whole at every instant, also across a power cut.
struct DurableFile: Sendable {
    private let file: FilePath
    private let permissions: FilePermissions

    init(_ file: FilePath, permissions: FilePermissions) { (self.file, self.permissions) = (file, permissions) }

    /// Puts a new one in its place.
    func replace(with data: Data) throws {
        let folder = file.removingLastComponent()
        // In the same folder, to be in the same file system; by process, because two of them may store at once.
        let temporary = folder.appending(".\(file.lastComponent?.string ?? "file").\(getpid()).tmp")
        do {
            let descriptor = try FileDescriptor.open(
                temporary, .writeOnly, options: [.create, .truncate, .closeOnExec], permissions: permissions)
            try descriptor.closeAfter {
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
