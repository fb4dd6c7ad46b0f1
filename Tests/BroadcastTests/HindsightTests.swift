import Foundation
import Programme
import Testing

@testable import OnAir

/// Decisions that the simulated year has found wrong once: each of them as a story of its own.
struct HindsightTests {
    static let noon = SituationTests.noon

    /// A situation in which an airing's engine is at work, and has told this. Times are seconds after noon.
    static func situation(
        _ airing: Airing, at seconds: Double, order: [Airing]? = nil, _ events: (Double, AirEvent.Kind, Int?)...
    ) -> Situation {
        var situation = Situation(
            now: noon - 10, uptime: -10, order: RunningOrder(airings: order ?? [airing]),
            settings: SituationTests.settings)
        situation.look(ClockReading(now: noon - 10, uptime: -10))
        situation.begun(airing)
        situation.resumed(airing.id)
        for (at, kind, segment) in events {
            situation.look(ClockReading(now: noon + at, uptime: at))
            situation.note(AirEvent(at: noon + at, kind: kind, segment: segment), of: airing.id)
        }
        situation.look(ClockReading(now: noon + seconds, uptime: seconds))
        return situation
    }

    static func stops(_ situation: Situation) -> [StopReason] {
        situation.decisions.compactMap { if case .stop(_, let reason) = $0 { reason } else { nil } }
    }

    @Test(
        "a clock that was set while no conductor was there is found when the engine is taken over",
        arguments: [(0.0, false), (0.05, false), (60, true), (-60, true)])
    func clock(step: Double, isStopped: Bool) {
        let airing = SituationTests.airing()
        var situation = Situation(
            now: Self.noon + 30, uptime: 1030 - step, order: RunningOrder(airings: [airing]),
            settings: SituationTests.settings)
        situation.adopt(airing, events: [], started: ClockReading(now: Self.noon - 10, uptime: 990))
        #expect(Self.stops(situation).isEmpty != isStopped)
    }

    @Test("engines that never came to play have not died of the recording")
    func neverStarted() {
        let airing = SituationTests.airing()
        var situation = Self.situation(airing, at: 1, (-9, .armed, nil), (0, .segment, 0))
        for second in 2...8 {
            situation.look(ClockReading(now: Self.noon + Double(second), uptime: Double(second)))
            situation.noteEngineGone(airing.id)
            situation.resumed(airing.id)
        }
        #expect(situation[airing.id]?.unusable.isEmpty == true)
    }

    @Test("deaths with a stretch of health between them are not the recording's")
    func healthBetween() {
        let airing = SituationTests.airing(to: 600)
        var situation = Self.situation(airing, at: 1, (-9, .armed, nil), (0, .segment, 0))
        for start in stride(from: 10.0, to: 300, by: 30) {
            for end in [start + 1, start + 29] {
                situation.look(ClockReading(now: Self.noon + end, uptime: end))
                situation.noteEngineGone(airing.id)
                situation.resumed(airing.id)
                situation.note(AirEvent(at: Self.noon + end, kind: .segment, segment: 0), of: airing.id)
            }
        }
        #expect(situation[airing.id]?.unusable.isEmpty == true)
    }

    @Test("a stream that stands still before it is to be connected is found then")
    func standsStill() {
        let airing = SituationTests.airing()
        var situation = Self.situation(airing, at: -9, (-9, .armed, nil))
        for (late, isStopped) in [(1.0, false), (2.0, false), (3.0, true)] {
            let at = -9 + late
            situation.look(ClockReading(now: Self.noon + at, uptime: at))
            situation.note(AirEvent(at: Self.noon + at, kind: .beat, detail: "late=\(late)"), of: airing.id)
            #expect(Self.stops(situation) == (isStopped ? [.standsStill] : []), "\(late)")
        }
    }

    @Test(
        "while it waits for its connection a stream may stand still, but not for ever",
        arguments: [(7.0, false), (9, true)])
    func waits(late: Double, isStopped: Bool) {
        let airing = SituationTests.airing()
        var situation = Self.situation(airing, at: 8, (-9, .armed, nil), (0, .segment, 0))
        situation.note(AirEvent(at: Self.noon + 8, kind: .beat, detail: "late=\(late)"), of: airing.id)
        #expect(Self.stops(situation) == (isStopped ? [.standsStill] : []))
    }

    /// Two half hours of a minute; each recording has all of its own.
    static let twoParts: Airing = {
        var airing = SituationTests.airing(parts: [0, 30])
        for index in airing.segments.indices { airing.segments[index].cueOut = 30 }
        return airing
    }()

