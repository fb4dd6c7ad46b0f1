import AsRun
import Foundation
import OnAir
import Programme

/// Sees everything that happens, and knows what the station can be blamed for.
struct Witness {
    /// What the studio got: seconds of the world's time.
    struct Stretch {
        let airing: Airing.ID
        let engine: Int
        let segment: Int
        let take: Take
        let from: Double
        var to: Double
    }

    /// Dead air until then has a cause that is nobody's fault, or is being mended within the promised time.
    private(set) var excusedUntil = 0.0
    /// Stretches of the wall clock in which something was wrong with the world.
    private(set) var troubles: [ClosedRange<Date>] = []
    var stretch: Stretch?
    /// What was told of airings that are finished.
    var accounts: [Airing.ID: [AirEvent]] = [:]
    /// By airing; in order.
    var stretches: [Airing.ID: [Stretch]] = [:]
    /// How many engines of an airing have gone in a row, each soon after its start.
    private var quickDeaths: [Airing.ID: Int] = [:]
    /// By airing.
    private var starts: [Airing.ID: [Double]] = [:]
    private var decisions: [String: (count: Int, since: Double)] = [:]
    private(set) var deaths: [Double] = []
    private(set) var latest = Date.distantPast
    /// By the wall clock.
    private(set) var storeAway: [ClosedRange<Date>] = []
    /// When the last fault was over.
    private(set) var troubledUntil = -1.0
    /// Of each airing, seconds of which the log cannot know the truth.
    private(set) var unknowable: [Airing.ID: Double] = [:]
    private(set) var wasClockSet: Set<Airing.ID> = []
    private(set) var begun: [Airing.ID: Airing] = [:]
    /// Until then engines may go by another clock than the wall's.
    private(set) var excusedByClock = -1.0
    private(set) var isClockUnseen = false
    /// Seconds by which the clock is ahead, and will be put right.
    private var wrong = 0.0
    var isClockWrong: Bool { wrong > 0 }
    /// When that was put right last, by the wall clock, and a moment more.
    private(set) var putRight: ClosedRange<Date>?
    /// Recordings that failed at a place where they should not have been.
    private(set) var misjudged: Set<String> = []

    // MARK: Excuses

    mutating func excuse(until time: Double, _ world: World) {
        guard time > excusedUntil else { return }
        excusedUntil = time
        world.agenda.put(.look, at: time + 0.001)
    }

    /// A clock that is hours ahead says nothing of what has been on air.
    mutating func see(_ now: Date) { if !isClockWrong { latest = max(latest, now) } }

    mutating func befalls(_ fault: Fault, _ world: World) {
        let (time, now) = (world.clock.time, world.clock.now)
        guard !fault.isHarmless else { return }
        trouble(fault, now)
        troubledUntil = max(troubledUntil, time + fault.duration)
        let unfinished = world.disk.filter { !$0.value.isFinished }.keys
        for airing in unfinished { charge(fault, airing) }
        switch fault {
        case .engineStopped: excuse(until: time + (world.engines.contains { $0.armedAt == nil } ? 8.7 : 3.4), world)
        case .engineStandsStill:
            // One that waits for a connection is given more time.
            let isConnected = world.engines.allSatisfy(\.isConnected) && world.studio.troubles.isEmpty
            excuse(until: time + (isConnected ? 4.8 : 12), world)
        case .enginesCrash(let seconds), .enginesCannotStart(let seconds): excuse(until: time + seconds + 5.4, world)
        case .conductorKilled(let seconds), .bothKilled(let seconds), .machineDies(let seconds):
            excuse(until: time + seconds + 0.8, world)
            // It may not have seen the clock set that was set just before.
            if time < excusedByClock { isClockUnseen = true }
        case .studio(.mute, _): break
        case .studio(.swallows, let seconds): excuse(until: time + seconds + 12, world)
        case .studio(_, let seconds): excuse(until: time + seconds + 1.7, world)
        case .clockSet(let by):
            if abs(by) >= 3600 { wrong += by }
            // With hardly anything left, nothing is begun again.
            if by <= -3600 { putRight = now + by...now + by + 5.2 }
            excuse(until: time + 0.8, world)
            // What is away now is so by the new time, too.
            storeAway = storeAway.map { away in
                guard away.upperBound > now else { return away }
                return away.lowerBound + min(0, by)...away.upperBound + max(0, by)
            }
            // With nobody there to see it, an engine keeps to the old clock until somebody is.
            excusedByClock = time + 0.5
            isClockUnseen = world.conductor == nil
        case .storeAway(let seconds):
            storeAway.append(now...now + seconds)
        case .engineKilled, .engineOutstays, .diskFull, .calendarAway: break
        }
    }

    private mutating func trouble(_ fault: Fault, _ now: Date) {
        switch fault {
        case .clockSet(let by): troubles.append(min(now, now + by) - 20...max(now, now + by) + 20)
        default: troubles.append(now - 15...now + fault.duration + 15)
        }
    }

    private mutating func charge(_ fault: Fault, _ id: Airing.ID) {
        let seconds: Double =
            switch fault {
            case .engineStopped: 4
            case .engineStandsStill: 6
            case .studio(.swallows, let seconds): seconds + 25
            case .conductorKilled(let seconds), .bothKilled(let seconds): min(seconds, 3)
            default: 0
            }
        unknowable[id, default: 0] += seconds
        if case .clockSet = fault { wasClockSet.insert(id) }
    }

    // MARK: Engines

