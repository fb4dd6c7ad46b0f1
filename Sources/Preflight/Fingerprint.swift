import Foundation
import Programme
import SystemPackage

/// What a file had when it was inspected. As long as it still has it, its inspection is still true.
///
/// Not its content (`Content`), for which all of it has to be read: this is how it is known, each few seconds, that
/// the content is what it was. A file whose content is changed while its size, inode and modification time, in
/// nanoseconds, stay the same is not noticed.
struct Fingerprint: Hashable, Codable {
    let size: Int64
    /// Nanoseconds since 1970.
    let modified: Int64
    let inode: UInt64

    /// Follows symbolic links. Opens the file to see that it may be read, but never a pipe or a device. May block.
    /// - Throws: `PreflightError`.
    init(of path: FilePath) throws(PreflightError) {
        do throws(Errno) {
            let facts = try Stat(path)
            guard facts.type == .regular else { throw Errno.isDirectory }
            let descriptor = try path.opened()
            try? descriptor.close()
            size = facts.size
            modified = FileTime.nanoseconds(seconds: facts.st_mtim.tv_sec, nanoseconds: facts.st_mtim.tv_nsec)
            inode = UInt64(facts.inode.rawValue)
        } catch {
            switch error {
            case .noSuchFileOrDirectory, .notDirectory: throw .missing(path)
            case .isDirectory: throw .notAFile(path)
            default: throw .unreadable(path, error)
            }
        }
    }
}

extension FilePath {
    /// To tell whether the disk or the network gives it all.
    /// - Throws: `PreflightError.unreadable`, `CancellationError`.
    func readAll() async throws {
        try await onOwnThread { isCancelled in try readThrough { _ in !isCancelled() } }
        try Task.checkCancellation()
    }

    /// Reads the file to its end, and blocks meanwhile.
    /// - Parameter goesOn: is given what was read; false ends the reading.
    /// - Throws: `PreflightError.unreadable`.
    func readThrough(_ goesOn: (UnsafeRawBufferPointer) -> Bool) throws(PreflightError) {
        do throws(Errno) {
            let descriptor = try opened()
            defer { try? descriptor.close() }
            var chunk = [UInt8](repeating: 0, count: 1 << 20)
            while true {
                let count = try descriptor.readSome(into: &chunk)
                guard count > 0, chunk.withUnsafeBytes({ goesOn(.init(rebasing: $0[..<count])) }) else { return }
            }
        } catch {
            throw .unreadable(self, error)
        }
    }

    fileprivate func opened() throws(Errno) -> FileDescriptor {
        do {
            return try FileDescriptor.open(self, .readOnly, options: [.nonBlocking, .closeOnExec])
        } catch {
            throw error as? Errno ?? .ioError
        }
    }
}

extension FileDescriptor {
    fileprivate func readSome(into chunk: inout [UInt8]) throws(Errno) -> Int {
        do {
            return try chunk.withUnsafeMutableBytes { try read(into: $0) }
        } catch {
            throw error as? Errno ?? .ioError
        }
    }
}
