import Foundation
import Glibc
import SystemPackage

/// A folder that others may look into, and that is gone at the end.
package func withTemporaryFolder<Result>(
    _ name: String, _ body: (FilePath) async throws -> Result
) async throws -> Result {
    var template = Array("\(NSTemporaryDirectory())/\(name)-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Errno(rawValue: errno) }
    let path = FilePath(String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self))
    defer { try? FileManager.default.removeItem(atPath: path.string) }
    // The studio and the engine may be other users.
    guard chmod(path.string, 0o755) == 0 else { throw Errno(rawValue: errno) }
    return try await body(path.lexicallyNormalized())
}
