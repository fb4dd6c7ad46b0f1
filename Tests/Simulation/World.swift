import Alerts
import AsRun
import Foundation
import OnAir
import Plan
import Programme
import TestSupport

/// A station with everything that it depends on, for some days, from a seed. Time jumps from one thing that happens
/// to the next.
package final class World {
    /// What the machine's disk keeps.
    struct Folder {
        var airing: Airing
        var events: [AirEvent] = []
        var prepared: [Int: Take] = [:]
        var isFinished = false
        /// When its last engine was started.
        var started: ClockReading?
    }

    enum Happening {
        case fault(Fault)
        case over(Fault)
        case arrives(RecordingName, duration: Double, flaw: Take.Flaw)
        case vanishes(String)
        case examined(String)
        case scheduleChanges([Slot])
        case conductorStarts(incarnation: Int)
        case plannerLooks(incarnation: Int)
        case planIsMade(RunningOrder, incarnation: Int)
        case dies(engine: Int)
        case beginsToStandStill(engine: Int, SimulatedEngine.Mode)
        /// Time for the witness to look.
        case look
    }

    package let seed: UInt64
    package let days: Int
    package let options: Options
    let zone: TimeZone
    var clock: SimulatedClock
    var agenda = Agenda<Happening>()
    /// What the faults are like, drawn as they come.
    var dice: Dice
    var promises: [Promise] = []
    /// By their recordings' names.
    var truths: [String: Truth] = [:]
    var slots: [Slot] = []
    var slotsVersion = 0
    var store = SimulatedStore()
    var studio = SimulatedStudio()
    var engines: [SimulatedEngine] = []
    var enginesMade = 0
    /// Until when no engine lives, and none can be started.
    var enginesCrashUntil = -1.0
    var enginesMissingUntil = -1.0
    var disk: [Airing.ID: Folder] = [:]
    var diskFullUntil = -1.0
    var calendarAwayUntil = -1.0
    var storeAwayUntil = -1.0
    var rows: [Airing.ID: AsRunEntry] = [:]
    var lastSeen: Date?
    var cachedSlots: [Slot] = []
    var cachedSlotsVersion = 0
    var conductor: SimulatedConductor?
    var incarnation = 0
    var witness = Witness()
    var silence = Silence()
    var audience = Audience()
    /// What is on disk of what has been told.
    var keptAlerts = (book: AlertBook(), audience: Audience())
    var trace = Trace()
    package internal(set) var violation: Violation?
    package internal(set) var figures = Figures()

    package struct Options: Sendable {
        /// The conductor looks ten times a second, whether or not anything has happened.
        package var isDense = false
        package var hasFaults = true
        /// People are told, and it is seen to that they are told what is so.
        package var hasAlerts = false
        /// How much of what came before a violation tells.
        package var trace = 80

        package init(isDense: Bool = false, hasFaults: Bool = true, hasAlerts: Bool = false, trace: Int = 80) {
            (self.isDense, self.hasFaults, self.hasAlerts, self.trace) = (isDense, hasFaults, hasAlerts, trace)
        }
    }

    package init(seed: UInt64, days: Int, options: Options = Options()) {
        (self.seed, self.days, self.options) = (seed, days, options)
        var dice = Dice(seed: seed)
        var scenario = Scenario(dice: dice.another(), days: days, hasFaults: options.hasFaults)
        self.dice = dice
        zone = scenario.zone
        clock = SimulatedClock(epoch: scenario.epoch)
        trace.length = options.trace
        scenario.write(into: self)
    }

    /// Lets it all happen.
    /// - Returns: what was found to be wrong, if anything.
    @discardableResult
    package func run() -> Violation? {
        start(conductorAfter: 0.5)
        let end = Double(days) * 86_400 + 3 * 3600
        while violation == nil {
            let next =
                [agenda.next, nextStep?.at, conductor?.nextLook, conductor?.keeper?.nextLook].compactMap(\.self).min()
                ?? end
            if next > end { break }
            clock.go(to: next)
            step()
        }
        if violation == nil { judgeAtTheEnd() }
        figures.days = days
        return violation
    }

    private func step() {
        figures.steps += 1
        studio.letGo(by: clock.time)
        while let happening = agenda.take(until: clock.time) { happen(happening) }
        while let next = nextStep, next.at <= clock.time { advance(next.number, next.step) }
        judge()
        if let look = conductor?.nextLook, look <= clock.time {
            lookAsConductor()
            judge()
            wakeKeeper()
        }
        lookAsKeeper()
    }

    /// The engine that is next to do something.
    private var nextStep: (number: Int, at: Double, step: SimulatedEngine.Step)? {
        var first: (number: Int, at: Double, step: SimulatedEngine.Step)?
        for engine in engines {
            guard let plan = engine.next(clock), plan.at < first?.at ?? .infinity else { continue }
            first = (engine.number, plan.at, plan.step)
        }
        return first
    }

    func note(_ item: Trace.Item) { trace.note(item, at: clock) }

    /// The first thing that is wrong ends the world.
    func violate(_ invariant: Invariant, _ detail: @autoclosure () -> String) {
        guard violation == nil else { return }
        violation = Violation(
            seed: seed, days: days, day: Int(clock.time / 86_400) + 1, at: clock.now, invariant: invariant,
            detail: detail(), trace: trace.lines)
    }
}
