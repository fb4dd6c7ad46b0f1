import Foundation
import Programme
import Testing

@testable import OnAir

// By clocks that are wrong, and put right.
extension AgainTests {
    /// At 20 s the clock is put forward by an hour, and the engine is ended for it.
    static var putForward: Situation {
        var situation = HindsightTests.situation(
            airing, at: 20, (-9, .armed, nil), (-0.3, .connected, nil), (0, .segment, 0))
        look(&situation, at: 20.1, step: 3600)
        return situation
    }

    @Test("when a clock has been set beyond an airing's end, it is the clock that is blamed")
    func blame() {
        var situation = Self.putForward
        #expect(HindsightTests.stops(situation).map(\.inWords) == ["the clock was put forward by 3600.0 s"])
        situation.stopped(Self.airing.id, .clockWasSet(by: 3600))
        Self.look(&situation, at: 20.3, step: 3600)
        #expect(HindsightTests.stops(situation).contains(.outstayed) == false)
    }

    /// It is in the log by the wrong clock.
    static var over: (situation: Situation, events: [AirEvent]) {
        var situation = putForward
        situation.stopped(airing.id, .clockWasSet(by: 3600))
        situation.noteEngineGone(airing.id)
        let events = situation[airing.id]!.events
        #expect(situation.decisions == [.finish(airing.id)])
        situation.finished(airing.id)
        #expect(situation.decisions == [])
        return (situation, events)
    }

    @Test("once that clock has been put right, the airing is begun again, at its place and in the same account")
    func putRight() {
        var (situation, events) = Self.over
        Self.look(&situation, at: 25)
        #expect(situation.decisions == [.begin(Self.airing)])
        situation.begunAgain(Self.airing, after: Self.airing, events: events)
        #expect(situation[Self.airing.id]?.rest?.segments.first?.cueIn == 25)
        #expect(situation[Self.airing.id]?.hasBegun == true)
        #expect(situation.decisions == [.resume(Self.airing.id)])
    }

    @Test("not for its last seconds", arguments: [(54.0, true), (56, false)])
    func lastSeconds(at: Double, isBegun: Bool) {
        var (situation, _) = Self.over
        Self.look(&situation, at: at)
        #expect(situation.decisions.isEmpty != isBegun)
    }

    @Test("what has left the air as planned is not begun again by any clock")
    func complete() {
        var situation = HindsightTests.situation(
            Self.airing, at: 61, (-9, .armed, nil), (-0.3, .connected, nil), (0, .segment, 0), (60, .exhausted, 0),
            (60.1, .ended, nil))
        situation.noteEngineGone(Self.airing.id)
        #expect(situation.decisions == [.finish(Self.airing.id)])
        situation.finished(Self.airing.id)
        Self.look(&situation, at: 62, step: -40)
        #expect(situation.decisions == [])
    }

    @Test("an engine that was gone when the clock was set beyond the end is made up for when it has been put right")
    func downThen() {
        var situation = HindsightTests.situation(
            Self.airing, at: 20, (-9, .armed, nil), (-0.3, .connected, nil), (0, .segment, 0))
        situation.noteEngineGone(Self.airing.id)
        Self.look(&situation, at: 20.1, step: 3600)
        #expect(situation.decisions == [.finish(Self.airing.id)])
        situation.finished(Self.airing.id)
        Self.look(&situation, at: 25)
        #expect(situation.decisions == [.begin(Self.airing)])
    }

    @Test("what was begun an hour early, by a clock that was ahead, is planned anew when its time comes")
    func early() {
        var situation = HindsightTests.situation(
            Self.airing, at: 5, (-9, .armed, nil), (-0.3, .connected, nil), (0, .segment, 0))
        Self.look(&situation, at: 5.1, step: -3600)
        situation.noteEngineGone(Self.airing.id)
        #expect(situation.decisions == [.finish(Self.airing.id)])
        situation.finished(Self.airing.id)
        var other = Self.airing
        other.segments[0].file = "another"
        situation.order = RunningOrder(airings: [other])
        #expect(situation.decisions == [])
        Self.look(&situation, at: 3591, step: -3600)
        #expect(situation.decisions == [.begin(other)])
    }

    @Test("what was chosen by a clock that was ahead does not keep the air silent until its time")
    func sooner() {
        var situation = Self.putForward
        situation.look(ClockReading(now: Self.noon + 50, uptime: 21))
        situation.noteEngineGone(Self.airing.id)
        situation.amended(Self.airing.id, by: Self.airing)
        #expect(situation[Self.airing.id]?.rest?.onAir == Self.noon + 50)
        situation.look(ClockReading(now: Self.noon + 22, uptime: 22))
        #expect(situation.decisions == [.amend(Self.airing.id, by: Self.airing)])
        situation.amended(Self.airing.id, by: Self.airing)
        #expect(situation[Self.airing.id]?.rest?.segments.first?.cueIn == 22)
        #expect(situation.decisions == [.resume(Self.airing.id)])
    }

    @Test("what a clock told that was ahead happened when the last was told before that")
    func account() {
        func event(_ seconds: Double, _ kind: AirEvent.Kind) -> AirEvent {
            AirEvent(at: Self.noon + seconds, kind: kind)
        }
        let told = [event(0, .connected), event(1, .segment), event(19, .beat), event(3620, .engineExited)]
        #expect(told.putRight(at: Self.noon + 25)?.map(\.at) == [0, 1, 19, 19].map { Self.noon + $0 })
        #expect(told.putRight(at: Self.noon - 25) == nil, "it was on air by no other clock")
    }
}
