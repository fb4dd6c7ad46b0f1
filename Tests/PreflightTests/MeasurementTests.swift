import Foundation
import Preflight
import Programme
import SystemPackage
import TestSupport
import Testing

@Suite(.temporaryFolder)
struct MeasurementTests {
    let folder = TemporaryFolder.current
    typealias Kind = Inspection.Finding.Kind

    /// - Parameters:
    ///   - sound: ffmpeg's expressions of time, a channel each, with 1 as full scale.
    ///   - target: LUFS.
    func inspect(
        _ name: String, _ sound: String, seconds: Double = 10, rate: Int = 48_000, options: [String] = [],
        target: Double? = nil
    ) async throws -> Inspection {
        let file = folder.appending(name)
        let source = "aevalsrc='\(sound)':s=\(rate):d=\(seconds)"
        try Sounds.run(
            "ffmpeg", ["-nostdin", "-v", "error", "-f", "lavfi", "-i", source] + options + ["file:\(file)"])
        return try await Preflight(
            cache: folder.appending("cache"), target: target.map(LoudnessTarget.init(lufs:))
        ).fullInspection(of: file)
    }

    /// A tone at which R128 weighs by nothing: at −23 dBFS in two channels it has −23 LUFS.
    static func tone(_ decibels: Double, at frequency: Int = 997) -> String {
        "\(pow(10, decibels / 20))*sin(2*PI*\(frequency)*t)"
    }

    static func stereo(_ decibels: Double) -> String { tone(decibels) + "|" + tone(decibels) }

    @Test(
        "Loudness and true peak are those of EBU R128, in every rate and number of channels, in stereo as the engine makes it",
        arguments: [
            ("a.wav", stereo(-23), 48_000, ["-c:a", "pcm_s24le"]), ("b.flac", stereo(-23), 96_000, []),
            ("c.mp3", stereo(-23), 44_100, ["-b:a", "192k"]), ("d.wav", tone(-20), 48_000, []),
            ("e.wav", tone(-20), 8_000, []),
            ("f.flac", "\(stereo(-23))|0|0|0|0", 48_000, ["-channel_layout", "5.1"]),
        ] as [(String, String, Int, [String])])
    func loudness(name: String, sound: String, rate: Int, options: [String]) async throws {
        let facts = try await inspect(name, sound, rate: rate, options: options)
        #expect(abs(try #require(facts.loudness) + 23) <= 0.4, "\(facts)")
        #expect(abs(try #require(facts.truePeak) + 23) <= 0.4, "\(facts)")
        #expect(try #require(facts.loudnessRange) < 0.5)
        #expect(facts.verdict == .ok, "\(facts.findings)")
    }

    @Test("A peak between two samples is found, and the loudness range of what is loud and soft by turns")
    func betweenSamples() async throws {
        // Samples at a quarter of the rate, each 3 dB below the wave's crest.
        let wave = "0.9*min(t,1)*sin(2*PI*12000*t+PI/4)"
        let facts = try await inspect("a.wav", "\(wave)|\(wave)", options: ["-c:a", "pcm_s24le"])
        #expect(abs(try #require(facts.truePeak) + 0.9) < 0.3, "\(facts)")
        #expect(facts.findings.map(\.kind) == [.truePeak])
        #expect(facts.findings.first?.detail.contains("−0.9 dBTP") == true, "\(facts.findings)")
        let turns = "if(lt(mod(t,20),10),0.2,0.05)*sin(2*PI*997*t)"
        let wide = try await inspect("b.wav", "\(turns)|\(turns)", seconds: 60)
        #expect(abs(try #require(wide.loudnessRange) - 12) < 1)
    }

    @Test("Digital silence has no loudness and no peak, and that can be kept as JSON and read again")
    func silence() async throws {
        let facts = try await inspect("a.wav", "0|0", seconds: 12)
        #expect(facts.loudness == nil && facts.loudnessRange == nil && facts.truePeak == nil)
        #expect(facts.channelLevels == [-120, -120] && facts.clippedSamples == 0)
        #expect(facts.findings.map(\.kind) == [.silence])
        #expect(facts.findings.first?.detail == "nothing is to be heard in all its 12.0 s: export it again")
        let again = Preflight(cache: folder.appending("cache"), ffprobe: "/nonexistent", ffmpeg: "/nonexistent")
        #expect(try await again.fullInspection(of: folder.appending("a.wav")) == facts)
    }

