import Foundation
import Programme

/// What the preflight found out about a file, as a person or a program asked for it.
struct InspectedFile: Encodable {
    /// As it was named.
    let file: String
    let inspection: Inspection

    private enum Key: String, CodingKey {
        case file, verdict, duration, codec, sampleRate, channels, bitrate, loudness, loudnessRange, truePeak, silences
        case findings
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(file, forKey: .file)
        try container.encode(inspection.verdict, forKey: .verdict)
        try container.encode(inspection.playableDuration, forKey: .duration)
        try container.encodeIfPresent(inspection.codec, forKey: .codec)
        try container.encodeIfPresent(inspection.sampleRate, forKey: .sampleRate)
        try container.encodeIfPresent(inspection.channels, forKey: .channels)
        try container.encodeIfPresent(inspection.bitrate, forKey: .bitrate)
        try container.encodeIfPresent(inspection.loudness, forKey: .loudness)
        try container.encodeIfPresent(inspection.loudnessRange, forKey: .loudnessRange)
        try container.encodeIfPresent(inspection.truePeak, forKey: .truePeak)
        try container.encode(inspection.silences ?? [], forKey: .silences)
        try container.encode(inspection.findings, forKey: .findings)
    }
}

enum InspectionText {
    static func text(_ files: [InspectedFile]) -> String {
        var table = Table("VERDICT", "LENGTH", "FORMAT", "LUFS", "LU", "dBTP", "FILE")
        for file in files {
            let facts = file.inspection
            table.add(
                facts.verdict.rawValue,
                facts.verdict == .unplayable ? "–" : TimeText.duration(facts.playableDuration),
                format(facts), decibels(facts.loudness), decibels(facts.loudnessRange), decibels(facts.truePeak),
                file.file)
        }
        let findings = files.flatMap { file in
            file.inspection.findings.map { "\(file.file.printable): \($0.detail.printable)" }
        }
        return ([table.text] + (findings.isEmpty ? [] : [findings.joined(separator: "\n")]))
            .joined(separator: "\n\n")
    }

    /// `mp3 44.1 kHz stereo 128 kbit/s`
    private static func format(_ facts: Inspection) -> String {
        let channels = facts.channels.map { $0 == 1 ? "mono" : $0 == 2 ? "stereo" : "\($0) channels" }
        let rate = facts.sampleRate.map { "\(($0 % 1000 == 0 ? "\($0 / 1000)" : "\(Double($0) / 1000)")) kHz" }
        let bitrate = facts.bitrate.map { "\($0 / 1000) kbit/s" }
        let text = [facts.codec, rate, channels, bitrate].compactMap(\.self).joined(separator: " ")
        return text.isEmpty ? "–" : text
    }

    private static func decibels(_ number: Double?) -> String { number.map { String(format: "%.1f", $0) } ?? "–" }
}
