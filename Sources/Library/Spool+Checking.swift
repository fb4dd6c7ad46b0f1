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

    /// A file of the right size that has changed is used until it has been fetched again: better a click than nothing.
    private func check(_ file: String) async {
        guard let shelved = shelf.shelved(file), checked.insert(shelved.folder).inserted else { return }
        let sum = try? await onOwnThread { try Self.sha256(of: shelved.path) }
        guard sum?.digest != shelved.held.sha256, !Task.isCancelled else { return }
        let isUseless = sum?.size != shelved.object.size
        logger.error(
            "a fetched recording has changed on this machine's disk; it is fetched again",
            metadata: ["file": "\(ShownName.of(file))", "disk": "\(folder.path)"])
        if isUseless {
            shelf.remove(shelved)
            await drop(shelved)
            await announce()
        } else {
            suspects.insert(shelved.folder)
        }
        wake(.fetching)
    }

    private static func sha256(of path: FilePath) throws -> (digest: String, size: Int64) {
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
