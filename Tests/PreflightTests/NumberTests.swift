import Foundation
import Preflight
import Programme
import SystemPackage
import TestSupport
import Testing

/// Numbers that no recording can have, in headers that somebody has made, and from tools.
@Suite(.temporaryFolder, .timeLimit(.minutes(3)))
struct NumberTests {
    let folder = TemporaryFolder.current
    let recording = TemporaryFolder.current.appending("a.mp3")

    func preflight(ffprobe: String = "ffprobe", ffmpeg: String = "ffmpeg") -> Preflight {
        Preflight(cache: folder.appending("cache"), ffprobe: ffprobe, ffmpeg: ffmpeg)
    }

    private func little(_ number: UInt64, _ bytes: Int) -> Data {
        Data((0..<bytes).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) })
    }

    /// An RF64 around an MP3, by whose header it has as many samples as a number can say.
    private func wave(rate: UInt64) throws -> Data {
        try Sounds.make(recording, seconds: 3, options: ["-b:a", "64k", "-write_xing", "0", "-id3v2_version", "0"])
        let sound = try Sounds.data(recording)
        let size = UInt64(sound.count)
        let lengths = little(size + 100, 8) + little(size, 8) + little(.max >> 1, 8) + little(0, 4)
        let format =
            little(0x55, 2) + little(1, 2) + little(rate, 4) + little(8000, 4) + little(1, 2) + little(0, 2)
            + little(0, 2)
        return Data("RF64".utf8) + little(0xFFFF_FFFF, 4) + Data("WAVEds64".utf8) + little(28, 4) + lengths
            + Data("fmt ".utf8) + little(18, 4) + format + Data("data".utf8) + little(0xFFFF_FFFF, 4) + sound
    }

    @Test(
        "A WAV whose header promises thousands of years has no length in its header: it is counted",
        arguments: [1, 44_100])
    func endlessWave(rate: UInt64) async throws {
        let file = folder.appending("a.wav")
        try Sounds.write(try wave(rate: rate), file)
        let quick = try await preflight().quickLook(at: file)
        #expect(abs(quick.duration - 3) < 0.2, "\(quick)")
        let full = try await preflight().fullInspection(of: file)
        #expect(full.verdict != .unplayable && abs(full.playableDuration - 3) < 0.2, "\(full)")
    }

    @Test(
        "A length that none can have, in the tool's words, is as good as none",
        arguments: ["inf", "nan", "1e300", "9223372036854775808.000000", "700000", "-5", "0"])
    func lengths(text: String) async throws {
        try Sounds.make(recording, seconds: 3)
        let probe = folder.appending("probe")
        let stream = #"{"codec_name":"mp3","duration":"\#(text)","nb_read_frames":"80"}"#
        try Sounds.script(#"printf '{"streams":[\#(stream)],"format":{"duration":"\#(text)"}}'"#, probe)
        let full = try await preflight(ffprobe: probe.string).fullInspection(of: recording)
        #expect(full.verdict == .ok && abs(full.duration - 3) < 0.1, "\(full)")
    }

    @Test("Numbers from ffmpeg that nothing can have change nothing, and what was found out can be kept")
    func measurements() async throws {
        try Sounds.make(recording, seconds: 3)
        let expected = try await preflight().fullInspection(of: recording)
        let lines = [
            "out_time_us=9e30", "out_time_us=inf", "lavfi.silence_start=nan", "lavfi.silence_start=inf",
            "lavfi.silence_start=1e300", "lavfi.silence_end=inf", "    I:         inf LUFS", "    I:  1e300 LUFS",
            "    LRA:       nan LU", "    LRA:       inf LU", "    Peak:      1e300 dBFS",
            "[Parsed_astats_2 @ 0x1] RMS level dB: 1e300",
            "[Parsed_astats_2 @ 0x1] Peak count: 9e18", "[Parsed_astats_2 @ 0x1] Peak count: -5",
        ]
        let mpeg = folder.appending("mpeg")
        try Sounds.script(
            "ffmpeg \"$@\" 2>&1\n" + lines.map { "echo '\($0)'" }.joined(separator: "\n"), mpeg)
        let copy = folder.appending("copy.mp3")
        try Sounds.write(try Sounds.data(recording) + [0], copy)
        var found = try await preflight(ffmpeg: mpeg.string).fullInspection(of: copy)
        #expect(await preflight().cached(at: copy) == found)
        found.content = expected.content
        #expect(found == expected)
    }
}
