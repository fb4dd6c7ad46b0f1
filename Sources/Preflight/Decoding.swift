import Foundation
import Programme
import Subprocess
import SystemPackage

/// Goes through a recording to its end by ffmpeg.
struct Decoding {
    let ffmpeg: Tool

    /// Decodes it all, and adds what that brings to light.
    /// - Throws: `PreflightError`, `CancellationError`.
    func complete(_ inspection: Inspection, of path: FilePath) async throws -> Inspection {
        // Whoever decodes slower than real time could not play it either.
        let limit = Duration.seconds(max(600, inspection.duration))
        let (status, report) = try await ffmpeg.lines(
            Self.arguments(path, reportEvery: Self.period(inspection.duration)), on: path, within: limit,
            to: DecodeReport())
        if status.isCrash { return inspection.unplayable("it makes ffmpeg crash: export it again") }
        try check(status, path)
        var inspection = inspection
        inspection.decodedDuration = report.seconds
        if report.seconds < 0.1 { return inspection.unplayable("nothing of it decodes: export it again") }
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
        let (status, report) = try await ffmpeg.lines(
            Self.arguments(path, decoding: decoding), on: path, within: .seconds(120), to: DecodeReport())
        try check(status, path)
        return report.seconds
    }

    /// Exit statuses other than these two come from `ffmpeg` that gave up on the recording, which is a finding.
    private func check(_ status: TerminationStatus, _ path: FilePath) throws {
        switch status {
        case .exited(126), .exited(127): throw PreflightError.toolMissing(ffmpeg.name)
        case .exited: return
        case .signaled where status.isCrash: return
        case .signaled: throw PreflightError.toolFailed(ffmpeg.name, path, reason: status.words)
        }
    }

    private static func arguments(_ path: FilePath, decoding: Bool = true, reportEvery: String = "1") -> [String] {
        let filters = ["-af", (SilenceReport.filters + Measurement.filters).joined(separator: ",")]
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