    @Test("a fault in what an airing has run on to gives the rest of that to something else")
    func secondSegment() throws {
        let airing = Self.twoParts
        var situation = Self.situation(
            airing, at: 40, (-9, .armed, nil), (-0.3, .connected, nil), (0, .segment, 0), (30, .segment, 1))
        situation.stopped(airing.id, .silent)
        situation.noteEngineGone(airing.id)
        situation.resumed(airing.id)
        situation.stopped(airing.id, .silent)
        situation.noteEngineGone(airing.id)
        var other = airing
        other.segments[1].file = "another"
        situation.order = RunningOrder(airings: [other])
        #expect(situation.decisions.contains(.amend(airing.id, by: other)))
    }

    @Test("what a later plan adds to an airing that is over goes on air all the same")
    func later() throws {
        let whole = Self.twoParts
        var first = whole
        (first.segments, first.offAir) = ([whole.segments[0]], Self.noon + 25)
        let situation = Situation(
            now: Self.noon + 26, uptime: 26, order: RunningOrder(airings: [whole]), finished: [first.id],
            ends: [first.id: first.offAir], settings: SituationTests.settings)
        guard case .begin(let begun)? = situation.decisions.first else {
            Issue.record("nothing is begun")
            return
        }
        #expect(begun.segments == [whole.segments[1]])
        #expect(begun.onAir == Self.noon + 30 && begun.offAir == whole.offAir && begun.id != whole.id)
    }

    @Test("a recording that could not be had when the airing began is tried for once more when its time has come")
    func absent() throws {
        let airing = Self.twoParts
        var situation = Self.situation(airing, at: -10)
        situation.resumed(airing.id, without: [1])
        for (at, kind, segment) in [
            (-9.0, AirEvent.Kind.armed, nil), (0, .segment, 0), (30, .unplayable, 1), (30.1, .ended, nil),
        ] {
            situation.note(AirEvent(at: Self.noon + at, kind: kind, segment: segment), of: airing.id)
        }
        situation.look(ClockReading(now: Self.noon + 30.2, uptime: 30.2))
        situation.noteEngineGone(airing.id)
        #expect(situation[airing.id]?.unusable.isEmpty == true)
        #expect(situation[airing.id]?.rest?.segments == [airing.segments[1]])
        #expect(situation.decisions == [.resume(airing.id)])
    }

    @Test("an engine that is started when there is nothing left of a recording does not make it suspect")
    func nothingLeft() {
        let airing = Self.twoParts
        let late = Self.situation(airing, at: 29, (-9, .armed, nil), (0, .segment, 0), (28, .unplayable, 0))
        #expect(late[airing.id]?.unusable.isEmpty == true)
        let early = Self.situation(airing, at: 20, (-9, .armed, nil), (0, .segment, 0), (19, .unplayable, 0))
        #expect(early[airing.id]?.unusable.files == [airing.segments[0].file])
    }

    @Test("an engine that is found dead has not died quickly")
    func foundDead() throws {
        let airing = SituationTests.airing()
        var situation = Situation(
            now: Self.noon + 30, uptime: 5, order: RunningOrder(airings: [airing]), settings: SituationTests.settings)
        situation.adopt(airing, events: [])
        situation.noteEngineGone(airing.id)
        situation.resumed(airing.id)
        situation.noteEngineGone(airing.id)
        #expect(situation[airing.id]?.restartsAt == 5)
    }

    @Test("what was put on in the place of a failed recording is not followed by that recording's next try")
    func notTwice() {
        let own = SituationTests.airing()
        var other = own
        other.segments[0].file = "another"
        var situation = Self.situation(own, at: -9.9, (-10, .unplayable, 0))
        situation.noteEngineGone(own.id)
        situation.finished(own.id)
        situation.order = RunningOrder(airings: [other])
        #expect(situation.decisions == [.begin(other)])
        situation.begun(other)
        situation.resumed(other.id)
        situation.note(AirEvent(at: Self.noon, kind: .segment, segment: 0), of: own.id)
        situation.finished(own.id)
        var third = own
        third.segments[0].file = "yet another"
        situation.order = RunningOrder(airings: [third])
        #expect(situation.decisions == [])
    }

    @Test("without a plan yet, a conductor waits for it before it gives up the rest of a slot")
    func noPlanYet() {
        let airing = SituationTests.airing()
        var situation = Situation(now: Self.noon + 30, uptime: 5, settings: SituationTests.settings)
        let events: [AirEvent] = [(0.0, AirEvent.Kind.segment), (10, .exhausted), (10.2, .ended)].map {
            AirEvent(at: Self.noon + $0.0, kind: $0.1, segment: $0.1 == .ended ? nil : 0)
        }
        situation.adopt(airing, events: events)
        situation.noteEngineGone(airing.id)
        #expect(!situation.decisions.contains(.finish(airing.id)))
    }

