import Foundation
import Programme
import Testing

@testable import OnAir

/// What the conductor decides when an engine, its connection, the clock or a recording is in trouble; without any of
/// them.
struct TroubleTests {
    static let noon = SituationTests.noon

    /// An airing on air from noon, watched ten times a second, to which things happen at seconds past noon.
    struct Watched {
        var situation: Situation
        let airing: Airing
        /// What was decided, and when.
        var decided: [(at: Double, Decision)] = []
        private var offset = 0.0

        init(_ airing: Airing = SituationTests.airing(), order: [Airing]? = nil) {
            self.airing = airing
            situation = Situation(
                now: noon - 5, uptime: 0, order: RunningOrder(airings: order ?? [airing]),
                settings: SituationTests.settings)
            situation.look(ClockReading(now: noon - 5, uptime: 0))
            situation.begun(airing)
            situation.resumed(airing.id)
            note(.armed, at: -5)
            note(.connected, at: -0.3)
            note(.segment, at: 0, segment: 0)
        }

        mutating func note(_ kind: AirEvent.Kind, at seconds: Double, _ detail: String? = nil, segment: Int? = nil) {
            situation.note(AirEvent(at: noon + seconds, kind: kind, detail: detail, segment: segment), of: airing.id)
        }

        /// The wall clock is set.
        mutating func setClock(by seconds: Double) { offset += seconds }

        /// Looks until this second, carrying nothing out.
        mutating func look(
            from start: Double, until end: Double, every step: Double = 0.1, beat: String? = "late=0.001"
        ) {
            for index in 0...Int(((end - start) / step).rounded()) {
                let second = start + Double(index) * step
                situation.look(ClockReading(now: noon + second + offset, uptime: second + 5))
                if let beat, (second * 10).rounded().truncatingRemainder(dividingBy: 10) == 0 {
                    note(.beat, at: second, beat)
                }
                decided += situation.decisions.map { (second, $0) }
            }
        }

        var firstStop: (at: Double, reason: StopReason)? {
            for case (let at, .stop(_, let reason)) in decided { return (at, reason) }
            return nil
        }
    }

    @Test("an engine that beats is left alone")
    func healthy() {
        var watched = Watched()
        watched.look(from: 0, until: 50)
        #expect(watched.decided.isEmpty)
    }

    @Test("an engine without a sign of life is ended within 3 s")
    func hung() throws {
        var watched = Watched()
        watched.look(from: 0, until: 10)
        watched.look(from: 10.1, until: 14, beat: nil)
        let stop = try #require(watched.firstStop)
        #expect(stop.reason == .hung)
        #expect(stop.at > 12 && stop.at < 13)
    }

    @Test("a conductor that was itself held up does not take an engine to hang")
    func heldUp() {
        var watched = Watched()
        watched.look(from: 0, until: 10)
        watched.situation.look(ClockReading(now: Self.noon + 40, uptime: 45))
        watched.look(from: 40.1, until: 50)
        #expect(watched.decided.isEmpty)
    }

    @Test("an engine that is not armed yet has more patience")
    func startUp() throws {
        var situation = Situation(now: Self.noon - 10, order: RunningOrder(), settings: SituationTests.settings)
        situation.look(ClockReading(now: Self.noon - 10, uptime: 0))
        situation.begun(SituationTests.airing())
        situation.resumed(SituationTests.airing().id)
        var stoppedAt: Double?
        for tenth in 1...100 where stoppedAt == nil {
            situation.look(ClockReading(now: Self.noon - 10 + Double(tenth) / 10, uptime: Double(tenth) / 10))
            if case .stop? = situation.decisions.first { stoppedAt = Double(tenth) / 10 }
        }
        let seconds = try #require(stoppedAt)
        #expect(seconds > 7.9 && seconds < 8.5)
    }

