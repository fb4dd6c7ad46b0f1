import Foundation
import Library
import Programme
import Synchronization
import SystemPackage
import TestSupport
import Testing

@Suite(.temporaryFolder, .timeLimit(.minutes(3)))
struct FolderWatchTests {
    let folder = TemporaryFolder.current
    let file = "20261122_1400_a.mp3"

    /// Runs `body` with a library that is watched, and a stream that tells of each change with what is listed then.
    func watching(_ body: (FolderLibrary, inout AsyncStream<[String]>.Iterator) async throws -> Void) async throws {
        let library = FolderLibrary(folder: folder, clock: HandClock(Date(rfc3339: "2026-11-22T12:00:00Z")!))
        let (changes, bell) = AsyncStream<[String]>.makeStream()
        let task = Task {
            try await library.run {
                bell.yield((try? await library.list().recordings.map(\.file)) ?? [])
            }
        }
        defer { task.cancel() }
        var iterator = changes.makeAsyncIterator()
        _ = await iterator.next()
        try await body(library, &iterator)
    }

    /// Until that is listed. Nothing looks but what is told of: a change that is not told is waited for in vain.
    func until(_ iterator: inout AsyncStream<[String]>.Iterator, _ files: [String]) async {
        while let listed = await iterator.next(), listed != files {}
    }

    @Test("A file that is put there is listed at once, also in a folder that is new")
    func dropped() async throws {
        try await watching { _, changes in
            try Data([1, 2, 3]).write(to: URL(filePath: folder.appending(file).string))
            await until(&changes, [file])
            for new in ["new", "new/inner"] {
                try FileManager.default.createDirectory(
                    atPath: folder.appending(new).string, withIntermediateDirectories: false)
                // Told of after it is watched: what is in it before that has to settle.
                _ = await changes.next()
            }
            let inner = "new/inner/20261122_1500_b.mp3"
            try Data([1]).write(to: URL(filePath: folder.appending(inner).string))
            await until(&changes, [file, inner])
            try FileManager.default.removeItem(atPath: folder.appending(file).string)
            await until(&changes, [inner])
        }
    }

    @Test("A folder that comes with all that is in it is listed at once, and watched with those in it")
    func moved() async throws {
        let aside = FilePath(folder.string + "-moved")
        let (old, new) = ("new/inner/20261122_1500_b.mp3", "new/inner/20261122_1600_c.mp3")
        try FileManager.default.createDirectory(
            atPath: aside.appending("inner").string, withIntermediateDirectories: true)
        let written = aside.appending("inner/20261122_1500_b.mp3").string
        try Data([1]).write(to: URL(filePath: written))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(rfc3339: "2026-11-22T11:00:00Z")!], ofItemAtPath: written)
        try await watching { _, changes in
            #expect(rename(aside.string, folder.appending("new").string) == 0)
            await until(&changes, [old])
            try Data([1]).write(to: URL(filePath: folder.appending(new).string))
            await until(&changes, [old, new])
        }
    }

    @Test("A folder that gets another name is watched under that, with those in it")
    func renamedFolder() async throws {
        try FileManager.default.createDirectory(
            atPath: folder.appending("old/inner").string, withIntermediateDirectories: true)
        try await watching { _, changes in
            #expect(rename(folder.appending("old").string, folder.appending("new").string) == 0)
            _ = await changes.next()
            let (outer, inner) = ("new/20261122_1500_b.mp3", "new/inner/20261122_1600_c.mp3")
            try Data([1]).write(to: URL(filePath: folder.appending(outer).string))
            await until(&changes, [outer])
            try Data([1]).write(to: URL(filePath: folder.appending(inner).string))
            await until(&changes, [outer, inner])
        }
    }

    @Test("A file that is given its final name is listed at once")
    func renamed() async throws {
        try await watching { library, changes in
            let growing = folder.appending("upload.part")
            try Data([1, 2, 3]).write(to: URL(filePath: growing.string))
            #expect(try await library.list().recordings == [])
            #expect(rename(growing.string, folder.appending(file).string) == 0)
            await until(&changes, [file])
        }
    }

    @Test("A file that is still being written is not listed until it is closed")
    func growing() async throws {
        try await watching { library, changes in
            let handle = try FileDescriptor.open(
                folder.appending(file), .writeOnly, options: [.create], permissions: .ownerReadWrite)
            for _ in 0..<3 {
                _ = try handle.writeAll([1, 2, 3])
                #expect(try await library.list().recordings == [])
            }
            try handle.close()
            await until(&changes, [file])
        }
    }

    @Test("A folder that goes away and comes back is watched again")
    func replaced() async throws {
        let aside = FilePath(folder.string + "-aside")
        try await watching { _, changes in
            #expect(rename(folder.string, aside.string) == 0)
            try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: false)
            _ = await changes.next()
            try Data([1]).write(to: URL(filePath: folder.appending(file).string))
            await until(&changes, [file])
        }
        try FileManager.default.removeItem(atPath: aside.string)
    }
}
