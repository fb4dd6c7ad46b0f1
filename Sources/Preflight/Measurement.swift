import Foundation
import Programme

/// Loudness, true peak, and each channel's level and clipping, as ffmpeg's filters tell them when all has been decoded.
///
/// EBU R128's gates and its loudness range need all of a programme, so nothing can be known before. It is measured in
/// stereo, as the engine makes it of one channel (3 dB lower in each of the two) or of more.
struct Measurement: LineReader {
    /// LUFS below which R128 hears nothing.
    static let silence = -70.0
    /// dBFS, in place of less than nothing.
    static let floor = -120.0
    /// Samples in a row, as their mean, from which on full scale is a cut-off and no peak.
    static let flatness = 3.0
    /// In one channel; more than any recording has.
    static let mostSamples = 1e12

    /// As 16 bits, what decodes to more than full scale is at full scale, as it will be in an encoder or a converter;
    /// astats counts the samples there, and tells the mean of their runs.
    /// - Parameter channels: `nil` where they are not known.
    static func filters(channels: Int?) -> [String] {
        let loudness = "ebur128=peak=true:framelog=verbose"
        let levels = [
            "aformat=sample_fmts=s16|s16p",
            "astats=measure_overall=none:measure_perchannel=Peak_level+RMS_level+Flat_factor+Peak_count",
        ]
        if channels == 2 { return [loudness] + levels }
        return ["asplit[own][heard];[heard]aformat=sample_fmts=fltp:channel_layouts=stereo", loudness]
            + ["anullsink;[own]\(levels[0])", levels[1]]
    }

    private var loudness: Double?
    private var range: Double?
    private var truePeak: Double?
    private var channels: [Channel] = []
    private var isInSummary = false

    private struct Channel {
        var level = Measurement.floor
        var peak = Measurement.floor
        /// By how much its peaks are in rows, in dB: the mean of the squares of their lengths over their number.
        var flatFactor = 0.0
        var peakCount = 0

        func clipped(isExact: Bool) -> Int {
            let isFlat = pow(10, flatFactor / 20) >= Measurement.flatness
            return peak > -0.01 && (isFlat || !isExact) ? peakCount : 0
        }
    }

    mutating func read(_ line: String) {
        if line.hasPrefix("[Parsed_astats_") {
            readChannel(line)
        } else if line.hasPrefix("[Parsed_ebur128_"), line.hasSuffix("Summary:") {
            isInSummary = true
        } else if isInSummary {
            readSummary(line)
        }
    }

    private mutating func readSummary(_ line: String) {
        let words = line.split(separator: " ")
        guard words.count == 3, let value = Decibels.credible(words[1]) else { return }
        switch words[0] {
        case "I:": loudness = value > Self.silence ? value : nil
        case "LRA:": range = value
        case "Peak:": truePeak = value
        default: return
        }
    }

    private mutating func readChannel(_ line: String) {
        guard let colon = line.lastIndex(of: ":"), let bracket = line[..<colon].lastIndex(of: "]") else { return }
        let value = line[line.index(after: colon)...].drop { $0 == " " }
        let number = Double(value).flatMap { (0...Self.mostSamples).contains(abs($0)) ? $0 : nil }
        let name = line[line.index(after: bracket)..<colon].drop { $0 == " " }
        if name == "Channel" { channels.append(Channel()) }
        guard let last = channels.indices.last, let number else { return }
        switch name {
        case "RMS level dB": channels[last].level = max(Self.floor, Decibels.credible(value) ?? channels[last].level)
        case "Peak level dB": channels[last].peak = Decibels.credible(value) ?? channels[last].peak
        case "Flat factor": channels[last].flatFactor = number
        case "Peak count": channels[last].peakCount = max(0, Int(number.rounded()))
        default: return
        }
    }

    func complete(_ inspection: inout Inspection) {
        inspection.loudness = loudness
        inspection.loudnessRange = loudness == nil ? nil : range
        inspection.truePeak = truePeak
        inspection.channelLevels = channels.map { ($0.level * 10).rounded() / 10 }
        // What has been cut flat comes out of a lossy format as peaks beyond full scale.
        let isExact = ["flac", "alac"].contains(inspection.codec) || inspection.codec?.hasPrefix("pcm") ?? false
        inspection.clippedSamples = channels.map { $0.clipped(isExact: isExact) }.reduce(0, +)
    }
}
