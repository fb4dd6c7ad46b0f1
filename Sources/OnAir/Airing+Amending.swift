import Foundation
import Programme

extension Airing {
    /// This airing as far as it has been on air, and what the plan has now for the rest of it.
    /// - Parameter index: the last segment that has been tried.
    func amended(by next: Airing, after index: Int, at now: Date) -> Airing {
        var amended = self
        amended.segments = Array(segments.prefix(index + 1)) + next.segmentsLeft(at: now)
        (amended.offAir, amended.fadedOutBy, amended.offAirBy) = (next.offAir, next.fadedOutBy, next.offAirBy)
        amended.warnings += next.warnings.filter { !warnings.contains($0) }
        return amended
    }

    /// What has been on air as loud as the earlier airing had it stays so, whatever is known of its loudness by now. A
    /// recording that was replaced is another.
    func keepingGains(of earlier: Airing, exceptOf replaced: Set<String>) -> Airing {
        var kept = self
        for index in kept.segments.indices where !replaced.contains(segments[index].file) {
            guard let same = earlier.segments.first(where: { $0.file == segments[index].file }) else { continue }
            kept.segments[index].gain = same.gain
        }
        return kept
    }

    /// An airing of what it has from an instant on: the segments that start then or later, and before them the rest of
    /// the one under way, where that is worth a beginning. `nil` if there is none, or if it is all of it.
    func part(from instant: Date) -> Airing? {
        guard onAir < instant else { return nil }
        var later = segments.filter { $0.startsAt >= instant }
        let end = later.first?.startsAt ?? offAir
        if let rest = segments.last(where: { $0.startsAt < instant })?.left(at: instant),
            (rest.loop ? end : min(end, instant + (rest.cueOut - rest.cueIn))) >= instant + Self.leastRest
        {
            later.insert(rest, at: 0)
        }
        guard let first = later.first else { return nil }
        return Airing(
            onAir: first.startsAt, offAir: offAir, fadedOutBy: fadedOutBy, offAirBy: offAirBy, title: first.title,
            pid: first.pid, origin: first.origin, segments: later)
    }

    /// Seconds of a programme that are worth joining where something else has ended before them. A few may only mean
    /// that a length is known better by now.
    private static let leastRest = 30.0

    /// What is left of its segments: the one whose time it is, from where it would be by now, and those after it.
    func segmentsLeft(at now: Date) -> [Segment] {
        segmentsDue(at: now).compactMap { $0.left(at: now) }
    }

    /// The segment whose time it is, and those after it.
    func segmentsDue(at now: Date) -> ArraySlice<Segment> {
        segments.dropFirst(segments.lastIndex { $0.startsAt <= now } ?? 0)
    }
}

extension Segment {
    /// What is shorter than this, in seconds, is not worth a connection.
    private static let least = 3.0

    /// In its own time; but what goes round and round begins anew. `nil` if it would be over.
    fileprivate func left(at now: Date) -> Segment? {
        guard startsAt < now else { return self }
        var rest = self
        rest.startsAt = now
        if loop { return rest }
        rest.cueIn += now.timeIntervalSince(startsAt)
        return rest.cueOut - rest.cueIn >= Self.least ? rest : nil
    }
}
