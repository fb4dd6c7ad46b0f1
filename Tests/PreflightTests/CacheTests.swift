import Foundation
import Preflight
import Programme
import SystemPackage
import TestSupport
import Testing

@Suite(.temporaryFolder)
struct CacheTests {
    let cache = TemporaryFolder.current.appending("cache/inspections")
    let recording = TemporaryFolder.current.appending("a.mp3")

    /// With tools that cannot run: what it knows, it knows from the cache.
    var blind: Preflight { Preflight(cache: cache, ffprobe: "/nonexistent/a", ffmpeg: "/nonexistent/b") }

    func inspect() async throws -> Inspection {
        try Sounds.make(recording, seconds: 2)
        return try await Preflight(cache: cache).fullInspection(of: recording)
    }

    /// A file for each recording; beside them is a folder for their contents.
    func entries() throws -> [FilePath] {
        try FileManager.default.contentsOfDirectory(atPath: cache.string).filter { $0 != "content" }
            .map { cache.appending($0) }
    }

    @Test("What was found out is known after a restart, and the complete inspection serves as a quick look")
    func restart() async throws {
        #expect(await blind.cached(at: recording) == nil)
        let full = try await inspect()
        #expect(full.decodedDuration != nil)
        #expect(await blind.cached(at: recording) == full)
        #expect(try await blind.quickLook(at: recording) == full)
        #expect(try await blind.fullInspection(of: recording) == full)
    }

    @Test("What nobody has asked for since is forgotten: on disk too, but for what is of use now")
    func forgetting() async throws {
        _ = try await inspect()
        let old = Date(timeIntervalSince1970: 1_500_000_000)
        func files() throws -> [FilePath] {
            try entries()
                + FileManager.default.contentsOfDirectory(atPath: cache.appending("content").string)
                .map { cache.appending("content").appending($0) }
        }
        func age() throws {
            for file in try files() {
                try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: file.string)
            }
        }
        try age()
        // One that has been asked, and so keeps it.
        let asked = blind
        #expect(await asked.cached(at: recording) != nil)
        try age()
        await asked.forget(unusedSince: old + 1)
        #expect(try files().count == 2)
        // One that is just asked leaves a trace of it.
        #expect(await blind.cached(at: recording) != nil)
        await blind.forget(unusedSince: old + 1)
        #expect(try entries().count == 1 && files().count == 1)
        try age()
        await blind.forget(unusedSince: old)
        #expect(try files().count == 1)
        await blind.forget(unusedSince: old + 1)
        #expect(try files().isEmpty)
        #expect(await asked.cached(at: recording) != nil)
    }

    @Test("A quick look is kept without being taken for a complete one")
    func quickOnly() async throws {
        try Sounds.make(recording, seconds: 2)
        let quick = try await Preflight(cache: cache).quickLook(at: recording)
        #expect(try await blind.quickLook(at: recording) == quick)
        await #expect(throws: PreflightError.self) { try await blind.fullInspection(of: recording) }
    }

    @Test(
        "A file of another size, another time or another inode is inspected again",
        arguments: ["size", "time", "inode"])
    func changed(what: String) async throws {
        _ = try await inspect()
        let data = try Sounds.data(recording)
        var before = stat()
        #expect(stat(recording.string, &before) == 0)
        let copy = TemporaryFolder.current.appending("copy")
        var time = before.st_mtim
        switch what {
        case "size": try Sounds.write(data + [0], copy)
        case "time":
            try Sounds.write(data, copy)
            time.tv_nsec = (time.tv_nsec + 1) % 1_000_000_000
        default: try Sounds.write(data, copy)
        }
        if what == "inode" {
            #expect(rename(copy.string, recording.string) == 0)
        } else {
            // The same inode.
            let handle = try FileHandle(forWritingTo: URL(filePath: recording.string))
            try handle.write(contentsOf: try Sounds.data(copy))
            try handle.close()
        }
        #expect(utimensat(AT_FDCWD, recording.string, [time, time], 0) == 0)
        #expect(await blind.cached(at: recording) == nil)
        #expect(try await Preflight(cache: cache).quickLook(at: recording).decodedDuration == nil)
    }

    @Test(
        "A corrupt cache file is as good as none, and is made anew",
        arguments: ["", "{", "[1]", "\u{0}", #"{"rules":0}"#])
    func corrupt(content: String) async throws {
        let full = try await inspect()
        let files = try entries()
        #expect(files.count == 1)
        for file in files { try Sounds.write(Data(content.utf8), file) }
        #expect(await blind.cached(at: recording) == nil)
        #expect(try await Preflight(cache: cache).fullInspection(of: recording) == full)
        #expect(await blind.cached(at: recording) == full)
    }

    @Test("One recording's cache file does not speak for another, nor NFC for NFD")
    func swapped() async throws {
        _ = try await inspect()
        let names = ["caf\u{E9}.mp3", "cafe\u{301}.mp3"].map { TemporaryFolder.current.appending($0) }
        for name in names { #expect(link(recording.string, name.string) == 0) }
        #expect(await blind.cached(at: names[0]) == nil)
        _ = try await Preflight(cache: cache).quickLook(at: names[0])
        #expect(await blind.cached(at: names[1]) == nil)
        let files = try entries()
        #expect(files.count == 2)
        let contents = try files.map(Sounds.data)
        for (file, content) in zip(files, contents.reversed()) { try Sounds.write(content, file) }
        #expect(await blind.cached(at: recording) == nil)
    }

    @Test("A cache that cannot be written does not stop the inspection, which is known until the restart")
    func unwritable() async throws {
        try Sounds.make(recording, seconds: 2)
        try Sounds.write(Data(), TemporaryFolder.current.appending("cache"))
        let preflight = Preflight(cache: cache)
        let full = try await preflight.fullInspection(of: recording)
        #expect(full.verdict == .ok)
        #expect(await preflight.cached(at: recording) == full)
        #expect(await blind.cached(at: recording) == nil)
    }

    @Test("What was found out about a file that changed meanwhile is not kept")
    func changedMeanwhile() async throws {
        let probe = TemporaryFolder.current.appending("probe")
        try Sounds.make(recording, seconds: 2)
        try Sounds.script("ffprobe \"$@\"; printf x >> \(recording)", probe)
        let preflight = Preflight(cache: cache, ffprobe: probe.string)
        #expect(try await preflight.quickLook(at: recording).verdict == .ok)
        #expect(await preflight.cached(at: recording) == nil)
    }
}
