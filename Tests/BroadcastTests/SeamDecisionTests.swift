import Foundation
import Programme
import Testing

@testable import OnAir

/// A recording that comes for a half hour that an airing was to run on to with something else.
struct SeamDecisionTests {
    static let noon = SituationTests.noon
    /// Two half hours of a minute each; there is only a repeat for the second.
    static let airing: Airing = {
        var airing = HindsightTests.twoParts
        airing.segments[1].startsAt = noon + 60
        airing.segments[1].origin = .repeat
        airing.segments[1].file = "earlier"
        for index in airing.segments.indices { airing.segments[index].cueOut = 60 }
        airing.offAir = noon + 120
        airing.offAirBy = noon + 125
        return airing
    }()
    static let better: Airing = {
        var better = airing
        better.segments[1].origin = .scheduled
        better.segments[1].file = "own"
        return better
    }()

    static func onAir(at seconds: Double, order: [Airing] = [better]) -> Situation {
        HindsightTests.situation(
            airing, at: seconds, order: order, (-9, .armed, nil), (-0.3, .connected, nil), (0, .segment, 0),
            (seconds, .beat, nil))
    }

    @Test(
        "a recording that comes in time for its half hour gets an airing of its own",
        arguments: [(20.0, true), (48.9, true), (49.1, false), (59, false), (70, false)])
    func inTime(at seconds: Double, isSplit: Bool) {
        let situation = Self.onAir(at: seconds)
        #expect(situation.decisions == (isSplit ? [.split(Self.airing.id, before: 1)] : []))
    }

    @Test("what is planned already, another substitute, and what has failed are no reason")
    func noReason() {
        #expect(Self.onAir(at: 20, order: [Self.airing]).decisions == [])
        var other = Self.airing
        other.segments[1].file = "the emergency recording"
        other.segments[1].origin = .emergency
        #expect(Self.onAir(at: 20, order: [other]).decisions == [])
        var own = HindsightTests.situation(Self.better, at: 20, order: [other], (0, .segment, 0), (20, .beat, nil))
        #expect(own.decisions == [], "nor is a substitute for the programme's own")
        own.order = RunningOrder(airings: [Self.better])
        #expect(own.decisions == [])
    }

    @Test(
        "the airing on air makes room for it just before its time, and it is begun at its pre-roll, also by another conductor",
        arguments: [false, true])
    func seam(isAdopted: Bool) throws {
        var situation = Self.onAir(at: 20)
        situation.split(Self.airing.id, before: 1)
        let cut = try #require(situation[Self.airing.id]?.airing)
        #expect(situation.decisions == [])
        if isAdopted {
            situation = Situation(
                now: Self.noon + 30, uptime: 30, order: RunningOrder(airings: [Self.better]),
                settings: SituationTests.settings)
            situation.adopt(cut, events: [AirEvent(at: Self.noon, kind: .segment, segment: 0)])
        }
        func look(_ seconds: Double) {
            situation.look(ClockReading(now: Self.noon + seconds, uptime: seconds))
            situation.note(AirEvent(at: Self.noon + seconds, kind: .beat), of: Self.airing.id)
        }
        look(49.9)
        #expect(situation.decisions == [])
        look(50)
        guard case .begin(let next)? = situation.decisions.first else {
            Issue.record("\(situation.decisions)")
            return
        }
        #expect(
            next.segments.map(\.file) == ["own"] && next.onAir == Self.noon + 60 && next.offAir == Self.better.offAir)
        situation.begun(next)
        situation.resumed(next.id)
        look(59.4)
        #expect(situation.decisions == [])
        look(59.5)
        #expect(situation.decisions == [.stop(Self.airing.id, .makesRoom)])
        situation.stopped(Self.airing.id, .makesRoom)
        situation.noteEngineGone(Self.airing.id)
        #expect(situation.decisions == [.finish(Self.airing.id)])
        situation.finished(Self.airing.id)
        #expect(situation.decisions == [])
    }

    @Test("what ends a moment before its half hour does is over then")
    func ended() {
        var airing = Self.airing
        airing.segments[0].cueOut = 55
        #expect(airing.cut(before: 1).offAir == Self.noon + 55)
    }

    @Test("an engine that dies before that is started for what is left until then")
    func resumed() throws {
        var situation = Self.onAir(at: 20)
        situation.split(Self.airing.id, before: 1)
        situation.noteEngineGone(Self.airing.id)
        #expect(situation.decisions == [.resume(Self.airing.id)])
        let rest = try #require(situation[Self.airing.id]?.rest)
        #expect(rest.segments.count == 1 && abs(rest.offAir.timeIntervalSince(Self.noon + 59.3)) < 0.001)
    }
}
