import Foundation
import Programme

/// What the conductor knows, as a value: news come in, and what is to be done comes out. It needs no engine and no
/// clock, so that a thousand days can be tried in a minute.
package struct Situation: Sendable {
    package private(set) var now: Date
    /// Seconds of a clock that nobody sets.
    package private(set) var uptime: Double
    package var order: RunningOrder { didSet { followPlan() } }
    /// What has been begun and is not finished.
    package internal(set) var active: [ActiveAiring]
    /// Airings that have had their turn.
    package private(set) var finished: Set<Airing.ID>
    /// When they were to leave the air, as they were begun.
    private(set) var ends: [Airing.ID: Date]
    /// Of those that never got on air, the recordings that they tried: something else may take the rest.
    package private(set) var spent: [Airing.ID: Unusable]
    /// Those that could not be begun: how often in a row, and the uptime from which they may be tried again.
    private(set) var stalled: [Airing.ID: (failures: Int, until: Double)] = [:]
    package let settings: EngineSettings
    private var hasLooked = false

    package init(
        now: Date, uptime: Double = 0, order: RunningOrder = RunningOrder(), active: [ActiveAiring] = [],
        finished: Set<Airing.ID> = [], ends: [Airing.ID: Date] = [:], spent: [Airing.ID: Unusable] = [:],
        settings: EngineSettings
    ) {
        (self.now, self.uptime, self.order, self.active) = (now, uptime, order, active)
        (self.finished, self.ends, self.spent, self.settings) = (finished, ends, spent, settings)
    }

    /// A recording that a plan did without, and has now again, has been replaced: it deserves another try.
    private mutating func followPlan() {
        for id in spent.keys {
            let planned = order.airings.first { $0.id == id }
            spent[id]?.follow(planned)
        }
        for index in active.indices where !active[index].unusable.isEmpty {
            let planned = plan(active[index].id, from: active[index].airing.onAir)
            active[index].follow(planned)
        }
    }

    package subscript(id: Airing.ID) -> ActiveAiring? { active.first { $0.id == id } }

    func index(of id: Airing.ID) -> Int? { active.firstIndex { $0.id == id } }
}

// MARK: News

extension Situation {
    /// Seconds by which a clock must have been set for the engines to be started again: less is put right by time
    /// servers a little at a time, and engines go along with it.
    private static let leastStep = 0.1

    /// Time has passed. To be told often; an engine is not taken to hang while nobody looks.
    package mutating func look(_ reading: ClockReading) {
        if hasLooked {
            let step = reading.step(since: ClockReading(now: now, uptime: uptime))
            for index in active.indices { active[index].pulse.pass(reading.uptime - uptime) }
            if abs(step) > Self.leastStep { clockWasSet(by: step) }
        }
        (now, uptime, hasLooked) = (reading.now, reading.uptime, true)
    }

    private mutating func clockWasSet(by step: Double) {
        for index in active.indices where active[index].stopping == nil && !active[index].isOver {
            active[index].stopping = .clockWasSet(by: step)
        }
    }

    /// An airing that an earlier conductor began, with whatever its engine has told since.
    /// - Parameter started: what the clocks showed when its engine was started, if it is still there: the clock may
    ///   have been set while no conductor was there to see it.
    /// - Parameter absent: segments whose recordings could not be had when it was started.
    package mutating func adopt(
        _ airing: Airing, events: [AirEvent], started: ClockReading? = nil, without absent: Set<Int> = []
    ) {
        // For how long it has been at work is not known: if it is gone, that is no sign that it keeps dying.
        var found = ActiveAiring(airing, engine: .running(since: uptime - ActiveAiring.healthy))
        found.absent = absent
        for event in events { found.note(event, at: uptime) }
        found.forgetOldFault(now: now)
        if let step = started.map({ ClockReading(now: now, uptime: uptime).step(since: $0) }),
            abs(step) > Self.leastStep
        {
            found.stopping = .clockWasSet(by: step)
        }
        active.append(found)
    }

    package mutating func note(_ event: AirEvent, of id: Airing.ID) {
        guard let index = index(of: id) else { return }
        active[index].note(event, at: uptime)
    }

    /// The engine's process is gone.
    package mutating func noteEngineGone(_ id: Airing.ID) {
        guard let index = index(of: id) else { return }
        active[index].noteEngineGone(at: uptime, now: now)
    }

    /// Its engine has sent something.
    package mutating func noteWork(of id: Airing.ID) {
        guard let index = index(of: id) else { return }
        active[index].pulse.noteWork()
    }

    /// The decoder has complained so often.
    package mutating func note(complaints: Int, of id: Airing.ID) {
        guard let index = index(of: id) else { return }
        active[index].complaints.note(complaints, at: uptime)
    }

