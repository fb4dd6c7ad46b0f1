import Foundation
import Programme
import Subprocess
import SystemPackage

/// A quick look at a recording by ffprobe: what its header says, and whether its first seconds decode.
struct Probe {
    let ffprobe: Tool
    let ffmpeg: Tool
    /// Of ffprobe.
    let timeLimit: Duration

    /// What cannot be played at the first look is looked at again: a moment's trouble is no fact about it.
    /// - Throws: `PreflightError`, `CancellationError`.
    func look(at path: FilePath) async throws -> Inspection {
        let first = try await lookOnce(at: path)
        return first.verdict == .unplayable ? try await lookOnce(at: path) : first
    }

    private func lookOnce(at path: FilePath) async throws -> Inspection {
        let output = try await ffprobe.run(Self.arguments(path), on: path, within: timeLimit)
        if output.status.isCrash { return .unplayable("it makes ffprobe crash: export it again") }
        guard case .exited(let code) = output.status else {
            throw PreflightError.toolFailed(ffprobe.name, path, reason: output.status.words)
        }
        let complaints = Complaints(output.complaints)
        if let outside = complaints.outsideTheRecording {
            throw PreflightError.toolFailed(ffprobe.name, path, reason: "failed (\(outside))")
        }
        if complaints.areAboutReading { try await path.readAll() }
        guard code == 0, let facts = try? FactsJSON.decode(Facts.self, from: Data(output.standardOutput)) else {
            return .unplayable(complaints.inWords)
        }
        guard let stream = facts.streams?.first else { return .unplayable("there is no audio in it: export it again") }
        guard stream.decodedFrames > 0 else {
            return .unplayable("it is named and made like audio, but its beginning does not decode: export it again")
        }
        return try await inspection(stream, facts, complaints, of: path)
    }

    private func inspection(
        _ stream: Facts.Stream, _ facts: Facts, _ complaints: Complaints, of path: FilePath
    ) async throws -> Inspection {
        var inspection = Inspection(
            duration: stream.duration.flatMap(Seconds.length) ?? facts.format?.duration.flatMap(Seconds.length) ?? 0,
            codec: stream.codec, sampleRate: Self.number(stream.sampleRate, upTo: 100_000_000),
            channels: stream.channels.flatMap { (1...1024).contains($0) ? $0 : nil },
            bitrate: Self.number(stream.bitrate ?? facts.format?.bitrate, upTo: 10_000_000_000))
        if complaints.isCutOffWave, inspection.duration > 0 {
            inspection.findings.append(
                .init(
                    kind: .truncated,
                    detail: "its header says that it is longer than the \(Seconds.words(inspection.duration)) "
                        + "that are there: copy it here again"))
        } else if inspection.duration <= 0 || complaints.isLengthEstimated {
            // No length in the header, or none that can be. What is constant enough for an estimate has short packets to count.
            inspection.duration = try await Decoding(ffmpeg: ffmpeg)
                .length(of: path, decoding: !complaints.isLengthEstimated)
        }
        if inspection.duration <= 0 { return .unplayable("there is no audio in it: export it again") }
        return inspection
    }

    /// A tool's number, where it can be that.
    private static func number(_ text: String?, upTo most: Int) -> Int? {
        text.flatMap(Int.init).flatMap { (1...most).contains($0) ? $0 : nil }
    }

    private static func arguments(_ path: FilePath) -> [String] {
        [
            "-hide_banner", "-v", "warning", "-of", "json", "-select_streams", "a:0",
            "-read_intervals", "%+2", "-count_frames",
            "-show_entries", "format=duration,bit_rate",
            "-show_entries", "stream=codec_name,sample_rate,channels,bit_rate,duration,nb_read_frames",
        ] + Tool.input(path)
    }

    private struct Facts: Decodable {
        struct Stream: Decodable {
            let codec, sampleRate, bitrate, duration, frames: String?
            let channels: Int?

            var decodedFrames: Int { frames.flatMap(Int.init) ?? 0 }

            /// ffprobe's own names.
            enum CodingKeys: String, CodingKey {
                case codec = "codec_name"
                case sampleRate = "sample_rate"
                case bitrate = "bit_rate"
                case frames = "nb_read_frames"
                case duration, channels
            }
        }

        struct Format: Decodable {
            let duration, bitrate: String?

            enum CodingKeys: String, CodingKey {
                case bitrate = "bit_rate"
                case duration
            }
        }

        let streams: [Stream]?
        let format: Format?
    }
}

extension Inspection {
    /// - Parameter reason: in words, for whoever made the file.
    package static func unplayable(_ reason: String) -> Inspection {
        Inspection(duration: 0, findings: [.init(kind: .unplayable, detail: reason)])
    }
}