    @Test(
        "where the plan fills what an airing had run on to by an airing of its own, that has its turn, and nobody is blamed"
    )
    func elsewhere() {
        let airing = Self.twoParts
        var situation = Self.situation(
            airing, at: 40, (-9, .armed, nil), (0, .segment, 0), (30, .segment, 1), (39, .exhausted, 1),
            (39.2, .ended, nil))
        situation.noteEngineGone(airing.id)
        let fault = RecordingFault(segment: airing.segments[1], reason: "it ended early", since: 40)
        situation.distrusted(fault, of: airing.id)
        var first = airing
        (first.segments, first.offAir) = ([airing.segments[0]], Self.noon + 28)
        let second = SituationTests.airing("b", from: 30, to: 60)
        situation.order = RunningOrder(airings: [first, second])
        #expect(situation.decisions == [.finish(airing.id), .begin(second)])
        situation.finished(airing.id)
        #expect(situation.decisions == [.begin(second)])
    }

    @Test("what is added to an airing by one plan, and to that by another, goes on air too")
    func laterStill() {
        var airing = SituationTests.airing(parts: [0, 20, 40])
        for index in airing.segments.indices { airing.segments[index].cueOut = 20 }
        let second = airing.part(from: Self.noon + 20)
        let ends = [airing.id: Self.noon + 15, second?.id ?? "": Self.noon + 35]
        let situation = Situation(
            now: Self.noon + 36, uptime: 36, order: RunningOrder(airings: [airing]), finished: Set(ends.keys),
            ends: ends,
            settings: SituationTests.settings)
        #expect(situation.decisions == [.begin(airing.part(from: Self.noon + 40) ?? airing)])
    }

    @Test(
        "a recording that comes when a short one has ended in its place is joined where it is, unless little is left",
        arguments: [(120, true), (49, false)])
    func afterShort(end: Double, isJoined: Bool) throws {
        let short = SituationTests.airing(to: 20, file: "old.mp3")
        var situation = Self.situation(short, at: 19, (-9, .armed, nil), (0, .segment, 0))
        var own = SituationTests.airing(to: end, file: "new.mp3")
        own.segments[0].cueOut = end
        situation.order = RunningOrder(airings: [own])
        #expect(situation.decisions == [])
        situation.note(AirEvent(at: Self.noon + 20, kind: .ended), of: short.id)
        situation.noteEngineGone(short.id)
        situation.look(ClockReading(now: Self.noon + 20.5, uptime: 20.5))
        var part = own
        part.segments[0].startsAt = Self.noon + 20
        part.segments[0].cueIn = 20
        part = Airing(
            onAir: Self.noon + 20, offAir: own.offAir, fadedOutBy: nil, offAirBy: own.offAirBy, title: "",
            pid: own.pid, origin: .scheduled, segments: part.segments)
        let begin = isJoined ? [Decision.begin(part)] : []
        #expect(situation.decisions == [.finish(short.id)] + begin)
        situation.finished(short.id)
        #expect(situation.decisions == begin)
        // The same, whenever it comes, and after a new start.
        var later = Situation(
            now: Self.noon + 40, uptime: 0, order: RunningOrder(airings: [own]), finished: [short.id],
            ends: [short.id: short.offAir], settings: SituationTests.settings)
        #expect(later.decisions == begin)
        guard isJoined else { return }
        later.begun(part)
        later.finished(part.id)
        #expect(later.decisions == [])
    }

    @Test("a recording that is over by now is not suspected of being too short for somebody else's slot")
    func tooShort() {
        let airing = Self.twoParts
        var situation = Self.situation(
            airing, at: 40, (-9, .armed, nil), (0, .segment, 0), (30, .segment, 1), (39, .exhausted, 1),
            (39.2, .ended, nil))
        situation.noteEngineGone(airing.id)
        situation.distrusted(
            RecordingFault(segment: airing.segments[1], reason: "it ended early", since: 40), of: airing.id)
        var first = airing
        (first.segments, first.offAir) = ([airing.segments[0]], Self.noon + 28)
        first.segments[0].pid = try! PID("other")
        situation.order = RunningOrder(airings: [first])
        #expect(situation.decisions == [])
        // Nor is the half hour before, now that it is known how loud it is.
        first.segments[0] = airing.segments[0]
        first.segments[0].gain = 4
        situation.order = RunningOrder(airings: [first])
        #expect(situation.decisions == [])
    }
}
