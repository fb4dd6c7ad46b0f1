import Foundation
import Preflight
import Programme
import Subprocess
import SystemPackage

/// How fast a recording is gone through to its end, beside an ffmpeg that only decodes it.
struct PreflightSpeed: Sendable, Encodable {
    /// Seconds of programme in the recording.
    static let length = 3600
    private static let rounds = 3

    /// Multiples of real time, at a low priority as the conductor does it.
    let inspections: Spread
    let decodings: Spread
    /// Of what has been inspected under another name; in seconds.
    let again: Spread

    static func measure() async throws -> PreflightSpeed {
        Progress.say("The preflight of an hour …")
        let folder = FilePath("/tmp/playout-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder.string) }
        let file = folder.appending("20261122_1400_hour.mp3")
        try await make(file)
        let clock = ContinuousClock()
        var (inspections, decodings, again): ([Double], [Double], [Double]) = ([], [], [])
        var facts: Inspection?
        // By turns, so that whatever else the machine does meets both.
        for round in 0..<rounds {
            decodings.append(
                try await clock.measure { try await ffmpeg(["-i", file.string, "-f", "null", "-"]) } / .seconds(1))
            let preflight = Preflight(cache: folder.appending("cache-\(round)"))
            inspections.append(
                try await clock.measure { facts = try await preflight.fullInspection(of: file) } / .seconds(1))
            let other = folder.appending("20261129_1400_\(round).mp3")
            try FileManager.default.copyItem(atPath: file.string, toPath: other.string)
            again.append(try await clock.measure { _ = try await preflight.fullInspection(of: other) } / .seconds(1))
        }
        guard let facts, facts.loudness != nil, abs(facts.playableDuration - Double(length)) < 1 else {
            throw Failure(description: "the preflight did not measure the hour: \(String(describing: facts))")
        }
        let speed = { (times: [Double]) in Spread(times.map { Double(length) / $0 }) }
        return PreflightSpeed(
            inspections: speed(inspections), decodings: speed(decodings), again: Spread(again))
    }

    private struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Noise and a tone that come and go: speech and music have something new in each frame too.
    private static func make(_ file: FilePath) async throws {
        let (noise, tone) = ("anoisesrc=d=\(length):c=pink:r=44100:a=0.2", "sine=f=300:d=\(length):r=44100")
        try await ffmpeg([
            "-f", "lavfi", "-i", noise, "-f", "lavfi", "-i", tone, "-filter_complex",
            "[0][1]join=inputs=2:channel_layout=stereo,volume='0.6+0.4*sin(t/3)':eval=frame", "-b:a", "192k",
            file.string,
        ])
    }

    private static func ffmpeg(_ arguments: [String]) async throws {
        let result = try await Subprocess.run(
            .name("ffmpeg"), arguments: Arguments(["-nostdin", "-v", "error"] + arguments), input: .none,
            output: .discarded, error: .string(limit: 4096))
        guard result.terminationStatus.isSuccess else {
            throw Failure(description: "ffmpeg: \(result.standardError)")
        }
    }
}
