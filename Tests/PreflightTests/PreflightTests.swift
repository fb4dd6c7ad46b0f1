import Foundation
import Preflight
import Programme
import SystemPackage
import TestSupport
import Testing

@Suite(.temporaryFolder)
struct PreflightTests {
    let folder = TemporaryFolder.current

    var preflight: Preflight { Preflight(cache: folder.appending("cache")) }

    static let kinds: [(name: String, codec: String, options: [String])] = [
        ("a.mp3", "mp3", ["-b:a", "128k"]), ("vbr.mp3", "mp3", ["-q:a", "4"]),
        ("noxing.mp3", "mp3", ["-q:a", "4", "-write_xing", "0"]), ("a.flac", "flac", []),
        ("a.ogg", "vorbis", ["-b:a", "128k"]),
        ("a.opus", "opus", ["-b:a", "128k"]), ("a.wav", "pcm_s16le", []), ("a.m4a", "aac", ["-b:a", "128k"]),
        ("start.m4a", "aac", ["-b:a", "128k", "-movflags", "faststart"]), ("a.aac", "aac", ["-b:a", "128k"]),
    ]

    @Test("Every kind of recording is understood, and decodes to its end", arguments: kinds)
    func sound(name: String, codec: String, options: [String]) async throws {
        let file = folder.appending(name)
        try Sounds.make(file, options: options)
        let quick = try await preflight.quickLook(at: file)
        #expect(quick.verdict == .ok, "\(quick.findings)")
        #expect(abs(quick.duration - 10) < 0.1, "\(quick.duration)")
        #expect(quick.decodedDuration == nil)
        #expect(quick.codec == codec && quick.sampleRate == 48_000 && quick.channels == 2)
        #expect(try #require(quick.bitrate) > 8_000)
        let full = try await preflight.fullInspection(of: file)
        #expect(full.verdict == .ok, "\(full.findings)")
        #expect(abs(try #require(full.decodedDuration) - 10) < 0.1)
    }

