import Foundation
import Programme

// The rest of a slot whose recording failed.
extension Situation {
    enum Replacement {
        case airing(Airing)
        /// The plan has not been made anew yet.
        case awaited
        /// In the plan it is an airing of its own.
        case elsewhere
        case none
    }

    /// Seconds that the plan has to find something else.
    private static let planning = 10.0
    /// Seconds of silence before the next segment for which nothing else is put on air.
    private static let bearable = 3.0

    func distrust(_ active: ActiveAiring) -> Decision? {
        if let fault = active.fault, !fault.isTold { return .distrust(active.id, fault) }
        if let again = failedAgain(active) {
            let reason = "it failed earlier in this airing"
            return .distrust(active.id, RecordingFault(segment: again, reason: reason, since: uptime))
        }
        // Of what the plan has in its place there may be nothing left at this hour.
        guard lacksProgramme(active), !isElsewhere(active), let next = nextChoice(for: active),
            next.segmentsLeft(at: now).isEmpty, let short = next.segments.last, short.pid == active.fault?.segment.pid,
            // The same programme's half hour before that is no choice for this one.
            !active.airing.segments.contains(where: { $0.file == short.file && $0.startsAt == short.startsAt })
        else { return nil }
        return .distrust(
            active.id,
            RecordingFault(segment: short, reason: "it is too short to take the rest of the slot", since: uptime))
    }

    /// What failed, and was told to an earlier conductor's plan: this one's has it again.
    private func failedAgain(_ active: ActiveAiring) -> Segment? {
        guard lacksProgramme(active), let fault = active.fault, let planned = plan(for: active) else { return nil }
        return planned.segmentsDue(at: now)
            .first { active.unusable.hasFailed($0.file) && $0.file != fault.segment.file }
    }

    func replacement(for active: ActiveAiring) -> Replacement {
        guard lacksProgramme(active) else { return .none }
        if isElsewhere(active) { return .elsewhere }
        guard let fault = active.fault else { return sooner(than: active) }
        if let next = nextChoice(for: active), now < next.offAir, !next.segmentsLeft(at: now).isEmpty {
            return isTooSoon(next, after: fault, in: active) ? .awaited : .airing(next)
        }
        // What could not be had may be had again later, and nothing else wants its place.
        if fault.isAbsent { return active.rest.map { now >= armsAt($0) } ?? false ? .none : .awaited }
        let isOld = plan(for: active) != nil || order == RunningOrder()
        return isOld ? awaited(since: fault) : .none
    }

    /// What there is to play by a clock that has been put back since the rest was chosen.
    private func sooner(than active: ActiveAiring) -> Replacement {
        guard let next = nextChoice(for: active), let first = next.segmentsLeft(at: now).first,
            let rest = active.rest, first.startsAt < rest.onAir
        else { return .none }
        return .airing(next)
    }

    /// A recording that fails whenever it has been replaced is not tried without end.
    private func isTooSoon(_ next: Airing, after fault: RecordingFault, in active: ActiveAiring) -> Bool {
        let isRetry = next.segmentsDue(at: now).contains { active.blamed.contains($0.file) }
        return isRetry && uptime < fault.since + active.patience
    }

    private func awaited(since fault: RecordingFault) -> Replacement {
        uptime - fault.since < Self.planning ? .awaited : .none
    }

    /// It has been on air, and there is nothing that could be on air now.
    private func lacksProgramme(_ active: ActiveAiring) -> Bool {
        guard now < active.airing.offAir else { return false }
        // One that was never on air, and has nothing more, makes room for another.
        guard let rest = active.rest else { return active.fault != nil && active.hasBegun }
        let isLate = rest.onAir > max(now, active.airing.onAir) + Self.bearable
        guard let fault = active.fault else { return isLate && active.hasBegun }
        return isLate || active.current(at: now)?.file == fault.segment.file
    }

    /// The slot that the airing had run on to, or what was left of its own, is filled by another. One that only waits
    /// for something to come lets it be begun in time.
    func isElsewhere(_ active: ActiveAiring) -> Bool {
        order.airings(notOverAt: now).contains { other in
            let begins = active.mayComeBack ? armsAt(other) : other.onAir
            return other.id != active.id && active.airing.onAir < other.onAir && other.onAir < active.airing.offAir
                && begins <= now && (!isKnown(other) || self[other.id] != nil)
        }
    }

    /// What the plan has for this slot now that it does without what failed.
    private func nextChoice(for active: ActiveAiring) -> Airing? {
        plan(for: active).flatMap { active.unusable.allows($0.segmentsDue(at: now), at: uptime) ? $0 : nil }
    }
}
