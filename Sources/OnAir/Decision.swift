import Foundation
import Programme

/// What the conductor is to do next. Deciding is apart from doing, so that it needs no engine and no clock.
package enum Decision: Sendable, Hashable {
    /// Have the plan do without a recording that failed.
    case distrust(Airing.ID, RecordingFault)
    /// Begin an airing that is not on air yet, or should be already.
    case begin(Airing)
    /// The plan's next choice takes the rest of it.
    case amend(Airing.ID, by: Airing)
    /// Start an engine for what is left of it.
    case resume(Airing.ID)
    /// End its engine by force.
    case stop(Airing.ID, StopReason)
    /// Nothing more will happen: into the log with it.
    case finish(Airing.ID)
}

extension Situation {
    package var decisions: [Decision] {
        active.compactMap(distrust) + active.compactMap(decision) + begins.map(Decision.begin)
    }

    /// The instant at which there will be something to decide even if nothing happens.
    package var next: Date? {
        let soon = active.flatMap { active in
            let restart = active.restartsAt.map { now.addingTimeInterval($0 - uptime) }
            return [restart, forcedEnd(active.airing), active.airing.offAir].compactMap(\.self)
        }
        let starts = order.airings.lazy.filter { !isKnown($0) }.map(armsAt)
        return (soon + starts).filter { $0 > now }.min()
    }

    /// One that never got on air may have another try, with something else.
    private func isKnown(_ airing: Airing) -> Bool {
        if active.contains(where: { $0.id == airing.id }) { return true }
        guard finished.contains(airing.id) else { return false }
        guard let tried = spent[airing.id] else { return true }
        return !tried.isDisjoint(with: airing.segments.map(\.file))
    }

    private func armsAt(_ airing: Airing) -> Date { airing.onAir.addingTimeInterval(-settings.preRoll) }

    /// An engine leaves by itself; one that has not by then hangs.
    private func forcedEnd(_ airing: Airing) -> Date {
        airing.closesAt(tail: settings.tail).addingTimeInterval(Self.patience)
    }

    /// Seconds that an engine has to close its connection and go.
    package static let patience = 0.25

    private func decision(on active: ActiveAiring) -> Decision? {
        switch active.engine {
        case .running:
            if now >= forcedEnd(active.airing) { return .stop(active.id, .outstayed) }
            let reason = active.stopping ?? active.pulse.trouble ?? active.hearing.repair(active.pulse, at: uptime)
            return reason.map { .stop(active.id, $0) }
        case .down:
            switch replacement(for: active) {
            case .airing(let next): return .amend(active.id, by: next)
            case .awaited: return nil
            case .none: break
            }
            guard let rest = active.rest, now < active.airing.offAir else { return .finish(active.id) }
            let isDue = now >= (active.hasLeft ? armsAt(rest) : .distantPast)
            return isDue && uptime >= active.restartsAt ?? uptime ? .resume(active.id) : nil
        }
    }

    /// Whatever is on air stays as it is: an airing that a new plan has put across it waits for its end.
    private var begins: [Airing] {
        var busy = active.map { $0.airing.onAir..<max($0.airing.onAir, $0.airing.offAir) }
        var chosen: [Airing] = []
        for airing in order.airings
        where armsAt(airing) <= now && now < airing.offAir && airing.onAir < airing.offAir && !isKnown(airing) {
            let span = max(airing.onAir, now)..<airing.offAir
            guard !busy.contains(where: { $0.overlaps(span) && $0.upperBound > now }) else { continue }
            busy.append(span)
            chosen.append(airing)
        }
        return chosen
    }
}

// MARK: The rest of a slot

extension Situation {
    private enum Replacement {
        case airing(Airing)
        /// The plan has not been made anew yet.
        case awaited
        case none
    }

    /// Seconds that the plan has to find something else.
    private static let planning = 10.0
    /// Seconds of silence before the next segment for which nothing else is put on air.
    private static let bearable = 3.0

    private func distrust(_ active: ActiveAiring) -> Decision? {
        if let fault = active.fault, !fault.isTold { return .distrust(active.id, fault) }
        // Of what the plan has in its place there may be nothing left at this hour.
        guard lacksProgramme(active), let next = nextChoice(for: active), next.segmentsLeft(at: now).isEmpty,
            let short = next.segments.last
        else { return nil }
        return .distrust(
            active.id,
            RecordingFault(segment: short, reason: "it is too short to take the rest of the slot", since: uptime))
    }

    private func replacement(for active: ActiveAiring) -> Replacement {
        guard lacksProgramme(active), let fault = active.fault else { return .none }
        if let next = nextChoice(for: active) {
            return next.segmentsLeft(at: now).isEmpty ? .awaited : .airing(next)
        }
        let isOld = order.airings.contains { $0.id == active.id }
        return isOld && uptime - fault.since < Self.planning ? .awaited : .none
    }

    /// It failed when it had been on air, and there is nothing that could be on air now.
    private func lacksProgramme(_ active: ActiveAiring) -> Bool {
        guard active.hasBegun, let fault = active.fault, now < active.airing.offAir else { return false }
        guard let rest = active.rest else { return true }
        return rest.onAir > now + Self.bearable || rest.segments.first?.file == fault.segment.file
    }

    /// What the plan has for this slot now that it does without what failed.
    private func nextChoice(for active: ActiveAiring) -> Airing? {
        order.airings.first { $0.id == active.id && active.blamed.isDisjoint(with: $0.segments.map(\.file)) }
    }
}
