import Foundation
import SystemPackage

/// A file for another program's eyes, in a folder that nobody but us may enter.
struct PrivateFile {
    private let folder: FilePath
    var path: FilePath { folder.appending("input.json") }

    /// - Throws: where it cannot be written; then nothing of it is left.
    init(_ data: Data) throws {
        let place = FilePath(FileManager.default.temporaryDirectory.path)
        folder = place.appending("playout-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            atPath: folder.string, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        do {
            let descriptor = try FileDescriptor.open(
                folder.appending("input.json"), .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: .ownerReadWrite)
            try descriptor.closeAfter { _ = try descriptor.writeAll(data) }
        } catch {
            remove()
            throw error
        }
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder.string) }
}
