import Foundation
import Library
import Programme
import SystemPackage
import Testing

extension FolderLibraryTests {
    struct GrowingFiles {
        let base = FolderLibraryTests()
        let file = "20261122_1400_a.mp3"

        func isListed(_ library: FolderLibrary) async throws -> Bool {
            try await library.list().recordings.map(\.file) == [file]
        }

        @Test(
            "A file is settled at the first look if it was written to 3 s ago or longer",
            arguments: [
                (2.0, false), (3.5, true), (86_400, true), (0, false), (-3600, false), (-0.5, false),
            ])
        func firstLook(age: Double, isSettled: Bool) async throws {
            try base.put(file, age: age)
            #expect(try await isListed(base.library) == isSettled)
        }

        @Test(
            "A file that grows between looks is ignored until it has stayed as it is, whatever its clock says",
            arguments: [
                0.0, 3600, -3600,
            ])
        func growing(age: Double) async throws {
            let library = base.library
            try base.put(file, bytes: 10, age: age)
            _ = try await library.list()
            for size in [20, 30] {
                base.clock.advance(60)
                try base.put(file, bytes: size, age: age)
                let listing = try await library.list()
                #expect(listing.recordings == [])
                #expect(listing.ignored.first?.reason.contains("still being copied") == true)
            }
            base.clock.advance(2)
            #expect(try await isListed(library) == false)
            base.clock.advance(2)
            #expect(try await isListed(library))
            #expect(try await isListed(library))
        }

        @Test("A modification time in the future does not hide a file for ever")
        func future() async throws {
            let library = base.library
            try base.put(file, age: -1_000_000)
            #expect(try await library.list().ignored.first?.reason.contains("future") == true)
            base.clock.advance(4)
            #expect(try await isListed(library))
        }

        @Test("A modification time that no clock will ever show does no harm", arguments: [2400, 1600, 9999, 1])
        func farTime(year: Int) async throws {
            let library = base.library
            // Not all file systems keep these.
            try base.put(file, age: Double(2026 - year) * 31_557_600)
            try base.put("20261122_1500_b.mp3")
            _ = try await library.list()
            base.clock.advance(4)
            #expect(try await library.list().recordings.count == 2)
        }

        @Test("A complete file that takes the place of another at once is taken at once")
        func replaced() async throws {
            let library = base.library
            try base.put(file, bytes: 10)
            #expect(try await isListed(library))
            try base.put(".new", bytes: 20)
            #expect(rename(base.folder.appending(".new").string, base.folder.appending(file).string) == 0)
            #expect(try await library.list().recordings.map(\.size) == [20])
        }

        @Test("A clock that is put back does not hide a file for long")
        func clockPutBack() async throws {
            let library = base.library
            try base.put(file, age: 1)
            #expect(try await isListed(library) == false)
            base.clock.advance(-7200)
            #expect(try await isListed(library) == false)
            base.clock.advance(4)
            #expect(try await isListed(library))
        }
    }
}
