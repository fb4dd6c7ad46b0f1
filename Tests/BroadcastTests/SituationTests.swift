import Foundation
import Programme
import Testing

@testable import OnAir

/// Deciding, without an engine and without a clock.
struct SituationTests {
    static let noon = Date(timeIntervalSince1970: 1_795_348_800)
    static let settings = EngineSettings(preRoll: 10, tail: 0.2)

    static func airing(
        _ pid: String = "a", from start: Double = 0, to end: Double = 60, parts: [Double] = [0], file: String? = nil
    ) -> Airing {
        let pid = try! PID(pid)
        return Airing(
            onAir: noon + start, offAir: noon + end, fadedOutBy: nil, offAirBy: noon + end + 5, title: pid.text,
            pid: pid, origin: .scheduled,
            segments: parts.map {
                Segment(
                    file: file ?? "\(pid.text)\($0)", startsAt: noon + start + $0, cueOut: 20, pid: pid, title: "",
                    origin: .scheduled)
            })
    }

    static func decisions(
        at seconds: Double, order: [Airing] = [], active: [ActiveAiring] = [], finished: Set<Airing.ID> = []
    ) -> [Decision] {
        Situation(
            now: noon + seconds, uptime: seconds, order: RunningOrder(airings: order), active: active,
            finished: finished,
            settings: settings
        ).decisions
    }

    @Test("an airing that never got on air has another try with another recording, and not with the same")
    func secondChoice() {
        let first = Self.airing("a")
        var other = first
        other.segments[0].file = "the emergency recording"
        func decisions(_ airing: Airing) -> [Decision] {
            Situation(
                now: Self.noon + 5, order: RunningOrder(airings: [airing]), active: [], finished: [first.id],
                spent: [first.id: Unusable(failed: [first.segments[0].file])], settings: Self.settings
            ).decisions
        }
        #expect(decisions(first) == [])
        #expect(decisions(other) == [.begin(other)])
    }

    @Test(
        "an airing is begun from the pre-roll until its end, and not twice",
        arguments: [(-10.1, false), (-10, true), (0, true), (30, true), (59.9, true), (60, false), (3600, false)])
    func begin(at seconds: Double, begins: Bool) {
        let airing = Self.airing()
        #expect(Self.decisions(at: seconds, order: [airing]) == (begins ? [.begin(airing)] : []))
        #expect(Self.decisions(at: seconds, order: [airing], finished: [airing.id]) == [])
        let running = ActiveAiring(airing, engine: .running(since: 0))
        #expect(!Self.decisions(at: seconds, order: [airing], active: [running]).contains(.begin(airing)))
    }

    @Test("an airing that a new plan puts across what is on air waits for its end")
    func overlap() {
        let running = ActiveAiring(Self.airing(), engine: .running(since: 0))
        let across = Self.airing("b", from: 30, to: 90)
        #expect(Self.decisions(at: 30, order: [across], active: [running]) == [])
        #expect(Self.decisions(at: 60, order: [across], active: [running]).contains(.begin(across)))
        let after = Self.airing("c", from: 60, to: 90)
        #expect(Self.decisions(at: 50, order: [after], active: [running]) == [.begin(after)])
    }

    @Test("of two airings of the plan that overlap, the first is begun")
    func two() {
        let (first, second) = (Self.airing("a"), Self.airing("b", from: 5, to: 70))
        #expect(Self.decisions(at: 0, order: [first, second]) == [.begin(first)])
    }

    @Test("an airing without any time is left alone")
    func empty() {
        #expect(Self.decisions(at: 0, order: [Self.airing(from: 5, to: 5)]) == [])
    }