    mutating func engineStarted(_ engine: SimulatedEngine, _ world: World) {
        world.figures.engines += 1
        let time = world.clock.time
        if case .hangs = engine.start { troubles.append(world.clock.now - 15...world.clock.now + 25) }
        var recent = starts[engine.orders.airing, default: []].filter { $0 > time - 60 }
        recent.append(time)
        starts[engine.orders.airing] = recent
        if recent.count > 20 {
            world.violate(.bounded, "\(engine.orders.airing) had \(recent.count) engines within a minute")
        }
    }

    /// How long until there has to be another, by the pauses that are promised.
    mutating func engineGone(_ engine: SimulatedEngine, _ world: World) {
        let (time, id) = (world.clock.time, engine.orders.airing)
        let isQuick = time - engine.spawnedAt < 20
        if engine.leavesAt == nil { deaths = deaths.filter { $0 > time - 120 } + [time] }
        quickDeaths[id] = isQuick ? quickDeaths[id, default: 0] + 1 : 0
        unknowable[id, default: 0] += 1.1
        if case .standsStill(let since) = engine.mode { unknowable[id, default: 0] += time - since }
        excuse(until: time + pause(after: quickDeaths[id, default: 0]) + 0.3, world)
    }

    private func pause(after deaths: Int) -> Double {
        let pauses = [0, 0, 0.25, 0.5, 1, 2, 4]
        return deaths < pauses.count ? pauses[deaths] : 5
    }

    mutating func couldNotStart(_ id: Airing.ID, _ world: World) {
        quickDeaths[id, default: 0] += 1
        excuse(until: world.clock.time + pause(after: quickDeaths[id, default: 0]) + 0.3, world)
    }

    /// A recording failed: the plan's next choice is promised soon.
    mutating func couldNotResume(_ id: Airing.ID, _ world: World) {
        excuse(until: world.clock.time + Self.replanning, world)
    }

    /// Seconds from a recording's failure until another engine is started with something else.
    static let replanning = 1.2

    // MARK: The conductor

    mutating func conductorStarted(_ world: World) {
        excuse(until: world.clock.time + 0.8, world)
        // What hangs is given as much time as if it had begun to hang now.
        for engine in world.engines where engine.armedAt == nil || (engine.mode != .healthy && engine.mode != .outstays)
        {
            excuse(until: world.clock.time + (engine.armedAt == nil ? 8.7 : engine.isConnected ? 4.8 : 12), world)
        }
        if isClockUnseen { excusedByClock = world.clock.time + 0.5 }
        isClockUnseen = false
    }

    mutating func begins(_ airing: Airing, _ world: World) {
        begun[airing.id] = airing
        world.figures.airings += 1
    }

    /// What cannot be had is tried for again every five seconds, and what could be played in its place too.
    mutating func decides(_ all: [Decision], _ world: World) {
        for decision in all {
            let (key, most): (String, Int) =
                switch decision {
                case .begin(let airing): ("begin \(airing.id)", 30)
                case .amend(let id, _): ("amend \(id)", 16)
                case .distrust(let id, _): ("distrust \(id)", 30)
                // Also what cannot be had is tried for again and again, while there is time.
                case .resume(let id): ("resume \(id)", 40)
                case .split(let id, _): ("split \(id)", 4)
                case .stop(let id, _): ("stop \(id)", 60)
                case .finish: ("", .max)
                }
            guard most < .max else { continue }
            var known = decisions[key] ?? (0, world.clock.time)
            if world.clock.time - known.since > 60 { known = (0, world.clock.time) }
            known.count += 1
            decisions[key] = known
            if known.count > most { world.violate(.bounded, "\(key): decided \(known.count) times within a minute") }
        }
    }

    mutating func blames(_ fault: RecordingFault, _ airing: Airing, _ world: World) {
        excuse(until: world.clock.time + Self.replanning, world)
        if isClockWrong { misjudged.insert(fault.segment.file) }
        // For want of it, something else takes this slot; nothing is held against it.
        if fault.isAbsent { return }
        // A plan that does not know yet is told once more.
        if fault.reason.contains("failed earlier") { return }
        if let index = airing.segments.lastIndex(of: fault.segment), index + 1 < airing.segments.count,
            airing.segments[index + 1].startsAt < world.clock.now - 1
        {
            world.violate(.blame, "\(fault.segment.file) is blamed when something else has taken its place")
        }
        let file = fault.segment.file
        let prepared = world.disk[airing.id]?.prepared.values.filter { $0.file == file } ?? []
        let takes = prepared + [world.store.shelves[file]?.take].compactMap(\.self)
        if takes.isEmpty || takes.contains(where: { !$0.isSound }) { return }
        // Replaced by one that is shorter.
        if Set(takes).count > 1 { return }
        if fault.reason.contains("too short") { return }
        // It did end early, by a clock that was set while nobody was there.
        if wasClockSet.contains(airing.id), fault.reason.contains("early") { return }
        // It came, went or was replaced just then.
        if let truth = world.truths[file], truth.soundUntil == 0 { return }
        // It cannot be told from a recording that kills.
        if fault.reason.contains("again and again"), deaths.count >= 4 { return }
        world.violate(.blame, "\(file) is sound, and was blamed: \(fault.reason)")
    }

    mutating func logs(_ entry: AsRunEntry, after earlier: AsRunEntry?, _ world: World) {
        // By a clock that was set beyond its end, it was completed.
        guard let earlier, let outcome = earlier.outcome, !wasClockSet.contains(entry.airing) else { return }
        guard entry.outcome != outcome, [.completed, .interrupted].contains(outcome) else { return }
        world.violate(
            .oneRow, "\(entry.airing) was \(outcome), and is now \(entry.outcome.map { "\($0)" } ?? "unfinished")")
    }
}
