import Foundation
import Programme
import Subprocess
import SystemPackage

/// Goes through a recording to its end by ffmpeg.
struct Decoding {
    let ffmpeg: Tool

    /// Seconds; less is nothing.
    private static let least = 0.1
    /// Seconds, whatever a header says. Whoever decodes slower than real time could not play it either.
    private static let longestDecoding = 4 * 3600.0

    /// Decodes it all, and adds what that brings to light.
    /// - Throws: `PreflightError`, `CancellationError`.
    func complete(_ inspection: Inspection, of path: FilePath) async throws -> Inspection {
        let arguments = Self.arguments(
            path, reportEvery: Self.period(inspection.duration), channels: inspection.channels)
        let limit = Duration.seconds(min(max(600, inspection.duration), Self.longestDecoding))
        let outcome = try await settled(promised: inspection.duration, path) {
            try await run(arguments, on: path, within: limit)
        }
        if outcome.isCrash {
            // Of the file, and not of its content: a copy of it, or the same under another name, is tried anew.
            return .unplayable("it makes ffmpeg crash: export it again")
        }
        let report = outcome.report
        if report.seconds < Self.least { return inspection.unplayable("nothing of it decodes: export it again") }
        var inspection = inspection
        inspection.decodedDuration = report.seconds
        inspection.findings += report.findings(
            promised: inspection.duration, isKnownShort: !inspection.findings.isEmpty)
        // Of several streams, one after the other, the header tells the length of one.
        if report.seconds > inspection.duration + DecodeReport.slack(inspection.duration) {
            inspection.duration = report.seconds
        }
        inspection.silences = report.silences.found(end: report.seconds)
        report.measurement.complete(&inspection)
        return inspection
    }

    /// Seconds of audio in it.
    /// - Parameter decoding: Exact but slow; otherwise its packets are counted, which misses the length of the last.
    /// - Throws: `PreflightError`, `CancellationError`.
    func length(of path: FilePath, decoding: Bool) async throws -> Double {
        let outcome = try await settled(promised: 0, path) {
            try await run(Self.arguments(path, decoding: decoding), on: path, within: .seconds(120))
        }
        return outcome.report.seconds
    }

    // MARK: One try, and another

    private struct Outcome {
        let isCrash: Bool
        let hasFailed: Bool
        let report: DecodeReport

        /// A recording can be the cause, and so can a disk or memory that fails for a moment.
        func isDoubtful(promised: Double) -> Bool {
            isCrash || hasFailed || report.isAboutReading || report.seconds < Decoding.least
                || report.isShort(of: promised)
        }

        func isLike(_ other: Outcome) -> Bool {
            isCrash == other.isCrash && (isCrash || abs(report.seconds - other.report.seconds) < 0.1)
        }
    }

    /// What ends badly is tried again when the file has been read through: only what happens twice is believed.
    private func settled(
        promised: Double, _ path: FilePath, _ attempt: () async throws -> Outcome
    ) async throws -> Outcome {
        let first = try await attempt()
        guard first.isDoubtful(promised: promised) else { return first }
        try await path.readAll()
        let second = try await attempt()
        guard !second.isDoubtful(promised: promised) || second.isLike(first) else {
            throw PreflightError.toolFailed(ffmpeg.name, path, reason: "did not come to the same end twice")
        }
        return second
    }

    private func run(_ arguments: [String], on path: FilePath, within limit: Duration) async throws -> Outcome {
        let (status, report) = try await ffmpeg.lines(arguments, on: path, within: limit, to: DecodeReport())
        if let lack = report.outsideTheRecording {
            throw PreflightError.toolFailed(ffmpeg.name, path, reason: "failed (\(lack))")
        }
        switch status {
        case .exited(126), .exited(127): throw PreflightError.toolMissing(ffmpeg.name)
        case .exited(let code): return Outcome(isCrash: false, hasFailed: code != 0, report: report)
        case .signaled where status.isCrash: return Outcome(isCrash: true, hasFailed: true, report: report)
        case .signaled: throw PreflightError.toolFailed(ffmpeg.name, path, reason: status.words)
        }
    }

    private static func arguments(
        _ path: FilePath, decoding: Bool = true, reportEvery: String = "1", channels: Int? = nil
    ) -> [String] {
        let filters = [
            "-af", (SilenceReport.filters + Measurement.filters(channels: channels)).joined(separator: ","),
        ]
        // At this level the filters tell what they have measured.
        return ["-nostdin", "-hide_banner", "-nostats", "-v", "repeat+level+info"]
            + ["-progress", "pipe:1", "-stats_period", reportEvery] + Tool.input(path)
            // The recording's tags are told before the output is, and not a second time.
            + ["-map", "0:a:0", "-map_metadata", "-1"] + (decoding ? filters : ["-c", "copy"]) + ["-f", "null", "-"]
    }

    /// Seconds between reports of progress, which tell where in the recording a complaint belongs. A short one is
    /// decoded within milliseconds; in a long one, a report for each packet would take longer than the decoding.
    private static func period(_ duration: Double) -> String { duration < 300 ? "0.000001" : "0.002" }
}

extension Inspection {
    /// Of the same content.
    fileprivate func unplayable(_ reason: String) -> Inspection {
        var inspection = Inspection.unplayable(reason)
        inspection.content = content
        return inspection
    }
}
