import AsRun
import Foundation
import OnAir
import Plan
import Programme

// What the planner does: it reads the sources again and again, and plans anew where something has changed.
extension World {
    /// Seconds before and after now that are planned. Less than the real planner does, which costs time here.
    private static let behind = 4 * 3600.0
    private static let ahead = 12 * 3600.0
    /// Seconds after which it plans anew even if nothing has changed.
    private static let longest = 4 * 3600.0

    /// The planner looks each `seconds`; 0 for at once.
    func planSoon(after seconds: Double) {
        guard let conductor else { return }
        let time = clock.time + (seconds == 0 ? 0.02 : dice.between(0.01, seconds))
        // What has changed by now is seen at a look that is due anyway.
        if let looksAt = conductor.looksAt, looksAt <= time { return }
        put(lookAt: time)
    }

    private func put(lookAt time: Double) {
        conductor?.looksAt = time
        agenda.put(.plannerLooks(incarnation: incarnation), at: time)
    }

    func lookAsPlanner() {
        guard let conductor, let looksAt = conductor.looksAt, looksAt <= clock.time else { return }
        self.conductor?.looksAt = nil
        if !store.isAway {
            self.conductor?.recordings = recordings
            self.conductor?.storeRead = store.version
        }
        if clock.time >= calendarAwayUntil { (cachedSlots, cachedSlotsVersion) = (slots, slotsVersion) }
        let known = self.conductor?.recordings ?? []
        self.conductor?.distrust.forget(now: clock.now, recordings: known)
        if self.conductor?.distrust.reasons.count != conductor.distrust.reasons.count {
            self.conductor?.distrusted += 1
        }
        let inputs = (self.conductor?.storeRead ?? -1, cachedSlotsVersion, self.conductor?.distrusted ?? 0)
        if let planned = conductor.planned, (planned.store, planned.slots, planned.distrust) == inputs,
            clock.time - planned.at < Self.longest, let order = conductor.order
        {
            account(order)
        } else {
            let order = makeOrder()
            self.conductor?.planned = (inputs.0, inputs.1, inputs.2, clock.time)
            self.conductor?.order = order
            account(order)
            agenda.put(
                .planIsMade(order, incarnation: incarnation), at: clock.time + dice.between(0.02, 0.3))
        }
        lookAgain()
    }

    private func lookAgain() {
        guard let order = conductor?.order else { return }
        let over = order.airings.first { $0.offAir > clock.now }.map { clock.time(of: $0.offAir) + dice.between(0, 5) }
        let again = conductor?.distrust.next.map { clock.time(of: $0) + dice.between(0, 5) }
        put(lookAt: max([over, again, clock.time + Self.longest].compactMap(\.self).min() ?? 0, clock.time + 0.5))
    }

    func follow(_ order: RunningOrder) {
        conductor?.situation.order = order
        conductor?.wake(within: 0.01, at: clock.time, &dice)
    }

    private var recordings: [Recording] { store.shelves.values.map(\.recording) }

    private func makeOrder() -> RunningOrder {
        figures.plans += 1
        let now = clock.now
        let start = min(conductor?.accountedUntil ?? now, now - Self.behind)
        let span = start..<now + Self.ahead
        let near = cachedSlots.filter { $0.end > span.lowerBound - 3600 && $0.start < span.upperBound + 3600 }
        let known = conductor?.recordings ?? []
        var inputs = PlanInputs(
            zone: zone, slots: near, recordings: known,
            inspections: Dictionary(
                uniqueKeysWithValues: known.compactMap { recording in
                    store.inspection(of: recording.file).map { (recording.file, $0) }
                }),
            emergency: store.emergencyTake.map { EmergencyRecording(file: $0.file, duration: $0.duration) },
            span: span)
        inputs.doWithout(conductor?.distrust ?? Distrust())
        return RunningOrder(planning: inputs)
    }

    /// What was to go out and did not.
    private func account(_ order: RunningOrder) {
        guard let conductor, clock.time >= diskFullUntil else { return }
        let since = conductor.accountedUntil ?? clock.now
        let absent = AbsentAirings(order: order, since: since, startedAt: conductor.startedAt, now: clock.now)
        for entry in absent.missing { enter(entry) }
        for airing in absent.airings where rows[airing.id] == nil { enter(absent.entry(for: airing)) }
        lastSeen = clock.now
        self.conductor?.accountedUntil = clock.now
    }
}
