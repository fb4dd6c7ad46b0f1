import Foundation
import Preflight
import Programme
import SystemPackage
import TestSupport
import Testing

/// What is known of a content, whatever its name.
@Suite(.temporaryFolder)
struct ContentTests {
    let folder = TemporaryFolder.current
    let cache = TemporaryFolder.current.appending("cache")
    let recording = TemporaryFolder.current.appending("20261115_1400_a.mp3")
    let next = TemporaryFolder.current.appending("20261122_1400_a.mp3")

    /// It looks at headers, and cannot decode.
    func headersOnly(target: LoudnessTarget? = nil) -> Preflight {
        Preflight(cache: cache, target: target, ffmpeg: "/nonexistent/ffmpeg")
    }

    func inspect() async throws -> Inspection {
        try Sounds.make(recording, seconds: 2)
        return try await Preflight(cache: cache).fullInspection(of: recording)
    }

    @Test("What is renamed or copied is not decoded again, also after a restart", arguments: ["rename", "copy"])
    func renamed(how: String) async throws {
        let full = try await inspect()
        if how == "rename" {
            #expect(rename(recording.string, next.string) == 0)
        } else {
            try Sounds.write(try Sounds.data(recording), next)
        }
        #expect(try await headersOnly().fullInspection(of: next) == full)
        // Known by its name from now on.
        let blind = Preflight(cache: cache, ffprobe: "/nonexistent/a", ffmpeg: "/nonexistent/b")
        #expect(try await blind.quickLook(at: next) == full)
    }

    @Test("One byte more is another content, and so is another kind of file")
    func others() async throws {
        _ = try await inspect()
        try Sounds.write(try Sounds.data(recording) + [0], next)
        let flac = folder.appending("20261122_1400_a.flac")
        try Sounds.write(try Sounds.data(recording), flac)
        for file in [next, flac] {
            await #expect(throws: PreflightError.toolMissing("/nonexistent/ffmpeg")) {
                try await headersOnly().fullInspection(of: file)
            }
        }
    }

    @Test("A content can be known without decoding, and the complete inspection has the same")
    func identified() async throws {
        try Sounds.make(recording, seconds: 2)
        let quick = try await headersOnly().identify(recording)
        #expect(quick.decodedDuration == nil)
        let hash = try #require(quick.content)
        #expect(hash.wholeMatch(of: /[0-9a-f]{64}/) != nil)
        let sum = folder.appending("sum")
        try Sounds.run("sh", ["-c", "sha256sum < \(recording) > \(sum)"])
        #expect(String(decoding: try Sounds.data(sum), as: UTF8.self).hasPrefix(hash))
        #expect(await headersOnly().cached(at: recording)?.content == hash)
        #expect(try await Preflight(cache: cache).fullInspection(of: recording).content == hash)
    }

    @Test("Another target needs no new decoding, and is no part of what is kept")
    func target() async throws {
        let full = try await inspect()
        #expect(full.verdict == .ok)
        let loud = try await headersOnly(target: .init(lufs: -10)).fullInspection(of: recording)
        #expect(loud.findings.map(\.kind) == [.loudness])
        #expect(try await headersOnly(target: .init(lufs: -24)).fullInspection(of: recording) == full)
    }

    @Test("A damaged file of a content is as good as none", arguments: ["", "{", #"{"rules":0}"#])
    func corrupt(text: String) async throws {
        _ = try await inspect()
        let contents = cache.appending("content")
        let files = try FileManager.default.contentsOfDirectory(atPath: contents.string)
        #expect(files.count == 1)
        for file in files { try Sounds.write(Data(text.utf8), contents.appending(file)) }
        try Sounds.write(try Sounds.data(recording), next)
        await #expect(throws: PreflightError.self) { try await headersOnly().fullInspection(of: next) }
        #expect(try await Preflight(cache: cache).fullInspection(of: next).verdict == .ok)
    }
}
