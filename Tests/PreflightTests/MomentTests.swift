import Foundation
import Preflight
import Programme
import SystemPackage
import TestSupport
import Testing

/// What fails for a moment is no fact about a recording, and is not kept.
@Suite(.temporaryFolder, .timeLimit(.minutes(3)))
struct MomentTests {
    let folder = TemporaryFolder.current
    let recording = TemporaryFolder.current.appending("a.mp3")

    func preflight(ffprobe: String = "ffprobe", ffmpeg: String = "ffmpeg") -> Preflight {
        Preflight(cache: folder.appending("cache"), ffprobe: ffprobe, ffmpeg: ffmpeg)
    }

    func standIn(_ script: String) throws -> String {
        let file = folder.appending("tool-\(UUID().uuidString)")
        try Sounds.script(script, file)
        return file.string
    }

    /// Does this the first time, and what the tool does from then on.
    func once(_ tool: String, _ script: String) throws -> String {
        let done = folder.appending("done")
        return try standIn("if [ ! -e \(done) ]; then touch \(done); \(script); exit; fi\nexec \(tool) \"$@\"")
    }

    static let reading = "[error] file:/a.mp3: Input/output error"

    @Test(
        "A decoding that ends badly, as it does not when it is tried again, says nothing of the recording",
        arguments: [
            // A disk that could not be read for a moment: ffmpeg says it is done.
            "ffmpeg -t 3 \"$@\" 2>&1; echo '\(reading)'", "ffmpeg -t 3 \"$@\"", "ffmpeg -t 0.01 \"$@\"; exit 1",
            "exit 1", "kill -ABRT $$", "kill -SEGV $$",
        ])
    func decoding(script: String) async throws {
        try Sounds.make(recording)
        let full = try await preflight(ffmpeg: once("ffmpeg", script)).fullInspection(of: recording)
        #expect(full.findings.isEmpty, "\(full.findings)")
        #expect(abs(try #require(full.decodedDuration) - 10) < 0.1)
    }

    @Test("So does a quick look", arguments: ["kill -ABRT $$", "echo nonsense", "exit 1", "echo '{}'"])
    func quickLook(script: String) async throws {
        try Sounds.make(recording, seconds: 2)
        let quick = try await preflight(ffprobe: once("ffprobe", script)).quickLook(at: recording)
        #expect(quick.verdict == .ok, "\(quick.findings)")
    }

    @Test("A length that had to be counted is counted again where the disk could not be read for a moment")
    func counting() async throws {
        try Sounds.make(recording, options: ["-q:a", "4", "-write_xing", "0"])
        let mpeg = try once("ffmpeg", "ffmpeg -t 3 \"$@\" 2>&1; echo '\(Self.reading)'")
        let quick = try await preflight(ffmpeg: mpeg).quickLook(at: recording)
        #expect(abs(quick.duration - 10) < 0.1, "\(quick)")
    }

    @Test(
        "What the machine lacks is an error, in the tool's words, and nothing of it is kept",
        arguments: [
            "Cannot allocate memory", "Too many open files", "Permission denied", "No such file or directory",
            "Stale file handle", "Transport endpoint is not connected", "Resource temporarily unavailable",
        ])
    func lacking(reason: String) async throws {
        try Sounds.make(recording)
        for line in ["[error] file:/a.mp3: \(reason)", "[error] Error while decoding stream #0:0: \(reason)"] {
            let mpeg = try standIn("ffmpeg -t 3 \"$@\" 2>&1; echo '\(line)'")
            let error = await #expect(throws: PreflightError.self) {
                try await preflight(ffmpeg: mpeg).fullInspection(of: recording)
            }
            #expect(error?.description.contains("failed (\(reason))") == true, "\(String(describing: error))")
        }
        let probe = try standIn("echo 'file:/a.mp3: \(reason)' >&2; exit 1")
        try Sounds.write(try Sounds.data(recording), folder.appending("b.mp3"))
        await #expect(throws: PreflightError.self) {
            try await preflight(ffprobe: probe).quickLook(at: folder.appending("b.mp3"))
        }
        #expect(await preflight().cached(at: recording)?.decodedDuration == nil)
        #expect(try await preflight().fullInspection(of: recording).verdict == .ok)
    }

    @Test("A name that reads like a complaint is none")
    func name() async throws {
        let file = folder.appending("x: Cannot allocate memory, y.mp3")
        try Sounds.write(Data(repeating: 0x41, count: 5000), file)
        #expect(try await preflight().fullInspection(of: file).verdict == .unplayable)
    }

    @Test("What happens twice is believed; but a crash is held against the file, and not against all with its content")
    func twice() async throws {
        try Sounds.make(recording)
        let copy = folder.appending("copy.mp3")
        try Sounds.write(try Sounds.data(recording), copy)
        let crashing = try preflight(ffmpeg: standIn("kill -ABRT $$"))
        #expect(try await crashing.fullInspection(of: recording).verdict == .unplayable)
        #expect(await preflight().cached(at: recording)?.verdict == .unplayable)
        #expect(try await preflight().fullInspection(of: copy).verdict == .ok)
    }

    @Test("Where a decoding ends elsewhere each time, nothing is known")
    func neverTheSame() async throws {
        try Sounds.make(recording)
        let mpeg = try once("ffmpeg -t 6", "ffmpeg -t 3 \"$@\"")
        await #expect(throws: PreflightError.self) { try await preflight(ffmpeg: mpeg).fullInspection(of: recording) }
        #expect(await preflight().cached(at: recording)?.decodedDuration == nil)
    }
}
