import Foundation
import SystemPackage
import Testing

/// Gives each test, and each case of a table, a folder of its own, and takes it away afterwards.
package struct TemporaryFolder: TestTrait, SuiteTrait, TestScoping {
    @TaskLocal package static var current = FilePath("/nonexistent/no-temporary-folder-set-up")

    package var isRecursive: Bool { true }

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        let folder = FilePath("/tmp/playout-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: false)
        defer {
            // A test may have taken rights away; not from what its links lead to.
            let inside = FileManager.default.enumerator(atPath: folder.string)
            while let item = inside?.nextObject() as? String {
                fchmodat(AT_FDCWD, folder.appending(item).string, 0o700, AT_SYMLINK_NOFOLLOW)
            }
            try? FileManager.default.removeItem(atPath: folder.string)
        }
        try await Self.$current.withValue(folder) { try await function() }
    }
}

extension Trait where Self == TemporaryFolder {
    package static var temporaryFolder: Self { Self() }
}