    @Test(
        "Silences of a second and more are found, at the end too, and a channel that sounds is no silence",
        arguments: [
            ("not(between(t,3,6))", [3.0...6.0]), ("not(between(t,3,3.8))", []),
            ("not(between(t,0,2)+gte(t,7))", [0...2, 7...10]),
            ("if(between(t,3,6),0.05,1)", []), ("if(between(t,3,6),0.01,1)", [3...6]), ("0", [0...10]),
        ] as [(String, [ClosedRange<Double>])])
    func silences(volume: String, expected: [ClosedRange<Double>]) async throws {
        let file = folder.appending("a.mp3")
        // ffmpeg makes its sine of 1/8, and two channels of it 3 dB less loud: -21 dBFS.
        try Sounds.make(file, options: ["-af", "volume=volume='\(volume)':eval=frame", "-b:a", "128k"])
        #expect(try await preflight.quickLook(at: file).silences == nil)
        let silences = try #require(try await preflight.fullInspection(of: file).silences)
        try #require(silences.count == expected.count, "\(silences)")
        for (found, wanted) in zip(silences, expected) {
            #expect(
                abs(found.from - wanted.lowerBound) < 0.15 && abs(found.to - wanted.upperBound) < 0.15, "\(silences)")
        }
    }

    @Test(
        "A recording that is cut off is found out, with both lengths where its header has one",
        arguments: [
            ("a.mp3", ["-b:a", "128k"], true), ("v.mp3", ["-q:a", "4"], true), ("a.flac", [], true),
            ("a.wav", [], false),
            ("a.m4a", ["-b:a", "128k", "-movflags", "faststart"], true),
        ])
    func truncated(name: String, options: [String], hasBoth: Bool) async throws {
        let file = folder.appending(name)
        try Sounds.make(file, seconds: 20, options: options)
        try Sounds.truncate(file, to: 0.6)
        let full = try await preflight.fullInspection(of: file)
        #expect(full.verdict == .warning)
        #expect(full.findings.map(\.kind) == [.truncated], "\(full.findings)")
        #expect(abs(try #require(full.decodedDuration) - 12) < 1)
        #expect(abs(full.playableDuration - 12) < 1)
        let detail = try #require(full.findings.first).detail
        #expect(
            detail.contains(" s that are there") || (hasBoth && detail.contains("20.0 s long, but only 1")), "\(detail)"
        )
    }

    @Test("A recording that is short by less than a second is not called cut off")
    func barelyShort() async throws {
        let file = folder.appending("a.flac")
        try Sounds.make(file, seconds: 20, options: [])
        try Sounds.truncate(file, to: 0.97)
        let full = try await preflight.fullInspection(of: file)
        #expect(!full.findings.map(\.kind).contains(.truncated), "\(full.findings)")
    }

    @Test("An m4a without its end is unplayable, in a person's words")
    func endless() async throws {
        let file = folder.appending("a.m4a")
        try Sounds.make(file)
        try Sounds.truncate(file, to: 0.6)
        let quick = try await preflight.quickLook(at: file)
        #expect(
            quick.findings.map(\.detail) == [
                "its end, without which it cannot be played, is missing: copy it here again"
            ])
    }

    @Test(
        "Damage in the middle is found, counted and placed; at the very end it is no matter",
        arguments: [
            ("a.mp3", ["-b:a", "128k"]), ("a.flac", []), ("a.ogg", ["-b:a", "128k"]), ("a.opus", ["-b:a", "128k"]),
            ("a.m4a", ["-b:a", "128k"]), ("a.aac", ["-b:a", "128k"]),
        ])
    func damaged(name: String, options: [String]) async throws {
        let file = folder.appending(name)
        try Sounds.make(file, seconds: 120, options: options)
        try Sounds.damage(file, at: 0.5, bytes: 3000)
        let full = try await preflight.fullInspection(of: file)
        #expect(full.findings.map(\.kind) == [.damaged], "\(full.findings)")
        let detail = try #require(full.findings.first).detail
        #expect(
            detail.contains(/^\d+ places? do(es)? not decode, the first after about (\d\d\.\d s|1:\d\d min)/),
            "\(detail)")
    }

    @Test("What is appended after the sound, such as a tag, is no damage")
    func tail() async throws {
        let file = folder.appending("a.mp3")
        try Sounds.make(file, seconds: 30)
        var data = try Sounds.data(file)
        data += Data("TAG".utf8) + Data(repeating: 0x41, count: 125) + Data((0..<3000).map { UInt8($0 * 37 & 0xFF) })
        try Sounds.write(data, file)
        let full = try await preflight.fullInspection(of: file)
        #expect(full.verdict == .ok, "\(full.findings)")
    }

    static let playlist = "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n/etc/passwd\n#EXT-X-ENDLIST\n"
    static let noise = Data((0..<200_000).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 11) })

    @Test(
        "What is no recording, whatever its name says, is unplayable with a reason in words",
        arguments: [
            ("text.mp3", Data(String(repeating: "This is not audio. ", count: 500).utf8)),
            ("short.mp3", Data("x".utf8)),
            ("playlist.mp3", Data(playlist.utf8)),
            ("concat.wav", Data("ffconcat version 1.0\nfile /etc/passwd\n".utf8)),
            ("noise.mp3", noise), ("noise.flac", noise), ("noise.opus", noise), ("noise.m4a", noise),
            ("zero.wav", Data(count: 5000)),
            ("flac.flac", Data("fLaC".utf8) + noise), ("riff.wav", Data("RIFF\u{10}\u{10}\u{0}\u{0}WAVE".utf8)),
            ("ogg.ogg", Data("OggS".utf8) + noise), ("id3.mp3", Data("ID3\u{3}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}".utf8)),
        ])
    func garbage(name: String, content: Data) async throws {
        let file = folder.appending(name)
        try Sounds.write(content, file)
        for inspection in [try await preflight.quickLook(at: file), try await preflight.fullInspection(of: file)] {
            #expect(inspection.verdict == .unplayable && inspection.duration == 0)
            let detail = try #require(inspection.findings.first).detail
            #expect(detail.hasSuffix(": export it again") || detail.hasSuffix(": copy it here again"), "\(detail)")
        }
    }

    @Test("A list of other files, which the tools would follow, is no recording")
    func list() async throws {
        try Sounds.make(folder.appending("a.mp3"), seconds: 1)
        let file = folder.appending("list.mp3")
        try Sounds.write(Data("ffconcat version 1.0\nfile a.mp3\n".utf8), file)
        #expect(try await preflight.quickLook(at: file).verdict == .unplayable)
    }

    @Test("An empty file is unplayable")
    func empty() async throws {
        try Sounds.write(Data(), folder.appending("a.mp3"))
        let quick = try await preflight.quickLook(at: folder.appending("a.mp3"))
        #expect(quick.verdict == .unplayable && quick.findings.first?.detail.contains("0 bytes") == true)
    }

    @Test("A film without sound is unplayable, and a cover picture is no harm")
    func video() async throws {
        let (film, album) = (folder.appending("film.m4a"), folder.appending("album.mp3"))
        let picture = ["-f", "lavfi", "-i", "color=s=64x64:d=1:r=5"]
        try Sounds.run("ffmpeg", ["-v", "error"] + picture + ["-f", "mp4", film.string])
        #expect(
            try await preflight.quickLook(at: film).findings.first?.detail == "there is no audio in it: export it again"
        )
        try Sounds.run(
            "ffmpeg",
            ["-v", "error", "-f", "lavfi", "-i", "sine=d=5"] + picture
                + [
                    "-map", "0:a", "-map", "1:v", "-frames:v", "1", "-c:v", "png", "-disposition:v", "attached_pic",
                    album.string,
                ])
        let full = try await preflight.fullInspection(of: album)
        #expect(full.verdict == .ok && abs(full.duration - 5) < 0.1, "\(full)")
    }

    @Test("A WAV made by sox is understood, and so is what was written to a pipe without a length")
    func piped() async throws {
        let sox = folder.appending("sox.wav")
        try Sounds.run("sox", ["-n", "-r", "44100", "-c", "1", sox.string, "synth", "3", "sine", "440"])
        #expect(abs(try await preflight.fullInspection(of: sox).duration - 3) < 0.01)
        for format in ["wav", "flac"] {
            let file = folder.appending("piped.\(format)")
            try Sounds.run("sh", ["-c", "ffmpeg -v error -f lavfi -i sine=d=7 -f \(format) - > \(file)"])
            let full = try await preflight.fullInspection(of: file)
            #expect(full.verdict == .ok && abs(full.duration - 7) < 0.1, "\(full)")
        }
    }

    @Test(
        "No file name means anything to the tools",
        arguments: [
            "-i.mp3", "-version.mp3", "a:b.mp3", "%d.mp3", "%03d_a.mp3", "$(touch x).mp3", "`touch x`.mp3",
            "a b'c\"d.mp3",
            "#{x}?y=1&z.mp3", "pipe:0.mp3", "concat:a|b.mp3", "new\nline\u{1B}[2J.mp3", "caf\u{E9}.mp3",
            "cafe\u{301}.mp3",
            "[a]*?{b}\\.mp3", "http:/x.mp3", String(repeating: "n", count: 251) + ".mp3",
        ])
    func oddNames(name: String) async throws {
        let plain = folder.appending("plain.mp3")
        try Sounds.make(plain, seconds: 1)
        let file = name.hasPrefix("http:") ? folder.appending("http:/x.mp3") : folder.appending(name)
        try FileManager.default.createDirectory(
            atPath: file.removingLastComponent().string, withIntermediateDirectories: true)
        #expect(rename(plain.string, file.string) == 0)
        let full = try await preflight.fullInspection(of: file)
        #expect(full.verdict == .ok && abs(full.duration - 1) < 0.1, "\(full)")
        #expect(!FileManager.default.fileExists(atPath: folder.appending("x").string))
    }

    @Test("What is not there, or no file, or a pipe is an error and no inspection", .timeLimit(.minutes(3)))
    func noFile() async throws {
        let pipe = folder.appending("pipe.mp3")
        #expect(mkfifo(pipe.string, 0o600) == 0)
        await #expect(throws: PreflightError.missing("/gone.mp3")) { try await preflight.quickLook(at: "/gone.mp3") }
        await #expect(throws: PreflightError.notAFile(folder)) { try await preflight.fullInspection(of: folder) }
        await #expect(throws: PreflightError.notAFile(pipe)) { try await preflight.quickLook(at: pipe) }
        guard getuid() != 0 else { return }
        let closed = folder.appending("closed.mp3")
        try Sounds.write(Data("x".utf8), closed)
        chmod(closed.string, 0)
        await #expect(throws: PreflightError.unreadable(closed, .permissionDenied)) {
            try await preflight.quickLook(at: closed)
        }
    }
}
