import Foundation
import Programme
import TestSupport

/// What will happen in a simulated station's days: its programmes, what becomes of their recordings, and the faults.
/// Each day has dice of its own, so that a shorter run of the same seed is the beginning of a longer one.
struct Scenario {
    let zone = TimeZone(identifier: "Europe/London") ?? .gmt
    let epoch: Date
    private let days: Int
    private let hasFaults: Bool
    private var dice: Dice
    private let hasEmergency: Bool
    private var number = 0

    private static let programmes = ["breakfast", "jazz", "folk", "science", "drama", "soul", "bach", "books"]
    /// Days at whose beginning a world may begin; around two changes of the clocks, and at any time.
    private static let firsts = ["2026-03-25", "2026-10-21", "2026-01-10", "2026-06-01", "2026-12-26"]

    init(dice: Dice, days: Int, hasFaults: Bool) {
        self.dice = dice
        (self.days, self.hasFaults) = (days, hasFaults)
        let first = self.dice.one(of: Self.firsts)
        epoch = (Date(rfc3339: "\(first)T00:00:00Z") ?? .now) + 86_400 * Double(self.dice.count(0...6))
        hasEmergency = self.dice.chance(0.8)
    }

    mutating func write(into world: World) {
        if hasEmergency { world.store.lay(emergencyOf: 247.3) }
        for day in 0..<days {
            var dice = dice.another()
            var promises = self.promises(on: day, &dice)
            for index in promises.indices.dropLast() where promises[index].end == promises[index + 1].start {
                promises[index].isFollowed = true
                promises[index + 1].chainStart = promises[index].chainStart
            }
            for promise in promises { write(promise, into: world, &dice) }
            if hasFaults { writeFaults(on: day, around: promises, into: world, &dice) }
            world.promises += promises
        }
        world.slots = slots(of: world.promises)
        world.cachedSlots = world.slots
    }

    private func slots(of promises: [Promise]) -> [Slot] {
        promises.filter(\.isScheduled).map { promise in
            Slot(start: promise.start, end: promise.end, pid: promise.pid, title: promise.pid.text.capitalized)
        }
    }

    // MARK: Programmes

    private func promises(on day: Int, _ dice: inout Dice) -> [Promise] {
        let midnight = LocalTime(epoch + Double(day) * 86_400 + 43_200, in: zone)
        guard let first = LocalTime(year: midnight.year, month: midnight.month, day: midnight.day, hour: 2, minute: 0),
            let opening = first.instants(in: zone).first
        else { return [] }
        var promises: [Promise] = []
        var start = opening + 1800 * Double(dice.count(0...8))
        while start < opening + 19 * 3600 {
            let length = dice.one(of: [1800.0, 1800, 3600, 3600, 3600, 5400, 7200])
            if let promise = promise(at: start, length: length, on: day, &dice) { promises.append(promise) }
            start += length + (dice.chance(0.55) ? 0 : 1800 * Double(dice.count(1...3)))
        }
        return promises
    }

    private func promise(at start: Date, length: Double, on day: Int, _ dice: inout Dice) -> Promise? {
        guard let pid = try? PID(dice.one(of: Self.programmes)) else { return nil }
        let name = RecordingName(time: LocalTime(start, in: zone), pid: pid, fileExtension: "mp3")
        // In the hour that occurs twice, only the schedule can say which is meant.
        let isAmbiguous = name.time.instants(in: zone).count != 1
        return Promise(
            start: start, end: start + length, pid: pid, isScheduled: isAmbiguous || dice.chance(0.85), day: day,
            name: name, file: name.fileName, chainStart: start)
    }

    // MARK: Recordings