    /// A listener to the studio's mount heard this.
    package mutating func note(_ hearing: Hearing, of id: Airing.ID) {
        guard let index = index(of: id) else { return }
        active[index].hearing.note(hearing, at: uptime)
    }

    /// As many seconds of its stream are on their way to the studio.
    package mutating func note(undelivered seconds: Double, of id: Airing.ID) {
        guard let index = index(of: id) else { return }
        active[index].pulse.undelivered = seconds
    }
}

// MARK: What has been done

extension Situation {
    package mutating func begun(_ airing: Airing) {
        stalled[airing.id] = nil
        active.append(ActiveAiring(airing, engine: .down(since: uptime, pauses: 0)))
    }

    /// One that is in the log is begun again: what has been on air stays in its account.
    /// - Parameters:
    ///   - earlier: the airing as it was when it was over, and `events` all that was told of it.
    package mutating func begunAgain(_ airing: Airing, after earlier: Airing, events: [AirEvent]) {
        stalled[airing.id] = nil
        finished.remove(airing.id)
        (spent[airing.id], ends[airing.id]) = (nil, nil)
        var found = ActiveAiring(earlier, engine: .down(since: uptime, pauses: 0))
        for event in events { found.note(event, at: uptime) }
        found.amend(by: airing, at: now)
        active.append(found)
    }

    /// Something else lies in the place of what an earlier conductor found to be at fault.
    package mutating func replaced(_ file: String, of id: Airing.ID) {
        guard let index = index(of: id) else { return }
        if active[index].fault?.segment.file == file { active[index].fault?.isTold = true }
        active[index].unusable.forget(file)
    }

    /// - Parameter absent: those of the airing's segments whose recordings could not be had.
    package mutating func resumed(_ id: Airing.ID, without absent: Set<Int> = []) {
        guard let index = index(of: id) else { return }
        active[index].resumed(at: uptime)
        active[index].absent = absent
    }

    /// No engine could be started, since what comes first cannot be had.
    package mutating func couldNotResume(_ id: Airing.ID, because reason: String) {
        guard let index = index(of: id) else { return }
        let start = (active[index].rest ?? active[index].airing).onAir
        active[index].couldNotResume(reason, isDue: now >= start.addingTimeInterval(-Self.latest), at: uptime)
    }

    /// Seconds before its start at which something else has to be found for an airing that cannot be resumed: an
    /// engine takes one of them.
    private static let latest = 2.0

    /// There is no place for its engine to work in.
    package mutating func couldNotBegin(_ id: Airing.ID) {
        let failures = (stalled[id]?.failures ?? 0) + 1
        stalled[id] = (failures, uptime + max(0.1, ActiveAiring.pause(after: failures)))
    }

    /// It has been told to stop; its end will be noted.
    package mutating func stopped(_ id: Airing.ID, _ reason: StopReason) {
        guard let index = index(of: id), active[index].stopping == nil else { return }
        active[index].stopping = reason
        active[index].noteRepair(reason, at: uptime, now: now)
    }

    /// The plan has been told to do without what is at fault.
    package mutating func distrusted(_ fault: RecordingFault, of id: Airing.ID) {
        guard let index = index(of: id) else { return }
        active[index].noteTold(fault)
    }

    /// Whether the airing's account says of a fault already that there was one.
    package func isNoted(_ fault: RecordingFault, of id: Airing.ID) -> Bool {
        guard let active = self[id], let index = active.airing.segments.firstIndex(of: fault.segment) else {
            return false
        }
        return active.events.contains { $0.kind == .faulted && $0.segment == index }
    }

    /// The plan's next choice has taken the rest of the slot.
    package mutating func amended(_ id: Airing.ID, by next: Airing) {
        guard let index = index(of: id) else { return }
        active[index].amend(by: next, at: now)
    }

    /// What begins with this segment is left to another airing.
    package mutating func split(_ id: Airing.ID, before segment: Int) {
        guard let index = index(of: id) else { return }
        active[index].split(before: segment)
    }

    /// The log has it.
    package mutating func finished(_ id: Airing.ID) {
        guard let index = index(of: id) else { return }
        let airing = active.remove(at: index)
        finished.insert(id)
        ends[id] = airing.airing.offAir
        if airing.hasBegun { spent[id] = nil }
        if airing.makesRoom { spent[id, default: Unusable()].add(airing.unusable) }
        // By a clock that may yet be put right, or has been.
        let isOver = now >= airing.airing.offAir && (airing.wasEndedByClock || airing.mayComeBack)
        if isOver || isEarly(airing.airing) {
            spent[id, default: Unusable()].add(airing.unusable)
        }
    }
}
