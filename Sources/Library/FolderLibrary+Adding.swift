import Foundation
import Glibc
import Programme
import SystemPackage

// How a recording is put into the folder.
extension FolderLibrary {
    /// Bytes that are copied at once.
    private static let block = 1 << 20

    /// It grows under a name that no listing takes, and gets its own with one rename.
    package func add(
        _ file: IncomingFile, as name: RecordingName, replaces: Bool, progress: @escaping @Sendable (Double) -> Void
    ) async throws {
        let final = try path(ofFile: name.fileName)
        try await onOwnThread { isCancelled in
            let place = final.removingLastComponent()
            do {
                Self.sweep(place)
                try Self.put(file, at: final, replaces: replaces, isCancelled: isCancelled, progress)
            } catch let error as Errno {
                throw LibraryError.notAdded(file: name.fileName, place: place, error)
            }
        }
        try Task.checkCancellation()
    }

    private static func put(
        _ file: IncomingFile, at final: FilePath, replaces: Bool, isCancelled: () -> Bool, _ progress: (Double) -> Void
    ) throws {
        let name = final.lastComponent?.string ?? ""
        let place = final.removingLastComponent()
        let growing = place.appending(".\(name).part")
        let target = try open(growing, as: name)
        // Ours, until it has its name: nobody else writes to it before.
        defer { try? target.close() }
        do {
            try copy(file.path, to: target, isCancelled: isCancelled, progress)
            try file.stillIsWhatItWas()
            try rename(growing, final, replaces: replaces, place: "\(place)")
        } catch {
            unlink(growing.string)
            throw error
        }
    }

    /// What was left behind by those who were killed while they added something.
    private static func sweep(_ folder: FilePath) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? []
        for name in names where name.hasPrefix(".") && name.hasSuffix(".part") {
            let path = folder.appending(name)
            guard (try? RecordingName(String(name.dropFirst().dropLast(5)))) != nil,
                let left = try? FileDescriptor.open(path, .readOnly, options: [.noFollow, .nonBlocking, .closeOnExec])
            else { continue }
            // Somebody who is at it holds it.
            if flock(left.rawValue, LOCK_EX | LOCK_NB) == 0 { unlink(path.string) }
            try? left.close()
        }
    }

    /// - Throws: `LibraryError.beingAdded` if another is writing it, or has just given it its name.
    private static func open(_ growing: FilePath, as name: String) throws -> FileDescriptor {
        let target = try FileDescriptor.open(
            growing, .writeOnly, options: [.create, .closeOnExec, .noFollow],
            permissions: [.ownerReadWrite, .groupRead, .otherRead])
        do {
            // What a killed one has left behind is written over; what another is writing is not.
            guard flock(target.rawValue, LOCK_EX | LOCK_NB) == 0,
                let there = try? Stat(growing, followTargetSymlink: false), there.inode == (try Stat(target)).inode
            else { throw LibraryError.beingAdded(file: name) }
            return target
        } catch {
            try? target.close()
            throw error
        }
    }

    private static func copy(
        _ file: FilePath, to target: FileDescriptor, isCancelled: () -> Bool, _ progress: (Double) -> Void
    ) throws {
        let source = try FileDescriptor.open(file, .readOnly, options: [.closeOnExec])
        defer { try? source.close() }
        guard ftruncate(target.rawValue, 0) == 0 else { throw Errno(rawValue: errno) }
        let size = max(1, try Stat(file).size)
        var done: Int64 = 0
        var block = [UInt8](repeating: 0, count: Self.block)
        while true {
            if isCancelled() { throw CancellationError() }
            let count = try block.withUnsafeMutableBytes { try source.read(into: $0) }
            if count == 0 { break }
            try block.withUnsafeBytes { _ = try target.writeAll(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            done += Int64(count)
            progress(min(1, Double(done) / Double(size)))
        }
        guard fsync(target.rawValue) == 0 else { throw Errno(rawValue: errno) }
    }

    private static func rename(_ growing: FilePath, _ final: FilePath, replaces: Bool, place: String) throws {
        let taken = LibraryError.taken(file: final.lastComponent?.string ?? "", place: place)
        if !replaces {
            if linkat(AT_FDCWD, growing.string, AT_FDCWD, final.string, 0) == 0 {
                unlink(growing.string)
                DurableFile.synchronise(final.removingLastComponent())
                return
            }
            if errno == EEXIST { throw taken }
            // A file system without links: then one look must do.
            guard (try? Stat(final, followTargetSymlink: false)) == nil else { throw taken }
        }
        guard Glibc.rename(growing.string, final.string) == 0 else { throw Errno(rawValue: errno) }
        DurableFile.synchronise(final.removingLastComponent())
    }
}
