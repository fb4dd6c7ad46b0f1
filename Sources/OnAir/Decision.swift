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
        let starts = order.airings.lazy.compactMap(untried).map(armsAt)
        return (soon + starts).filter { $0 > now }.min()
    }

    /// One that never got on air may have another try, with something else.
    private func isKnown(_ airing: Airing) -> Bool {
        if active.contains(where: { $0.id == airing.id }) { return true }
        guard finished.contains(airing.id) else { return false }
        guard let tried = spent[airing.id] else { return true }
        return !tried.isDisjoint(with: airing.segments.map(\.file))
    }

    /// What there is still to begin of a planned airing: all of it, or, where it is over as it was begun, and a later
    /// plan has had it run on, what comes after that.
    private func untried(_ airing: Airing) -> Airing? {
        isKnown(airing) ? later(airing).flatMap(untried) : airing
    }

    /// What an airing that is over did not have when it was begun.
    private func later(_ airing: Airing) -> Airing? {
        var end = ends[airing.id]
        // One that is over and waits for room in the log stands in nobody's way.
        if let active = self[airing.id] { end = active.isOver ? active.airing.offAir : nil }
        return end.flatMap { $0 < airing.offAir ? airing.part(from: $0) : nil }
    }

    /// What the plan has for an airing that has been begun.
    private func plan(_ id: Airing.ID) -> Airing? {
        for airing in order.airings {
            var part: Airing? = airing
            while let candidate = part {
                if candidate.id == id { return candidate }
                part = later(candidate)
            }
        }
        return nil
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
            let reason = active.stopping ?? trouble(active) ?? active.hearing.repair(active.pulse, at: uptime)
            return reason.map { .stop(active.id, $0) }
        case .down:
            switch replacement(for: active) {
            case .airing(let next): return .amend(active.id, by: next)
            case .awaited: return nil
            case .elsewhere: return .finish(active.id)
            case .none: break
            }
            guard let rest = active.rest, now < active.airing.offAir else { return .finish(active.id) }
            return now >= armsAt(rest) && uptime >= active.restartsAt ?? uptime ? .resume(active.id) : nil
        }
    }

    private func trouble(_ active: ActiveAiring) -> StopReason? {
        let opens = (active.rest ?? active.airing).onAir.addingTimeInterval(-settings.leadIn)
        return active.pulse.trouble(isDue: now >= opens)
    }

    /// Whatever is on air stays as it is: an airing that a new plan has put across it waits for its end.
    private var begins: [Airing] {
        var busy = active.map { $0.airing.onAir..<max($0.airing.onAir, $0.airing.offAir) }
        var chosen: [Airing] = []
        for airing in order.airings.lazy.compactMap(untried)
        where armsAt(airing) <= now && now < airing.offAir && airing.onAir < airing.offAir {
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
        /// In the plan it is an airing of its own.
        case elsewhere
        case none
    }

    /// Seconds that the plan has to find something else.
    private static let planning = 10.0
    /// Seconds of silence before the next segment for which nothing else is put on air.
    private static let bearable = 3.0

    private func distrust(_ active: ActiveAiring) -> Decision? {
        if let fault = active.fault, !fault.isTold { return .distrust(active.id, fault) }
        // Of what the plan has in its place there may be nothing left at this hour.
        guard lacksProgramme(active), !isElsewhere(active), let next = nextChoice(for: active),
            next.segmentsLeft(at: now).isEmpty, let short = next.segments.last, short.pid == active.fault?.segment.pid
        else { return nil }
        return .distrust(
            active.id,
            RecordingFault(segment: short, reason: "it is too short to take the rest of the slot", since: uptime))
    }

    private func replacement(for active: ActiveAiring) -> Replacement {
        guard lacksProgramme(active), let fault = active.fault else { return .none }
        if isElsewhere(active) { return .elsewhere }
        if let next = nextChoice(for: active) {
            return now >= next.offAir || next.segmentsLeft(at: now).isEmpty ? awaited(since: fault) : .airing(next)
        }
        let isOld = plan(active.id) != nil || order == RunningOrder()
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
        order.airings.contains {
            $0.id != active.id && $0.onAir > active.airing.onAir && $0.onAir <= now && now < $0.offAir && !isKnown($0)
        }
    }

    /// What the plan has for this slot now that it does without what failed.
    private func nextChoice(for active: ActiveAiring) -> Airing? {
        plan(active.id).flatMap { active.blamed.isDisjoint(with: $0.segments.map(\.file)) ? $0 : nil }
    }
}
