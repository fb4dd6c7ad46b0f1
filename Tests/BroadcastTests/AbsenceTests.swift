import Foundation
import Programme
import Testing

@testable import OnAir

/// A library that is away for a moment, a recording that is replaced, a machine on which nothing can be started: what
/// is tried again, when, and what has its turn instead.
struct AbsenceTests {
    static let noon = SituationTests.noon
    static let own = SituationTests.airing()
    static let other: Airing = {
        var other = own
        other.segments[0].file = "another"
        return other
    }()

    static func plan(_ airings: Airing...) -> RunningOrder { RunningOrder(airings: airings) }

    /// Carries out what is decided, from `start` to `end`, without its recordings while `isAway`, and with a plan that
    /// is made a moment after a recording is distrusted.
    struct Station {
        var situation: Situation
        /// What is planned without, and with, the airing's own recording.
        var (with, without): (RunningOrder, RunningOrder)
        var isAway: (Double) -> Bool = { _ in false }
        var decided: [(at: Double, Decision)] = []
        private var replansAt = Double.infinity

        init(_ with: RunningOrder = plan(own), without: RunningOrder = plan(other)) {
            (self.with, self.without) = (with, without)
            situation = Situation(now: noon - 20, uptime: -20, order: with, settings: SituationTests.settings)
        }

        mutating func run(from start: Double, until end: Double) {
            for tick in 0...Int(((end - start) * 10).rounded()) {
                let second = start + Double(tick) / 10
                situation.look(ClockReading(now: noon + second, uptime: second))
                if second >= replansAt { (situation.order, replansAt) = (without, .infinity) }
                for decision in situation.decisions {
                    decided.append((second, decision))
                    carryOut(decision, at: second)
                }
            }
        }

        private mutating func carryOut(_ decision: Decision, at second: Double) {
            switch decision {
            case .begin(let airing):
                situation.begun(airing)
                resume(airing.id, at: second)
            case .resume(let id): resume(id, at: second)
            case .distrust(let id, let fault):
                situation.distrusted(fault, of: id)
                replansAt = second + 0.3
            case .amend(let id, let next): situation.amended(id, by: next)
            case .split(let id, let index): situation.split(id, before: index)
            case .finish(let id): situation.finished(id)
            case .stop(let id, let reason): situation.stopped(id, reason)
            }
        }

        private mutating func resume(_ id: Airing.ID, at second: Double) {
            // What stands in for it is on the machine itself.
            if isAway(second), situation[id]?.rest?.segments.first?.file != "another" {
                situation.couldNotResume(id, because: "no such file")
            } else {
                situation.resumed(id)
                situation.note(AirEvent(at: noon + second, kind: .armed), of: id)
            }
        }

        var begun: [String] {
            decided.compactMap { if case .begin(let airing) = $0.1 { airing.segments[0].file } else { nil } }
        }

        var playing: String? {
            guard let active = situation.active.first, case .running = active.engine else { return nil }
            return active.rest?.segments.first?.file
        }
    }

    @Test("a library that is away for a moment at the pre-roll costs an airing nothing", arguments: [0.3, 4, 7.5])
    func moment(seconds: Double) {
        var station = Station()
        station.isAway = { $0 < -10 + seconds }
        station.run(from: -11, until: -1)
        #expect(station.playing == Self.own.segments[0].file)
        #expect(!station.decided.contains { if case .distrust = $0.1 { true } else { false } })
        let tries = station.decided.filter { if case .resume = $0.1 { true } else { false } }.count
        #expect(tries <= Int(2 * seconds) + 1, "it is not tried at each look")
    }

    @Test("one that is still away two seconds before the start gives the slot to the plan's next choice, which stays")
    func away() {
        var station = Station()
        station.isAway = { $0 < 5 }
        station.run(from: -11, until: 0)
        #expect(station.playing == "another")
        station.situation.order = Self.plan(Self.own)
        station.run(from: 0, until: 30)
        #expect(station.playing == "another", "what is on air is not replaced")
    }

    @Test(
        "where nothing else is on air, the recording is tried for again and taken back when the library is")
    func takenBack() {
        var station = Station(without: Self.plan())
        station.isAway = { $0 < 12 }
        station.run(from: -11, until: 20)
        #expect(station.playing == nil)
        station.situation.order = Self.plan(Self.own)
        station.run(from: 20, until: 26)
        #expect(station.playing == Self.own.segments[0].file)
        #expect(station.begun.count == 2)
    }

