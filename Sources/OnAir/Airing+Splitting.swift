import Foundation
import Programme

// An airing's engine is armed with all of its segments when the first begins. Where something better has come by
// the time of a later one, that becomes an airing of its own, and this one makes room for it.
extension Airing {
    /// Seconds before the next airing at which one that was to run on is over. Its engine is ended a moment later, when
    /// the last samples are out of the encoder: still before the next one connects, since the mount takes one source.
    private static let handover = 0.7
    /// The backstop of an airing that has been cut short lies before its end by so much, which no plan has.
    private static let mark = 0.01

    /// Its engine knows of no end here: it has to be ended by force.
    var isCutShort: Bool { offAirBy < offAir }

    /// Without this segment and those after it.
    func cut(before index: Int) -> Airing {
        guard index > 0, segments.indices.contains(index) else { return self }
        var cut = self
        cut.segments = Array(segments.prefix(index))
        cut.offAir = min(plannedEnd(of: index - 1), segments[index].startsAt - Self.handover)
        (cut.offAirBy, cut.fadedOutBy) = (cut.offAir - Self.mark, nil)
        return cut
    }
}

extension Situation {
    /// Seconds before its pre-roll until which a segment can become an airing of its own.
    private static let notice = 1.0

    /// A segment that is only a substitute, and for whose time the plan has the programme's own recording by now.
    func split(_ active: ActiveAiring) -> Decision? {
        guard active.airing.segments.count > 1 else { return nil }
        let soonest = now.addingTimeInterval(settings.preRoll + Self.notice)
        for (index, segment) in active.airing.segments.enumerated().dropFirst() where segment.startsAt > soonest {
            guard segment.origin.isSubstitute, let planned = planned(at: segment.startsAt) else { continue }
            if !planned.origin.isSubstitute, planned.pid == segment.pid, !active.unusable.files.contains(planned.file) {
                return .split(active.id, before: index)
            }
        }
        return nil
    }

    private func planned(at start: Date) -> Segment? {
        order.airings(notOverAt: start).first?.segments.first { $0.startsAt == start }
    }
}

extension ActiveAiring {
    /// What begins with this segment is an airing of its own.
    mutating func split(before index: Int) {
        airing = airing.cut(before: index)
        guard var left = rest else { return }
        left.segments.removeAll { $0.startsAt > airing.offAir }
        (left.offAir, left.offAirBy, left.fadedOutBy) = (airing.offAir, airing.offAirBy, airing.fadedOutBy)
        rest = left.segments.isEmpty ? nil : left
    }
}

extension Origin {
    fileprivate var isSubstitute: Bool { self == .repeat || self == .emergency }
}
