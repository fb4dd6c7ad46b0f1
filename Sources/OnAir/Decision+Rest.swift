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
            !active.airing.segments.contains(short)
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
        guard lacksProgramme(active), let fault = active.fault else { return .none }
        if isElsewhere(active) { return .elsewhere }
        if let next = nextChoice(for: active), now < next.offAir, !next.segmentsLeft(at: now).isEmpty {
            return .airing(next)
        }
        // What could not be had may be had again later, and nothing else wants its place.
        if fault.isAbsent { return active.rest.map { now >= armsAt($0) } ?? false ? .none : .awaited }
        let isOld = plan(for: active) != nil || order == RunningOrder()
        return isOld ? awaited(since: fault) : .none
    }

    private func awaited(since fault: RecordingFault) -> Replacement {
        uptime - fault.since < Self.planning ? .awaited : .none
    }

    /// It failed when it had been on air, and there is nothing that could be on air now.
    private func lacksProgramme(_ active: ActiveAiring) -> Bool {
        guard let fault = active.fault, now < active.airing.offAir else { return false }
        // One that was never on air, and has nothing more, makes room for another.
        guard let rest = active.rest else { return active.hasBegun }
        return rest.onAir > max(now, active.airing.onAir) + Self.bearable
            || active.current(at: now)?.file == fault.segment.file
    }

    /// The slot that the airing had run on to is filled by another.
    private func isElsewhere(_ active: ActiveAiring) -> Bool {
        order.airings(notOverAt: now).contains {
            $0.id != active.id && $0.onAir > active.airing.onAir && $0.onAir <= now && now < $0.offAir && !isKnown($0)
        }
    }

    /// What the plan has for this slot now that it does without what failed.
    private func nextChoice(for active: ActiveAiring) -> Airing? {
        plan(for: active).flatMap { active.unusable.allows($0.segmentsDue(at: now), at: uptime) ? $0 : nil }
    }
}
