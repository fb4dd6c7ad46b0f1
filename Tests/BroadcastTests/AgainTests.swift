import Foundation
import Programme
import Testing

@testable import OnAir

/// Airings that were over before their time, and come back.
struct AgainTests {
    static let noon = SituationTests.noon
    static let airing: Airing = {
        var airing = SituationTests.airing()
        airing.segments[0].cueOut = 60
        return airing
    }()
    static let full = RunningOrder(airings: [airing])

    /// The recording broke off after 10 s of 60, and the plan has been told; nothing else is to be had.
    static var brokenOff: Situation {
        var situation = HindsightTests.situation(
            airing, at: 11, (-9, .armed, nil), (-0.3, .connected, nil), (0, .segment, 0), (10, .exhausted, 0),
            (10.2, .ended, nil))
        situation.noteEngineGone(airing.id)
        tell(&situation)
        situation.order = RunningOrder()
        return situation
    }

    /// Has the plan do without what failed.
    static func tell(_ situation: inout Situation) {
        for case .distrust(let id, let fault) in situation.decisions { situation.distrusted(fault, of: id) }
    }

    static func look(_ situation: inout Situation, at seconds: Double, step: Double = 0) {
        situation.look(ClockReading(now: noon + seconds + step, uptime: seconds))
    }

    @Test("an airing whose recording broke off waits for another to be put there, until its end")
    func waits() {
        var situation = Self.brokenOff
        for at in [12.0, 25, 59] {
            Self.look(&situation, at: at)
            #expect(situation.decisions == [], "\(at)")
        }
        Self.look(&situation, at: 60.1)
        #expect(situation.decisions == [.finish(Self.airing.id)])
    }

    @Test("once the plan has its recording again, it takes the rest, at its place")
    func replaced() {
        var situation = Self.brokenOff
        Self.look(&situation, at: 30)
        situation.order = Self.full
        #expect(situation.decisions == [.amend(Self.airing.id, by: Self.airing)])
        situation.amended(Self.airing.id, by: Self.airing)
        #expect(situation[Self.airing.id]?.rest?.segments.first?.cueIn == 30)
        #expect(situation.decisions == [.resume(Self.airing.id)])
    }

    @Test("one that fails whenever it has been replaced is tried after growing pauses")
    func pauses() {
        var situation = Self.brokenOff
        var at = 12.0
        Self.look(&situation, at: at)
        var pauses: [Double] = []
        for _ in 0..<3 {
            let failed = at
            situation.order = RunningOrder()
            situation.order = Self.full
            while situation.decisions != [.amend(Self.airing.id, by: Self.airing)], at < 59 {
                at += 0.5
                Self.look(&situation, at: at)
            }
            pauses.append(at - failed)
            situation.amended(Self.airing.id, by: Self.airing)
            situation.resumed(Self.airing.id)
            let index = situation[Self.airing.id]!.airing.segments.count - 1
            for kind in [AirEvent.Kind.segment, .unplayable] {
                situation.note(AirEvent(at: Self.noon + at, kind: kind, segment: index), of: Self.airing.id)
            }
            situation.noteEngineGone(Self.airing.id)
            Self.tell(&situation)
        }
        #expect(pauses[0] < 1)
        #expect(pauses[1] > 3 && pauses[2] > 1.8 * pauses[1], "\(pauses)")
    }

    @Test(
        "a conductor that starts meanwhile waits too, and takes what has been put there since",
        arguments: [true, false])
    func adopted(isReplaced: Bool) {
        let before = Self.brokenOff[Self.airing.id]!
        var situation = Situation(
            now: Self.noon + 20, uptime: 5, order: RunningOrder(), settings: SituationTests.settings)
        situation.adopt(Self.airing, events: before.events)
        situation.noteEngineGone(Self.airing.id)
        if isReplaced { situation.replaced(Self.airing.segments[0].file, of: Self.airing.id) }
        #expect(situation.decisions.contains { if case .distrust = $0 { true } else { false } } != isReplaced)
        situation.order = Self.full
        #expect(situation.decisions.contains(.amend(Self.airing.id, by: Self.airing)) == isReplaced)
        #expect(!situation.decisions.contains(.finish(Self.airing.id)))
    }

    @Test("what another has been planned for meanwhile is begun in time, and what broke off does not come between")
    func another() {
        var situation = Self.brokenOff
        let other = SituationTests.airing("b", from: 40, to: 60)
        situation.order = RunningOrder(airings: [other])
        Self.look(&situation, at: 29)
        #expect(situation.decisions == [])
        Self.look(&situation, at: 30)
        #expect(situation.decisions == [.finish(Self.airing.id), .begin(other)])
        situation.begun(other)
        situation.resumed(other.id)
        situation.order = RunningOrder(airings: [Self.airing, other])
        Self.look(&situation, at: 41)
        #expect(!situation.decisions.contains(.amend(Self.airing.id, by: Self.airing)))
    }
}
