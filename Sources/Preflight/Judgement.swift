import Foundation
import Programme

/// What is to be said of a recording's sound, from what was measured: no part of what is kept, so that another
/// target, or another limit here, needs no new decoding.
struct Judgement {
    /// Seconds of silence from which on it is worth saying.
    static let (longestStart, longestEnd, longest) = (2.0, 5.0, 10.0)
    /// LU either way.
    static let tolerance = 6.0
    /// dBTP; EBU R128's limit.
    static let highestPeak = -1.0
    /// dB by which one channel of two is below the other, on average: more than any cable lets through.
    static let deafness = 30.0
    /// dBFS on average; where the louder channel is not above this there is nothing to compare.
    static let quietest = -60.0
    /// So many, and one of so many, are to be heard, and come about by no chance.
    static let (fewestClipped, ofClipped) = (100, 100_000)

    let target: LoudnessTarget?

    func judged(_ inspection: Inspection) -> Inspection {
        guard inspection.decodedDuration != nil, inspection.verdict != .unplayable else { return inspection }
        var inspection = inspection
        inspection.findings +=
            silences(inspection)
            + [ear, loudness, clipping, peak].compactMap { $0(inspection) }
        return inspection
    }

    // MARK: Silence

    private func silences(_ inspection: Inspection) -> [Inspection.Finding] {
        let end = inspection.decodedDuration ?? 0
        let silences = inspection.silences ?? []
        let long = silences.filter { $0.length > Self.longest }
        var findings: [Inspection.Finding] = []
        if let most = long.max(by: { $0.length < $1.length }) {
            findings.append(.init(kind: .silence, detail: words(long.count, most, end: end)))
        }
        let short = silences.filter { $0.length <= Self.longest }
        if let first = short.first, first.from < 0.1, first.length >= Self.longestStart {
            findings.append(
                .init(
                    kind: .silentStart,
                    detail: "nothing is to be heard in its first \(Seconds.words(first.length)): cut them off"))
        }
        if let last = short.last, last.to > end - 0.1, last.length >= Self.longestEnd {
            findings.append(
                .init(
                    kind: .silentEnd,
                    detail: "nothing is to be heard in its last \(Seconds.words(last.length)): cut them off"))
        }
        return findings
    }

    private func words(_ count: Int, _ longest: Inspection.Silence, end: Double) -> String {
        let length = Seconds.words(longest.length)
        if longest.from < 0.1, longest.to > end - 0.1 {
            return "nothing is to be heard in all its \(length): export it again"
        }
        let others = count == 1 ? "" : ", and more in \(count - 1) other \(count == 2 ? "place" : "places")"
        return "nothing is to be heard for \(length) from \(Seconds.words(longest.from)) on\(others): "
            + "listen to it there, and cut it"
    }

    // MARK: Level

    private func ear(_ inspection: Inspection) -> Inspection.Finding? {
        guard let levels = inspection.channelLevels, levels.count == 2, abs(levels[0] - levels[1]) >= Self.deafness,
            levels.contains(where: { $0 > Self.quietest })
        else { return nil }
        let side = levels[0] > levels[1] ? "left" : "right"
        return .init(
            kind: .oneEar, detail: "only its \(side) channel has sound: export it in mono, or with sound in both")
    }

    private func loudness(_ inspection: Inspection) -> Inspection.Finding? {
        guard let target, let loudness = inspection.loudness else { return nil }
        let difference = loudness - target.lufs
        guard abs(difference) > Self.tolerance else { return nil }
        return .init(
            kind: .loudness,
            detail: "at \(Decibels.words(loudness)) LUFS it is \(Decibels.words(abs(difference))) LU "
                + "\(difference > 0 ? "louder" : "quieter") than the station's \(Decibels.words(target.lufs)) LUFS: "
                + "export it \(difference > 0 ? "quieter" : "louder")")
    }

    private func clipping(_ inspection: Inspection) -> Inspection.Finding? {
        let rate = Double((inspection.sampleRate ?? 48_000) * (inspection.channels ?? 2))
        let all = rate * (inspection.decodedDuration ?? 0)
        guard let samples = inspection.clippedSamples, samples >= Self.fewestClipped,
            Double(samples) * Double(Self.ofClipped) >= all
        else { return nil }
        return .init(
            kind: .clipping,
            detail: "\(samples) samples are cut off at full scale, which is heard as distortion: record it, or export "
                + "it, at a lower level")
    }

    private func peak(_ inspection: Inspection) -> Inspection.Finding? {
        guard let peak = inspection.truePeak, peak > Self.highestPeak else { return nil }
        return .init(
            kind: .truePeak,
            detail:
                "its true peak is \(Decibels.words(peak, isSigned: true)) dBTP, and an encoder may clip what is over "
                + "\(Decibels.words(Self.highestPeak)): export it with a limiter at \(Decibels.words(Self.highestPeak)) dBTP"
        )
    }
}

extension Inspection.Silence {
    fileprivate var length: Double { to - from }
}

enum Decibels {
    /// A tool's number, where a level can be that: samples are floating-point numbers at most.
    static func credible(_ text: some StringProtocol) -> Double? {
        Double(text).flatMap { abs($0) <= 1000 ? $0 : nil }
    }

    /// `−23`, `−13.8`.
    static func words(_ number: Double, isSigned: Bool = false) -> String {
        let tenths = (abs(number) * 10).rounded()
        let whole = tenths.truncatingRemainder(dividingBy: 10) == 0
        let text = whole ? String(Int(tenths / 10)) : String(tenths / 10)
        return (number < 0 && tenths > 0 ? "−" : isSigned && tenths > 0 ? "+" : "") + text
    }
}