    @Test("a stream that stands still though its engine lives is ended; one that catches up is not")
    func standsStill() throws {
        var still = Watched()
        for second in 1...6 { still.look(from: Double(second), until: Double(second) + 0.9, beat: "late=\(second)") }
        let stop = try #require(still.firstStop)
        #expect(stop.reason == .standsStill && stop.at <= 4)
        var late = Watched()
        for second in 1...6 {
            late.look(
                from: Double(second), until: Double(second) + 0.9,
                beat: "late=\(second == 1 ? 2.4 : 9 - Double(second))")
        }
        #expect(late.firstStop?.at ?? 2 <= 2.1, "it fell behind once, which is seen; no more after that")
    }

    @Test("while it waits for a connection its stream may wait too")
    func waiting() {
        var watched = Watched()
        watched.note(.disconnected, at: 1)
        for second in 1...6 { watched.look(from: Double(second), until: Double(second) + 0.9, beat: "late=\(second)") }
        #expect(watched.firstStop == nil)
    }

    @Test("a clock that is set has the engine started again, once", arguments: [-3600, -5, -0.2, 0.2, 5, 30.0])
    func clockWasSet(by step: Double) throws {
        var watched = Watched()
        watched.look(from: 0, until: 10)
        watched.setClock(by: step)
        watched.look(from: 10.1, until: 10.1)
        guard case .clockWasSet(let seconds)? = watched.firstStop?.reason else {
            Issue.record("\(watched.decided)")
            return
        }
        #expect(abs(seconds - step) < 0.001)
        watched.situation.stopped(watched.airing.id, .clockWasSet(by: seconds))
        watched.situation.noteEngineGone(watched.airing.id)
        // Put back to long before its start, it is not to be on air yet: it is planned anew when its time comes.
        guard step > -60 else { return #expect(watched.situation.decisions == [.finish(watched.airing.id)]) }
        #expect(watched.situation.decisions == [.resume(watched.airing.id)])
        watched.situation.resumed(watched.airing.id)
        let before = watched.decided.count
        watched.look(from: 10.2, until: 12)
        #expect(watched.decided.count == before)
    }

    @Test("a clock that a time server slows down or hurries up is followed without a word")
    func slewed() {
        var watched = Watched()
        for tenth in 0..<300 {
            watched.setClock(by: 0.005)
            watched.look(from: Double(tenth) / 10, until: Double(tenth) / 10)
        }
        #expect(watched.decided.isEmpty)
    }

    @Test("a pause after a death is counted by a clock that nobody sets")
    func pauseAfterDeath() {
        var watched = Watched()
        watched.look(from: 0, until: 10)
        for _ in 1...2 {
            watched.situation.noteEngineGone(watched.airing.id)
            watched.situation.resumed(watched.airing.id)
        }
        watched.situation.noteEngineGone(watched.airing.id)
        watched.setClock(by: -5)
        watched.look(from: 10.1, until: 15)
        #expect(watched.decided.contains { $0.1 == .resume(watched.airing.id) && $0.at < 10.7 && $0.at > 10.4 })
    }

    @Test(
        "ten seconds of stream that have not reached the studio mean another engine",
        arguments: [(9.5, false), (10.5, true)])
    func undelivered(seconds: Double, stops: Bool) {
        var watched = Watched()
        watched.look(from: 0, until: 10)
        watched.situation.note(undelivered: seconds, of: watched.airing.id)
        watched.look(from: 10.1, until: 10.1)
        // Together with what the engine has not sent yet.
        #expect(watched.firstStop?.reason == (stops ? .undelivered(seconds: seconds + 0.001) : nil))
    }

    @Test(
        "a stream that stands still because the network takes nothing is given as long",
        arguments: [(8.5, 1.4, false), (8.7, 1.4, true), (8.7, 0, true)])
    func heldUp(late: Double, undelivered: Double, stops: Bool) {
        var watched = Watched()
        watched.look(from: 0, until: 10)
        watched.situation.note(undelivered: undelivered, of: watched.airing.id)
        watched.situation.note(
            AirEvent(at: watched.situation.now, kind: .beat, detail: "late=\(late)"), of: watched.airing.id)
        watched.look(from: 10.1, until: 10.1)
        let reason: StopReason = undelivered > 0 ? .undelivered(seconds: undelivered + late) : .standsStill
        #expect(watched.firstStop?.reason == (stops ? reason : nil))
    }
}
