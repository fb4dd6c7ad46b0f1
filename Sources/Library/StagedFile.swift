import Crypto
import Foundation
import Programme
import Synchronization
import SystemPackage

/// A file that is being fetched, under a name that nobody else looks at. Takes as many bytes as the store said it has,
/// at no more than the pace that is allowed, and reckons their checksums.
package final class StagedFile: Sendable {
    /// Bytes that are written at once.
    private static let block = 1 << 20

    let path: FilePath
    let size: Int64
    private let descriptor: FileDescriptor
    private let pace: Pace
    private let state = Mutex(Checksums())
    private let waiting = Mutex<[UInt8]>([])

    /// - Parameters:
    ///   - path: where nothing is yet.
    ///   - size: Bytes that are expected.
    ///   - rate: Bytes per second at most.
    /// - Throws: `Errno`.
    package init(_ path: FilePath, size: Int64, rate: Double? = nil) throws {
        (self.path, self.size, pace) = (path, size, Pace(rate: rate))
        descriptor = try FileDescriptor.open(
            path, .writeOnly, options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
            permissions: [.ownerReadWrite, .groupRead, .otherRead])
    }

    deinit { try? descriptor.close() }

    package var received: Int64 { state.withLock { $0.received } + Int64(waiting.withLock { $0.count }) }
    var isComplete: Bool { received == size }

    /// From the first byte on, the object is in parts of this size, each with a checksum of its own.
    func expectParts(of bytes: Int64) { state.withLock { $0.partSize = bytes } }

    /// - Returns: what is beyond the file's size.
    /// - Throws: `StoreError` of kind `disk`.
    func take(_ bytes: [UInt8]) async throws -> [UInt8] {
        let room = Int(max(0, size - received))
        let full = waiting.withLock { waiting -> [UInt8]? in
            waiting += bytes.prefix(room)
            guard waiting.count >= Self.block else { return nil }
            defer { waiting = [] }
            return waiting
        }
        if let full { try await write(full) }
        try await pace.hold(after: received)
        return Array(bytes.dropFirst(room))
    }

    func flush() async throws {
        let rest = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        try await write(rest)
    }

    /// What it has survives a power cut.
    func synchronise() async throws {
        let descriptor = descriptor
        try await onDisk { if fsync(descriptor.rawValue) != 0 { throw Errno(rawValue: errno) } }
    }

    private func write(_ bytes: [UInt8]) async throws {
        try await onDisk { [self] in
            _ = try descriptor.writeAll(bytes)
            state.withLock { $0.add(bytes) }
        }
    }

    private func onDisk(_ work: @escaping @Sendable () throws -> Void) async throws {
        do {
            try await onOwnThread(work)
        } catch let error as Errno {
            throw StoreError(.disk, "\(path.removingLastComponent()) cannot be written to (\(error)): see to the disk")
        }
    }

    /// Returns when less than a kilobyte a second has come for so long.
    func untilIdle(for patience: Duration) async throws {
        let least = max(1, patience.components.seconds * 1024)
        var before = received
        while true {
            try await Task.sleep(for: patience)
            let now = received
            // Whole, it waits for the program's last word.
            if now - before < least { return }
            before = now
        }
    }
}

extension StagedFile {
    var sha256: String { state.withLock { $0.sha256.finalize().hexadecimal } }
    var md5: String { state.withLock { $0.md5.finalize().hexadecimal } }
    var sha1: String { state.withLock { $0.sha1.finalize().hexadecimal } }
    /// As S3 makes the ETag of an object that was uploaded in parts.
    var partsDigest: String { state.withLock { $0.partsDigest } }
}

extension StagedFile {
    /// All at once.
    package func fill(_ bytes: [UInt8]) async throws {
        _ = try await take(bytes)
        try await flush()
    }
}
