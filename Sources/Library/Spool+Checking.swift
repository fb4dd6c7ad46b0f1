import Crypto
import Foundation
import Logging
import Programme
import SystemPackage

// Whether a fetched recording is still what it was, before it goes on air.
extension Spool {
    /// Seconds before the air: time enough to fetch it again.
    private static let ahead = 300.0

    func keepChecking() async throws {
        while true {
            await checkPresence()
            for need in needs.sorted(by: { $0.start < $1.start }) where isNear(need) { await check(need.file) }
            try await rest(.checking, 10)
        }
    }

    /// What somebody has removed or cut is not held any more, and is fetched again, at whatever time.
    private func checkPresence() async {
        let all = shelf.all
        let missing = try? await onOwnThread { all.filter { !$0.isThere } }
        guard let missing, !missing.isEmpty, !Task.isCancelled else { return }
        for shelved in missing where shelf.shelved(shelved.object.file) == shelved {
            logger.error(
                "a fetched recording is not on this machine's disk any more; it is fetched again when it is needed",
                metadata: ["file": "\(ShownName.of(shelved.object.file))", "disk": "\(folder.path)"])
            shelf.remove(shelved)
            await drop(shelved)
        }
        await announce()
        wake(.fetching)
    }

    private func isNear(_ need: Need) -> Bool {
        let left = need.start.timeIntervalSince(clock.now())
        return 0 < left && left <= Self.ahead
    }

    enum Condition: Equatable {
        case whole
        /// Of the right size, or it cannot be told what it is.
        case doubtful(String)
        case lost
    }

    /// What is doubtful is used until it has been fetched again: better a click than nothing. A disk that cannot be read
    /// for a moment has not lost it.
    private func check(_ file: String) async {
        guard let shelved = shelf.shelved(file), checked.insert(shelved.folder).inserted,
            let condition = try? await onOwnThread({ Self.condition(of: shelved) }), !Task.isCancelled
        else { return }
        let reason: String
        switch condition {
        case .whole: return
        case .doubtful(let why):
            reason = why
            suspects.insert(shelved.folder)
        case .lost:
            reason = "it is not what it was"
            shelf.remove(shelved)
            await drop(shelved)
            await announce()
        }
        logger.error(
            "a fetched recording has changed on this machine's disk, or cannot be read; it is fetched again",
            metadata: ["file": "\(ShownName.of(file))", "disk": "\(folder.path)", "reason": "\(reason)"])
        wake(.fetching)
    }

    static func condition(
        of shelved: Shelved, reading: (FilePath) throws -> (digest: String, size: Int64) = Spool.sha256
    ) -> Condition {
        do {
            guard try Stat(shelved.path, followTargetSymlink: false).type == .regular else { return .lost }
            let (digest, size) = try reading(shelved.path)
            if size != shelved.object.size { return .lost }
            return digest == shelved.held.sha256 ? .whole : .doubtful("its content is not what it was")
        } catch let error as Errno where Shelved.isLoss(error) {
            return .lost
        } catch {
            return .doubtful("it cannot be read (\(error.inWords))")
        }
    }

    static func sha256(of path: FilePath) throws -> (digest: String, size: Int64) {
        let descriptor = try FileDescriptor.open(path, .readOnly, options: [.noFollow, .closeOnExec])
        defer { try? descriptor.close() }
        var sum = SHA256()
        var size: Int64 = 0
        var block = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = try block.withUnsafeMutableBytes { try descriptor.read(into: $0) }
            if count == 0 { return (sum.finalize().hexadecimal, size) }
            block.withUnsafeBytes { sum.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            size += Int64(count)
        }
    }
}
