import Crypto
import Foundation
import SystemPackage

/// What tells one file's bytes from another's, whatever its name.
enum Content {
    /// Its SHA-256, in hexadecimal digits. Reads all of it, which takes a small part of what decoding does.
    /// - Throws: `PreflightError`, `CancellationError`.
    static func hash(of path: FilePath) async throws -> String {
        var hash = SHA256()
        try path.readThrough { chunk in
            hash.update(bufferPointer: chunk)
            return !Task.isCancelled
        }
        try Task.checkCancellation()
        return hash.finalize().map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