    @Test("an engine that is gone is started again at once, and after growing pauses if it keeps dying")
    func pauses() throws {
        var active = ActiveAiring(Self.airing(), engine: .running(since: 0))
        var pauses: [Double] = []
        for second in 1...10 {
            let uptime = Double(second)
            active.noteEngineGone(at: uptime, now: Self.noon + uptime)
            pauses.append(try #require(active.restartsAt) - uptime)
            active.engine = .running(since: uptime)
        }
        #expect(pauses == [0, 0.25, 0.5, 1, 2, 4, 5, 5, 5, 5])
        active.engine = .running(since: 20)
        active.noteEngineGone(at: 41, now: Self.noon + 41)
        #expect(active.restartsAt == 41, "a stretch of health is forgotten")
    }

    @Test(
        "it is resumed when its pause is over, and finished when its time is", arguments: [(31.9, 0), (32, 1), (60, 2)])
    func resume(at seconds: Double, what: Int) {
        let airing = Self.airing()
        let active = ActiveAiring(airing, engine: .down(since: 30, pauses: 5))
        let expected: [Decision] = [[], [.resume(airing.id)], [.finish(airing.id)]][what]
        #expect(Self.decisions(at: seconds, active: [active]) == expected)
    }

    @Test(
        "an engine that outstays its airing by more than its tail is stopped", arguments: [(60.4, false), (60.5, true)])
    func stop(at seconds: Double, stops: Bool) {
        let airing = Self.airing()
        let active = ActiveAiring(airing, engine: .running(since: 0))
        #expect(Self.decisions(at: seconds, active: [active]) == (stops ? [.stop(airing.id, .outstayed)] : []))
    }

    @Test("it looks again when there is something to decide")
    func next() {
        let airing = Self.airing(from: 100, to: 200)
        let situation = Situation(
            now: Self.noon, order: RunningOrder(airings: [airing]), active: [], finished: [], settings: Self.settings)
        #expect(situation.next == Self.noon + 90)
    }
}

struct ActiveAiringTests {
    static let noon = SituationTests.noon

    static func active(_ events: (Double, AirEvent.Kind, Int?)...) -> ActiveAiring {
        var active = ActiveAiring(
            SituationTests.airing(parts: [0, 30]), engine: .running(since: 0))
        for (at, kind, segment) in events {
            active.note(AirEvent(at: noon + at, kind: kind, segment: segment), at: at)
        }
        return active
    }

    @Test("what has nothing more to give is not played again", arguments: [AirEvent.Kind.exhausted, .unplayable])
    func rest(kind: AirEvent.Kind) throws {
        let first = Self.active((0, .segment, 0), (20, kind, 0))
        let rest = try #require(first.rest)
        #expect(rest.segments.map(\.startsAt) == [Self.noon + 30])
        #expect(rest.onAir == Self.noon + 30)
        let both = Self.active((0, .segment, 0), (20, kind, 0), (30, .segment, 1), (50, kind, 1))
        #expect(both.rest == nil)
    }

    @Test("an engine that has left comes back only for what has not begun")
    func left() {
        let early = Self.active((0, .segment, 0), (10, .exhausted, 0), (10.2, .ended, nil))
        #expect(early.hasLeft)
        #expect(early.rest?.segments.count == 1)
        let late = Self.active((0, .segment, 0), (30, .segment, 1), (40, .ended, nil))
        #expect(late.hasLeft)
        #expect(late.rest == nil)
        #expect(!Self.active((10.2, .ended, nil), (20, .armed, nil)).hasLeft)
    }

    @Test("an engine that has left is started for the rest at its pre-roll", arguments: [(19.9, false), (20, true)])
    func rearm(at seconds: Double, resumes: Bool) {
        var active = Self.active((0, .segment, 0), (19, .exhausted, 0), (19.2, .ended, nil))
        active.noteEngineGone(at: 19.3, now: Self.noon + 19.3)
        let decisions = SituationTests.decisions(at: seconds, active: [active])
        #expect(decisions == (resumes ? [.resume(active.id)] : []))
    }

    @Test("heartbeats are not kept")
    func beats() {
        #expect(Self.active((0, .segment, 0), (1, .beat, nil), (2, .beat, nil)).events.count == 1)
    }
}
