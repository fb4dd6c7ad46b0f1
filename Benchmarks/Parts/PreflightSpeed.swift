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

    /// What one way took.
    struct Facts: Sendable, Codable {
        let isMeasured: Bool
        /// Seconds that can be played; `nil` if nobody looked.
        let duration: Double?
        /// Seconds.
        let took: Double
        /// Bytes, the most: of our own process, and of the largest program that it ran.
        let memory, toolMemory: Int
    }

    /// At a low priority as the conductor does it.
    let inspections: [Facts]
    let decodings: [Facts]
    /// Of what has been inspected under another name.
    let again: [Facts]

    static func measure() async throws -> PreflightSpeed {
        Progress.say("The preflight of an hour …")
        let folder = FilePath("/tmp/playout-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder.string) }
        let file = folder.appending("20261122_1400_hour.mp3")
        try await make(file)
        var (inspections, decodings, again): ([Facts], [Facts], [Facts]) = ([], [], [])
        // By turns, so that whatever else the machine does meets both.
        for round in 0..<rounds {
            let cache = folder.appending("cache-\(round)")
            let other = folder.appending("20261129_1400_\(round).mp3")
            try FileManager.default.copyItem(atPath: file.string, toPath: other.string)
            decodings.append(try await facts(.ffmpeg, file, cache))
            inspections.append(try await facts(.preflight, file, cache))
            again.append(try await facts(.preflight, other, cache))
        }
        for facts in inspections + again {
            guard facts.isMeasured, let duration = facts.duration, abs(duration - Double(length)) < 1 else {
                throw Failure(description: "the preflight did not measure the hour: \(facts)")
            }
        }
        return PreflightSpeed(inspections: inspections, decodings: decodings, again: again)
    }

    private static func facts(_ way: InspectHourCommand.Way, _ file: FilePath, _ cache: FilePath) async throws -> Facts
    {
        try await OwnProcess.facts(["inspect-hour", way.rawValue, file.string, cache.string])
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

    static func ffmpeg(_ arguments: [String]) async throws {
        let result = try await Subprocess.run(
            .name("ffmpeg"), arguments: Arguments(["-nostdin", "-v", "error"] + arguments), input: .none,
            output: .discarded, error: .string(limit: 4096))
        guard result.terminationStatus.isSuccess else {
            throw Failure(description: "ffmpeg: \(result.standardError)")
        }
    }
}
