import Crypto
import Foundation
import Programme
import SystemPackage

/// What tells one file's bytes from another's, whatever its name.
enum Content {
    /// Its SHA-256, in hexadecimal digits. Reads all of it, which takes a small part of what decoding does.
    /// - Throws: `PreflightError`, `CancellationError`.
    static func hash(of path: FilePath) async throws -> String {
        let digest = try await onOwnThread { isCancelled in
            var hash = SHA256()
            try path.readThrough { chunk in
                hash.update(bufferPointer: chunk)
                return !isCancelled()
            }
            return hash.finalize()
        }
        try Task.checkCancellation()
        return digest.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
