import Alerts
import Conditions
import Foundation
import OnAir
import Programme

/// What `AlertKeeper` keeps.
struct SimulatedKeeper {
    var book: AlertBook
    var lastLook: ClockReading
    /// Of the world's time, as all of these.
    let startedAt: Double
    var nextLook: Double
    /// Until when it looks often, as the real one always does; else there would be nothing new to see.
    var restlessUntil = -Double.infinity
    var present: Set<String> = []
    /// Since when a programme of the schedule should be on air, and nothing is to be heard.
    var deadSince: Double?
}

/// What is to be heard at the studio, or is not.
struct Silence {
    var since: Double?
    /// The one before.
    private(set) var last = 0.0...0.0

    /// Seconds of sound that are no end of it.
    private static let blip = 2.0

    mutating func follow(isSilent: Bool, at time: Double) {
        if isSilent {
            guard since == nil else { return }
            since = time - last.upperBound < Self.blip ? last.lowerBound : time
        } else if let began = since {
            (last, since) = (began...max(began, time), nil)
        }
    }

    /// Seconds of it, now or until a moment ago.
    func length(at time: Double) -> Double {
        let before = time - last.upperBound < 3 ? last.upperBound - last.lowerBound : 0
        return max(before, since.map { time - $0 } ?? 0)
    }
}

// What people are told, and whether it is so: as `AlertKeeper` does, from the same knowledge and by the same book.
extension World {
    func startKeeper() {
        guard options.hasAlerts else { return }
        var book = keptAlerts.book
        book.resume(at: clock.now)
        audience = keptAlerts.audience
        conductor?.keeper = SimulatedKeeper(
            book: book, lastLook: clock.reading, startedAt: clock.time, nextLook: clock.time + 1)
    }

    /// Seconds between two looks where something may be new. The real keeper looks each second, which costs time here.
    private static let pace = 3.0

    /// Something may be new, and it is seen at the next look.
    func wakeKeeper() {
        guard let keeper = conductor?.keeper else { return }
        let last = keeper.lastLook.uptime
        conductor?.keeper?.nextLook = min(keeper.nextLook, max(clock.time, last + Self.pace))
    }

    func lookAsKeeper() {
        guard let conductor, var keeper = conductor.keeper, keeper.nextLook <= clock.time else { return }
        let step = clock.reading.step(since: keeper.lastLook)
        if abs(step) > AlertBook.smallStep { keeper.book.noteClockSet(by: step) }
        keeper.lastLook = clock.reading
        let knowledge = knowledge(of: conductor)
        let conditions = knowledge.conditions
        for notice in keeper.book.update(conditions, unknown: knowledge.unknown, at: clock.now) { judge(notice) }
        if clock.time >= diskFullUntil { keptAlerts = (keeper.book, audience) }
        let present = Set(conditions.map(\.key))
        if present != keeper.present { keeper.restlessUntil = clock.time + AlertBook.settle + 15 }
        keeper.present = present
        judgeDeadAir(&keeper)
        let isRestless = clock.time < keeper.restlessUntil || keeper.deadSince != nil
        keeper.nextLook = clock.time + (options.isDense ? 1 : isRestless ? Self.pace : 300)
        self.conductor?.keeper = keeper
    }

    private func knowledge(of conductor: SimulatedConductor) -> Knowledge {
        var knowledge = Knowledge(
            now: clock.now, zone: zone, active: conductor.situation.active, plannedAt: clock.now)
        knowledge.order = conductor.order
        if store.isAway {
            knowledge.troubles.append(Trouble(.library, "the library cannot be read: it is away"))
            knowledge.isLibraryUnknown = conductor.recordings.isEmpty
        }
        if clock.time < calendarAwayUntil {
            knowledge.troubles.append(Trouble(.schedule, "the schedule cannot be read: it is away"))
        }
        if clock.time < diskFullUntil { knowledge.diskTrouble = ("0 MB are free", "make room") }
        knowledge.heard = conductor.heard.filter { id, _ in conductor.situation[id] != nil }
        knowledge.soleMount = "http://studio.example/live"
        return knowledge
    }

    // MARK: Whether it is so

    /// Seconds of silence before which nobody is to be woken.
    private static let shortestDeadAir = 3.0
    /// Seconds of dead air after which somebody has been told, whatever the cause: what takes longest to be sure of is
    /// that silence is not the programme's own.
    private static let longestUntold = 60.0

    private func judge(_ notice: Notice) {
        note(.conductor("tells: \(notice.kind.rawValue) \(notice.condition.key) (\(notice.condition.title))"))
        figures.notices += 1
        if let complaint = audience.hear(notice, at: clock.time) { violate(.alerts, complaint) }
        let isNew = notice.kind == .raised || notice.kind == .again
        guard isNew, notice.condition.kind == "dead-air", clock.time > witness.excusedByClock + 10 else { return }
        let silent = silence.length(at: clock.time)
        if silent < Self.shortestDeadAir {
            violate(.alerts, "dead air is told after \(silent) s of silence: \(notice.condition.detail)")
        }
    }

    private func judgeDeadAir(_ keeper: inout SimulatedKeeper) {
        guard silence.since != nil, let promise = promise(at: clock.now), promise.isScheduled,
            clock.now > promise.start + 0.2, clock.now < promise.dueUntil - 1
        else {
            keeper.deadSince = nil
            return
        }
        let since = keeper.deadSince ?? clock.time
        keeper.deadSince = since
        guard clock.time - since > Self.longestUntold, clock.time - keeper.startedAt > Self.longestUntold else {
            return
        }
        if !audience.open.contains(where: { isAbout(promise, $0) }) {
            violate(
                .alerts, "\(promise.pid) has been silent for \(clock.time - since) s, and nobody was told")
        }
    }

    /// It has no recording, or one that is shorter than its slot; or there is trouble that is the station's as a whole.
    private func isAbout(_ promise: Promise, _ key: String) -> Bool {
        let planned = conductor?.order?.airings.first { $0.onAir <= clock.now && clock.now < $0.offAirBy }
        return ["dead-air", "mount"].contains(key) || key.hasSuffix("_\(promise.pid)")
            || planned.map { key == "recording/\($0.id)" } ?? false
    }

    /// When all is over and well, nothing is left to see to.
    func judgeAlertsAtTheEnd() {
        guard options.hasAlerts, let keeper = conductor?.keeper else { return }
        let isLongWell = clock.time - max(witness.troubledUntil, keeper.startedAt) > 2 * AlertBook.memory
        let left = keeper.book.alerts.map(\.key).filter { !$0.hasPrefix("missing/") && !$0.hasPrefix("recording/") }
        if isLongWell, !left.isEmpty { violate(.alerts, "all is well, and there was no all-clear for \(left)") }
    }
}