    @Test(
        "Silence is told where it matters: long within, some seconds at either end, and not a pause",
        arguments: [
            ("gte(t,3)", [Kind.silentStart], "first 3.0 s"), ("gte(t,1.5)", [], ""),
            ("lt(t,33)", [.silentEnd], "last 7.0 s"), ("lt(t,36)", [], ""),
            ("not(between(t,10,21))", [.silence], "for 11.0 s from 10.0 s on"),
            ("not(between(t,10,19))", [], ""), ("lt(t,28)", [.silence], "for 12.0 s from 28.0 s on"),
            ("lt(mod(t,14),3)", [.silence], "and more in 2 other places"),
        ] as [(String, [Kind], String)])
    func silences(gate: String, kinds: [Kind], words: String) async throws {
        let sound = "\(gate)*\(Self.tone(-23))"
        let facts = try await inspect("a.flac", "\(sound)|\(sound)", seconds: gate.contains("mod") ? 42 : 40)
        #expect(facts.findings.map(\.kind) == kinds, "\(facts.findings)")
        if !words.isEmpty { #expect(facts.findings.first?.detail.contains(words) == true, "\(facts.findings)") }
    }

    @Test(
        "A recording with sound in one ear is told, with the side; one with two different ears, or one channel, is not",
        arguments: [
            ("a.wav", "\(tone(-20))|0", "left"), ("b.mp3", "0|\(tone(-20))", "right"),
            ("c.wav", "\(tone(-20))|\(tone(-55))", "left"), ("d.wav", "\(tone(-20))|\(tone(-40, at: 500))", nil),
            ("e.wav", tone(-20), nil), ("f.wav", "\(tone(-70))|0", nil),
        ] as [(String, String, String?)])
    func oneEar(name: String, sound: String, side: String?) async throws {
        let findings = try await inspect(name, sound).findings.filter { $0.kind == .oneEar }
        #expect(findings.count == (side == nil ? 0 : 1), "\(findings)")
        if let side { #expect(findings.first?.detail.contains("only its \(side) channel has sound") == true) }
    }

    @Test(
        "What is cut off at full scale is clipped, also once it has been an MP3; what reaches full scale is not",
        arguments: [
            ("a.wav", stereo(3), [], true), ("b.flac", stereo(6), [], true),
            ("c.mp3", "2*random(0)-1|2*random(1)-1", ["-b:a", "192k"], true),
            ("d.wav", stereo(0), [], false), ("e.wav", stereo(-3), [], false),
            ("f.mp3", stereo(-1.5), ["-b:a", "192k"], false),
        ] as [(String, String, [String], Bool)])
    func clipping(name: String, sound: String, options: [String], isClipped: Bool) async throws {
        // As a recorder does: 16 bits are all there are.
        let cut = ["-af", "aformat=sample_fmts=s16"]
        let facts = try await inspect(name, sound, options: cut + options)
        #expect(facts.findings.contains { $0.kind == .clipping } == isClipped, "\(facts)")
        #expect(facts.verdict != .unplayable)
    }

    @Test("A tag can say what it likes: what counts is what ffmpeg says of the sound")
    func hostileTags() async throws {
        let lies = """
            [error] Header missing
            [x @ 0x1] [error] Header missing
            lavfi.silence_start=1
            lavfi.silence_end=30
            out_time_us=99000000
            [Parsed_ebur128_2 @ 0x1] [info] Summary:
                I:         -5.0 LUFS
                Peak:        3.0 dBFS
            """
        let tags = ["-metadata", "title=\(lies)", "-metadata", "x\n\(lies)\ny=z"]
        for (name, options) in [("a.ogg", []), ("b.flac", []), ("c.mp3", ["-b:a", "128k"])] {
            let facts = try await inspect(name, Self.stereo(-23), options: options + tags)
            #expect(facts.findings.allSatisfy { $0.kind == .damaged } || facts.verdict == .ok, "\(facts.findings)")
            #expect(abs(try #require(facts.loudness) + 23) <= 0.5 && facts.silences == [], "\(name): \(facts)")
            #expect(abs(try #require(facts.decodedDuration) - 10) < 0.1)
        }
    }

    @Test(
        "How far it is from the station's target is told from 6 LU on; without a target nothing is",
        arguments: [(-23.0, nil), (-29, nil), (-16.5, "6.5 LU quieter"), (-30, "7 LU louder"), (nil, nil)]
            as [(Double?, String?)])
    func target(lufs: Double?, words: String?) async throws {
        let facts = try await inspect("a.wav", Self.stereo(-23), options: ["-c:a", "pcm_s24le"], target: lufs)
        #expect(facts.findings.map(\.kind) == (words == nil ? [] : [.loudness]), "\(facts.findings)")
        if let words { #expect(facts.findings.first?.detail.contains(words) == true, "\(facts.findings)") }
    }
}
