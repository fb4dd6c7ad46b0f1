import Foundation
import Library
import SystemPackage
import Testing

@Suite(.temporaryFolder)
struct SpeedTests {
    @Test("A library of 10,000 recordings is listed in no time")
    func tenThousand() async throws {
        let base = FolderLibraryTests()
        for index in 0..<10_000 {
            try base.put(
                String(
                    format: "2026%02d%02d_%02d%02d_programme-%d.mp3", index / 1000 % 12 + 1, index / 40 % 28 + 1,
                    index % 24, index % 60, index))
        }
        let library = base.library
        for look in 1...3 {
            let start = ContinuousClock.now
            let listing = try await library.list()
            let time = ContinuousClock.now - start
            #expect(listing.recordings.count == 10_000)
            print("listing of 10,000, look \(look): \(time)")
            // A debug build on a busy machine; `make bench` has the figure to reach.
            #expect(time < .seconds(30))
        }
    }
}