    @Test("it is not tried for again before a pause, though a plan has it")
    func pause() {
        var station = Station(without: Self.plan(Self.own))
        station.isAway = { _ in true }
        station.run(from: -11, until: 30)
        #expect(station.begun.count > 3 && station.begun.count < 9)
    }

    @Test("the second half of an airing that could not be had is taken back too, and waited for to its end")
    func secondHalf() throws {
        let airing = HindsightTests.twoParts
        var situation = HindsightTests.situation(
            airing, at: 30, (-9, .armed, nil), (0, .segment, 0), (29.7, .exhausted, 0), (29.9, .ended, nil))
        situation.noteEngineGone(airing.id)
        situation.couldNotResume(airing.id, because: "no such file")
        let fault = try #require(situation[airing.id]?.fault)
        situation.distrusted(fault, of: airing.id)
        situation.order = Self.plan(try #require(airing.firstOnly))
        situation.look(ClockReading(now: Self.noon + 44, uptime: 44))
        #expect(situation.decisions == [], "there is nothing better to do than to wait")
        situation.order = Self.plan(airing)
        #expect(situation.decisions == [.amend(airing.id, by: airing)])
        situation.amended(airing.id, by: airing)
        #expect(situation.decisions == [.resume(airing.id)])
        #expect(situation[airing.id]?.rest?.segments.map(\.file) == [airing.segments[1].file])
    }

    @Test("a recording that failed at the start deserves a try when it has been replaced, and only then")
    func replaced() {
        var station = Station(without: Self.plan())
        station.run(from: -11, until: -9)
        station.situation.note(AirEvent(at: Self.noon - 9, kind: .unplayable, segment: 0), of: Self.own.id)
        station.situation.noteEngineGone(Self.own.id)
        station.run(from: -8.9, until: -8.7)
        #expect(station.situation.active.isEmpty)
        station.situation.order = Self.plan(Self.own)
        #expect(station.situation.decisions == [], "a plan that was on its way")
        station.situation.order = Self.plan()
        #expect(station.situation.decisions == [])
        station.situation.order = Self.plan(Self.own)
        #expect(station.situation.decisions == [.begin(Self.own)])
    }

    @Test("an airing that was never on air, and whose next choice waits, does not wait for the log")
    func makesRoom() throws {
        var situation = HindsightTests.situation(Self.own, at: -1)
        situation.couldNotResume(Self.own.id, because: "no such file")
        #expect(situation[Self.own.id]?.makesRoom == true)
        let played = HindsightTests.situation(Self.own, at: 1, (0, .segment, 0), (1, .exhausted, 0))
        #expect(played[Self.own.id]?.makesRoom == false)
    }

    @Test("where no engine's folder can be made, it is tried again after growing pauses, and no storm is made of it")
    func cannotBegin() {
        var situation = Situation(
            now: Self.noon - 10, uptime: 0, order: Self.plan(Self.own), settings: SituationTests.settings)
        var tries = 0
        for tick in 0..<300 {
            situation.look(ClockReading(now: Self.noon - 10 + Double(tick) / 10, uptime: Double(tick) / 10))
            for _ in situation.decisions {
                tries += 1
                situation.couldNotBegin(Self.own.id)
            }
        }
        #expect(tries > 6 && tries < 14)
        situation.begun(Self.own)
        situation.finished(Self.own.id)
    }

    @Test("engines that cannot be spawned are tried again after growing pauses, and blame no recording")
    func cannotSpawn() {
        var station = Station()
        var tries = 0
        station.run(from: -11, until: -9.9)
        for tick in 0..<300 {
            let second = -9.8 + Double(tick) / 10
            if case .running = station.situation.active[0].engine {
                tries += 1
                station.situation.noteEngineGone(Self.own.id)
            }
            station.run(from: second, until: second)
        }
        #expect(tries > 6 && tries < 14)
        #expect(station.situation[Self.own.id]?.unusable.isEmpty == true)
    }
}

extension Airing {
    fileprivate var firstOnly: Airing? {
        var first = self
        (first.segments, first.offAir) = ([segments[0]], segments[1].startsAt)
        return first
    }
}
