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
    /// Leave what begins with this segment to another airing.
    case split(Airing.ID, before: Int)
    /// Start an engine for what is left of it.
    case resume(Airing.ID)
    /// End its engine by force.
    case stop(Airing.ID, StopReason)
    /// Nothing more will happen: into the log with it.
    case finish(Airing.ID)
}

extension Situation {
    package var decisions: [Decision] {
        active.compactMap(distrust) + active.compactMap(split) + active.compactMap(decision)
            + begins.map(Decision.begin)
    }

    /// The instant at which there will be something to decide even if nothing happens.
    package var next: Date? {
        var next: Date?
        func consider(_ instant: Date) { if instant > now, instant < next ?? .distantFuture { next = instant } }
        for active in active {
            if let restart = active.restartsAt { consider(now.addingTimeInterval(restart - uptime)) }
            if let rest = active.rest { consider(armsAt(rest)) }
            consider(forcedEnd(active.airing))
            consider(active.airing.offAir)
        }
        for airing in order.airings(notOverAt: now) {
            guard let start = untried(airing).map(armsAt), start > now else { continue }
            consider(start)
            break
        }
        return next
    }

    /// One that never got on air may have another try, with something else; one that a wrong clock ended, too.
    func isKnown(_ airing: Airing) -> Bool {
        if index(of: airing.id) != nil { return true }
        guard finished.contains(airing.id) else { return false }
        // What a wrong clock ended comes back only if there is time to be connected.
        if airing.offAir.timeIntervalSince(now) < Self.worthwhile, spent[airing.id]?.isEmpty ?? true { return true }
        return !(spent[airing.id]?.allows(airing.segmentsDue(at: now), at: uptime) ?? false)
    }

    /// Seconds of programme for which an airing that is over is begun again.
    private static let worthwhile = 5.0

    /// What there is still to begin of a planned airing: all of it, or, where it is over as it was begun, and a later
    /// plan has had it run on, or has something longer in its place, what comes after that.
    private func untried(_ airing: Airing) -> Airing? {
        isKnown(airing) ? later(airing).flatMap(untried) : airing
    }

    /// What an airing that is over did not have when it was begun.
    private func later(_ airing: Airing) -> Airing? {
        var end = ends[airing.id]
        // One that is over and waits for room in the log stands in nobody's way.
        if let active = self[airing.id] { end = active.isOver || active.airing.isCutShort ? active.airing.offAir : nil }
        return end.flatMap { $0 < airing.offAir ? airing.part(from: $0) : nil }
    }

    /// What the plan has for an airing that has been begun, at this instant.
    func plan(_ id: Airing.ID, from onAir: Date) -> Airing? {
        for airing in order.airings(notOverAt: onAir) where airing.onAir <= onAir {
            var part: Airing? = airing
            while let candidate = part {
                if candidate.id == id { return candidate }
                part = later(candidate)
            }
        }
        return nil
    }

    func plan(for active: ActiveAiring) -> Airing? { plan(active.id, from: active.airing.onAir) }

    func armsAt(_ airing: Airing) -> Date { airing.onAir.addingTimeInterval(-settings.preRoll) }

    /// An engine leaves by itself; one that has not by then hangs.
    private func forcedEnd(_ airing: Airing) -> Date {
        if airing.isCutShort { return airing.offAir.addingTimeInterval(settings.tail) }
        return airing.closesAt(tail: settings.tail).addingTimeInterval(Self.patience)
    }

    /// Seconds that an engine has to close its connection and go.
    package static let patience = 0.25

    /// It was begun by a clock that has been put back since. What the plan has for it when its time comes is not
    /// known yet.
    func isEarly(_ airing: Airing) -> Bool { now < armsAt(airing) - Self.early }

    private static let early = 60.0

    private func decision(on active: ActiveAiring) -> Decision? {
        switch active.engine {
        case .running:
            return stopReason(of: active).map { .stop(active.id, $0) }
        case .down:
            if isEarly(active.airing) { return .finish(active.id) }
            switch replacement(for: active) {
            case .airing(let next): return .amend(active.id, by: next)
            case .awaited: return nil
            case .elsewhere: return .finish(active.id)
            case .none: break
            }
            if active.mayComeBack, now < active.airing.offAir { return nil }
            guard let rest = active.rest, now < active.airing.offAir else { return .finish(active.id) }
            return now >= armsAt(rest) && uptime >= active.restartsAt ?? uptime ? .resume(active.id) : nil
        }
    }

    /// What was found out first is the cause: with a clock that has been set, any airing seems to be over.
    private func stopReason(of active: ActiveAiring) -> StopReason? {
        if let stopping = active.stopping { return stopping }
        if now >= forcedEnd(active.airing) { return active.airing.isCutShort ? .makesRoom : .outstayed }
        return trouble(active) ?? active.repair(at: uptime, now: now)
    }

    private func trouble(_ active: ActiveAiring) -> StopReason? {
        let opens = (active.rest ?? active.airing).onAir.addingTimeInterval(-settings.leadIn)
        return active.pulse.trouble(isDue: now >= opens)
    }

    /// Whatever is on air stays as it is: an airing that a new plan has put across it waits for its end.
    private var begins: [Airing] {
        let present = active.filter { !($0.mayComeBack && isElsewhere($0)) }
        var busy = present.map { $0.airing.onAir..<max($0.airing.onAir, $0.airing.offAir) }
        var chosen: [Airing] = []
        let near = order.airings(notOverAt: now).prefix { armsAt($0) <= now }
        for airing in near.lazy.compactMap(untried)
        where armsAt(airing) <= now && now < airing.offAir && airing.onAir < airing.offAir
            && uptime >= stalled[airing.id]?.until ?? uptime
        {
            let span = max(airing.onAir, now)..<airing.offAir
            guard !busy.contains(where: { $0.overlaps(span) && $0.upperBound > now }) else { continue }
            busy.append(span)
            chosen.append(airing)
        }
        return chosen
    }
}
