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
    package internal(set) var finished: Set<Airing.ID>
    /// When they were to leave the air, as they were begun.
    var ends: [Airing.ID: Date]
    /// Of those that never got on air, the recordings that they tried: something else may take the rest.
    package internal(set) var spent: [Airing.ID: Unusable]
    /// Those that could not be begun: how often in a row, and the uptime from which they may be tried again.
    var stalled: [Airing.ID: (failures: Int, until: Double)] = [:]
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
