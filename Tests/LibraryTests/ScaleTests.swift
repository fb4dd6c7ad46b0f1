import Foundation
import Library
import SystemPackage
import TestSupport
import Testing

@Suite(.temporaryFolder)
struct ScaleTests {
    @Test("A library of 10,000 recordings is listed whole, again and again")
    func tenThousand() async throws {
        let base = FolderLibraryTests()
        for index in 0..<10_000 {
            try base.put(
                String(
                    format: "2026%02d%02d_%02d%02d_programme-%d.mp3", index / 1000 % 12 + 1, index / 40 % 28 + 1,
                    index % 24, index % 60, index))
        }
        let library = base.library
        for _ in 1...3 {
            #expect(try await library.list().recordings.count == 10_000)
        }
    }
}
