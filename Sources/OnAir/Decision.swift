import Foundation
import Programme

/// What the conductor is to do next. Deciding is apart from doing, so that it needs no engine and no clock.
package enum Decision: Sendable, Hashable {
    /// Start an engine for an airing that is not on air yet, or should be already.
    case begin(Airing)
    /// Start another engine for what is left of it.
    case resume(Airing.ID)
    /// It has outstayed its time: end its engine by force.
    case stop(Airing.ID)
    /// Nothing more will happen: into the log with it.
    case finish(Airing.ID)
}

package struct Situation: Sendable {
    package var now: Date
    package var order: RunningOrder
    package var active: [ActiveAiring]
    /// Airings that have had their turn.
    package var finished: Set<Airing.ID>
    /// Of those that never got on air, the recordings that they tried.
    package var spent: [Airing.ID: Set<String>]
    package var settings: EngineSettings

    package init(
        now: Date, order: RunningOrder, active: [ActiveAiring], finished: Set<Airing.ID>,
        spent: [Airing.ID: Set<String>] = [:], settings: EngineSettings
    ) {
        (self.now, self.order, self.active, self.finished) = (now, order, active, finished)
        (self.spent, self.settings) = (spent, settings)
    }

    package var decisions: [Decision] { active.compactMap(decision) + begins.map(Decision.begin) }

    /// The instant at which there will be something to decide even if nothing happens.
    package var next: Date? {
        let soon = active.flatMap { [$0.restartsAt, forcedEnd($0.airing), $0.airing.offAir].compactMap(\.self) }
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
            return now >= forcedEnd(active.airing) ? .stop(active.id) : nil
        case .down:
            guard let rest = active.rest, now < active.airing.offAir else { return .finish(active.id) }
            let due = max(active.restartsAt ?? now, active.hasLeft ? armsAt(rest) : .distantPast)
            return now >= due ? .resume(active.id) : nil
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