    private func write(_ promise: Promise, into world: World, _ dice: inout Dice) {
        let length = promise.end.timeIntervalSince(promise.start)
        // By its length alone, what is not scheduled must come to the same slot.
        let duration = length + (dice.chance(0.7) ? -dice.between(0, 100) : dice.between(0, 150))
        let start = promise.start.timeIntervalSince(world.epoch)
        // A connection that runs on is planned as a whole.
        let begin = promise.chainStart.timeIntervalSince(world.epoch)
        world.truths[promise.file] = .sound(duration)
        guard hasFaults else {
            world.agenda.put(.arrives(promise.name, duration: duration, flaw: .none), at: max(0, begin - 7200))
            world.agenda.put(.vanishes(promise.file), at: start + 2.5 * 86_400)
            return
        }
        var arrival = max(0, begin - dice.between(900, 14_400))
        let examined: Double? = dice.chance(0.6) ? arrival + dice.between(5, 300) : nil
        var flaw = Take.Flaw.none
        // Where one runs on into another, both go wrong more often.
        let isChained = promise.isFollowed || promise.chainStart != promise.start
        switch dice.count(isChained ? -14...99 : 0...99) {
        case ..<(-8) where begin < start:
            // While what runs on into it is on air already, whatever becomes of the clock.
            arrival = dice.between(begin + 60, start - 1200)
        case ..<0:
            flaw = self.flaw(duration, isDeadly: promise.chainStart != promise.start, &dice)
            let airtime = min(duration, promise.dueUntil.timeIntervalSince(promise.start))
            world.truths[promise.file] = truth(of: flaw, isExamined: examined != nil, airtime: airtime)
        case 0..<4:
            world.truths[promise.file] = Truth.none
            return
        case 4..<7:
            arrival = max(0, start + dice.between(-120, 300))
            world.truths[promise.file] = .doubtful(duration)
        case 7..<9:
            flaw = .unplayable
            world.truths[promise.file] = Truth.none
        case 9..<18:
            flaw = self.flaw(duration, &dice)
            let airtime = min(duration, promise.dueUntil.timeIntervalSince(promise.start))
            world.truths[promise.file] = truth(of: flaw, isExamined: examined != nil, airtime: airtime)
            if dice.chance(0.5) { writeAnother(for: promise, duration: duration, flaw, into: world, &dice) }
        case 18..<20:
            world.truths[promise.file] = .doubtful(duration)
            world.agenda.put(.vanishes(promise.file), at: max(arrival + 1, start + dice.between(-30, 600)))
        case 20..<22:
            let again = max(arrival + 1, start + dice.between(-600, 600))
            world.truths[promise.file] = .doubtful(duration * 0.9)
            world.agenda.put(.arrives(promise.name, duration: duration * 0.9, flaw: .none), at: again)
        default: break
        }
        world.agenda.put(.arrives(promise.name, duration: duration, flaw: flaw), at: arrival)
        if let examined { world.agenda.put(.examined(promise.file), at: examined) }
        // Three days are enough for repeats.
        world.agenda.put(.vanishes(promise.file), at: start + 2.5 * 86_400)
    }

    /// Somebody hears that it broke off, and puts the whole recording there.
    private func writeAnother(
        for promise: Promise, duration: Double, _ flaw: Take.Flaw, into world: World, _ dice: inout Dice
    ) {
        let start = promise.start.timeIntervalSince(world.epoch)
        let from: Double
        switch flaw {
        case .truncated(let end): from = end
        case .gap(let begin, _): from = begin
        default: return
        }
        let at = max(start + 1, start + from + dice.between(-30, 900))
        guard at < promise.dueUntil.timeIntervalSince(world.epoch) - 30 else { return }
        world.agenda.put(.arrives(promise.name, duration: duration, flaw: .none), at: at)
        // What is known to end early has no rest.
        guard world.truths[promise.file]?.isReplaced ?? false else { return }
        world.truths[promise.file]?.whole = (from: max(at, start + from), duration: duration)
    }

    private func truth(of flaw: Take.Flaw, isExamined: Bool, airtime: Double) -> Truth {
        switch flaw {
        case .none: .sound(airtime)
        case .unplayable: .none
        case .truncated(let from):
            // What is known to end early has no rest; what ends early by a moment only, neither.
            Truth(
                soundUntil: from, isReplaced: !isExamined && from < airtime - 4, mayEndAt: isExamined ? from : .infinity
            )
        case .deadly(let from, _): Truth(soundUntil: from, mayEndAt: airtime)
        case .gap(let from, _): Truth(soundUntil: from, isReplaced: from < airtime - 4, mayEndAt: airtime)
        case .silent(let from, let to): Truth(soundUntil: from, patience: min(to - from + 2, 90), mayEndAt: airtime)
        }
    }

