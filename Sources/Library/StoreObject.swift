import Crypto
import Foundation

/// Something in a store, as the store's listing has it.
package struct StoreObject: Sendable, Hashable, Codable {
    /// Relative to the prefix or folder that the library is, `/` between folders. Any text, and hostile: nothing is
    /// done with it before an `ObjectJudgement` has called it a recording.
    package let file: String
    /// Bytes.
    package let size: Int64
    package let modified: Date
    /// Whatever the store changes when it has another content: S3's ETag, or the size and time.
    package let version: String
    /// Why it cannot be fetched as it is; `nil` if it can.
    package var obstacle: String?

    package init(file: String, size: Int64, modified: Date, version: String, obstacle: String? = nil) {
        (self.file, self.size, self.modified) = (file, size, modified)
        (self.version, self.obstacle) = (version, obstacle)
    }

    /// The same for the same content under the same name, byte for byte; good as a file name.
    var id: String {
        let digest = SHA256.hash(data: Data(file.utf8) + [0] + Data(version.utf8) + [0] + Data("\(size)".utf8))
        return digest.prefix(16).hexadecimal
    }
}

/// A file's name, compared by its bytes: to Swift, the two Unicode forms of one name are equal, to stores they are not.
struct FileKey: Hashable, Sendable {
    private let bytes: [UInt8]

    init(_ file: String) { bytes = Array(file.utf8) }
}

extension Sequence<UInt8> {
    var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
