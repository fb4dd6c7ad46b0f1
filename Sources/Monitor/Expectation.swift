import Foundation
import Programme

/// What silence belongs to an airing's programme: quiet passages, pauses, what is after it.
package struct Expectation: Sendable, Hashable {
    /// Seconds by which the stream's place in the programme may be mistaken.
    static let margin = 1.0
    /// Seconds; shorter ones explain nothing, and would only make the margin count more often.
    private static let shortest = 2.0

    /// Silences that are known of.
    private var quiet: [Range<Date>] = []
    /// Those, and segments of which nobody knows.
    private var quietOrUnknown: [Range<Date>] = []
    /// Segments that are played over and over, and the longest silence in them, in seconds.
    private var loops: [Loop] = []

    private struct Loop: Hashable {
        let span: Range<Date>
        let longest: Double

        /// Where in its rounds a loop is, nobody can tell for long: rounds are not to the sample as long as the
        /// plan takes them to be. So a silence is explained by its length.
        func silence(within run: Range<Date>) -> Range<Date>? {
            let common = run.clamped(to: span)
            guard !common.isEmpty, longest > 0 else { return nil }
            return common.lowerBound..<min(common.upperBound, common.lowerBound.addingTimeInterval(longest))
        }
    }

    /// - Parameter silences: of a recording; `nil` if it has not been decoded to its end.
    package init(_ airing: Airing, silences: (Segment) -> [Inspection.Silence]?) {
        var known: [Range<Date>] = []
        var unknown: [Range<Date>] = []
        let starts = airing.segments.map(\.startsAt) + [airing.offAir]
        for (segment, end) in zip(airing.segments, starts.dropFirst()) where segment.startsAt < end {
            let span = segment.startsAt..<end
            guard let silences = silences(segment) else {
                unknown.append(span)
                continue
            }
            if segment.loop {
                loops.append(Loop(span: span, longest: segment.longestInLoop(silences)))
            } else {
                known += segment.quiet(silences, in: span)
            }
        }
        // A fade is over before its last instant.
        known.append((airing.fadedOutBy ?? airing.offAir).addingTimeInterval(-0.5)..<Date.distantFuture)
        quiet = Self.joined(known).filter { $0.seconds >= Self.shortest }
        quietOrUnknown = Self.joined(quiet + unknown)
    }

    /// How much of a silence on air is not explained by a silence in the programme: by the one that explains most.
    /// - Parameter doubting: what is not known of may be silent.
    /// - Returns: seconds, and when that begins.
    func unexplained(_ run: Range<Date>, doubting: Bool) -> (seconds: Double, from: Date) {
        let candidates = (doubting ? quietOrUnknown : quiet) + loops.compactMap { $0.silence(within: run) }
        var least = (seconds: run.seconds, from: run.lowerBound)
        for candidate in candidates {
            let widened =
                candidate.lowerBound.addingTimeInterval(
                    -Self.margin)..<candidate.upperBound
                .addingTimeInterval(Self.margin)
            let common = widened.clamped(to: run)
            let rest = run.seconds - common.seconds
            guard !common.isEmpty, rest < least.seconds else { continue }
            let startsInside = common.lowerBound == run.lowerBound
            least = (rest, startsInside ? min(candidate.upperBound, run.upperBound) : run.lowerBound)
        }
        return least
    }

    /// Everything is known.
    package var isComplete: Bool { quiet == quietOrUnknown }

    private static func joined(_ ranges: [Range<Date>]) -> [Range<Date>] {
        ranges.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { joined, next in
            if let last = joined.last, next.lowerBound.timeIntervalSince(last.upperBound) < 0.5 {
                joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, next.upperBound)
            } else {
                joined.append(next)
            }
        }
    }
}

extension Segment {
    /// By the wall clock; what follows the recording's end is quiet too.
    fileprivate func quiet(_ silences: [Inspection.Silence], in span: Range<Date>) -> [Range<Date>] {
        let end = startsAt.addingTimeInterval(max(0, cueOut - cueIn))
        let within = silences.map { silence in
            let from = startsAt.addingTimeInterval(silence.from - cueIn)
            return (from..<max(from, startsAt.addingTimeInterval(silence.to - cueIn))).clamped(to: span)
        }
        return within.filter { !$0.isEmpty } + (end < span.upperBound ? [end..<span.upperBound] : [])
    }

    /// Seconds; the end of one round and the beginning of the next are one silence.
    fileprivate func longestInLoop(_ silences: [Inspection.Silence]) -> Double {
        let longest = silences.map { $0.to - $0.from }.max() ?? 0
        guard let first = silences.first, let last = silences.last, cueOut - last.to < 1, first.from < 1 else {
            return longest
        }
        return max(longest, last.to - last.from + first.to - first.from)
    }
}

extension Range<Date> {
    var seconds: Double { upperBound.timeIntervalSince(lowerBound) }
}