    private func flaw(_ duration: Double, isDeadly: Bool = false, _ dice: inout Dice) -> Take.Flaw {
        let from = duration * dice.between(0.02, 0.9)
        let to = min(duration - 10, from + dice.one(of: [0.5, 3, 60, 100_000]))
        if isDeadly { return .deadly(from: from, to: to) }
        return dice.one(of: [
            .truncated(at: from), .deadly(from: from, to: to), .gap(from: from, to: to),
            .silent(from: from, to: min(from + 600, duration)),
        ])
    }

    // MARK: Faults

    private func writeFaults(
        on day: Int, around promises: [Promise], into world: World, _ dice: inout Dice
    ) {
        for promise in promises {
            let start = promise.start.timeIntervalSince(world.epoch)
            if dice.chance(0.04) { writeAbsence(around: start, into: world, &dice) }
            if promise.day % 5 == 3, dice.chance(0.1) { writeWrongClock(around: start, into: world, &dice) }
            while dice.chance(0.3) {
                let fault = fault(&dice)
                world.agenda.put(
                    .fault(fault), at: max(1, time(in: promise, &dice) - world.epoch.timeIntervalSince1970))
            }
        }
    }

    /// The clock is set beyond the end of whatever is on air, and back a moment later.
    private func writeWrongClock(around start: Double, into world: World, _ dice: inout Dice) {
        let (time, step) = (max(1, start + dice.between(20, 1200)), dice.one(of: [3600.0, 7200]))
        world.agenda.put(.fault(.clockSet(by: step)), at: time)
        world.agenda.put(.fault(.clockSet(by: -step)), at: time + dice.between(1, 20))
    }

    /// The library is away just when an airing is to begin, and there may be no room to write that down.
    private func writeAbsence(around start: Double, into world: World, _ dice: inout Dice) {
        let length = dice.chance(0.6) ? dice.between(0.2, 8) : dice.between(8, 120)
        world.agenda.put(.fault(.storeAway(length)), at: max(1, start - dice.between(8, 13)))
        guard dice.chance(0.4) else { return }
        world.agenda.put(.fault(.diskFull(dice.between(20, 600))), at: max(1, start - 15))
    }

    private func time(in promise: Promise, _ dice: inout Dice) -> Double {
        let (start, end) = (promise.start.timeIntervalSince1970, promise.dueUntil.timeIntervalSince1970)
        return switch dice.count(0...4) {
        case 0: start - dice.between(0, 12)
        case 1: start + dice.between(-1, 2)
        case 2: end + dice.between(-5, 3)
        default: dice.between(start, end)
        }
    }

    private func fault(_ dice: inout Dice) -> Fault {
        let brief = dice.between(0.3, 5)
        let long = dice.chance(0.7) ? dice.between(1, 60) : dice.between(60, 1800)
        return switch dice.count(0...21) {
        case 0...2: .engineKilled
        case 3, 4: .engineStopped
        case 5: .engineStandsStill
        case 6: .engineOutstays
        case 7: .enginesCrash(long)
        case 8: .enginesCannotStart(long)
        case 9, 10: .conductorKilled(brief)
        case 11: .conductorKilled(long)
        case 12: .bothKilled(brief)
        case 13: .machineDies(dice.between(20, 180))
        case 14, 15: .studio(dice.one(of: SimulatedStudio.Trouble.allCases), long)
        case 16: .clockSet(by: dice.between(-3, 3))
        case 17: .clockSet(by: dice.one(of: [-300, -60, -20, 20, 60, 300]))
        case 18: .diskFull(long)
        case 19: .calendarAway(long * 4)
        case 20: .storeAway(long)
        default: .engineKilled
        }
    }
}

extension World {
    var epoch: Date { clock.epoch }
}
