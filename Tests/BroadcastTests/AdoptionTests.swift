import Foundation
import Programme
import Testing

@testable import OnAir

/// A conductor that finds what an earlier one had begun.
struct AdoptionTests {
    static let noon = SituationTests.noon
    /// Its own recording failed after ten seconds; another took the rest.
    static let amended = SituationTests.airing().amended(
        by: RepairTests.substitute(for: SituationTests.airing(), length: 60), after: 0, at: noon + 14)

    static func adopted(_ events: [(Double, AirEvent.Kind, Int?)], order: [Airing] = []) -> Situation {
        var situation = Situation(
            now: noon + 20, uptime: 5, order: RunningOrder(airings: order), settings: SituationTests.settings)
        situation.adopt(
            amended,
            events: events.map {
                AirEvent(at: noon + $0.0, kind: $0.1, detail: $0.1 == .faulted ? "it ended early" : nil, segment: $0.2)
            })
        return situation
    }

    static let story: [(Double, AirEvent.Kind, Int?)] = [
        (0, .segment, 0), (10, .unplayable, 0), (10, .faulted, 0), (10.2, .engineExited, nil), (14.5, .armed, nil),
        (14.6, .segment, 1),
    ]

    @Test("what failed, and has something in its place, is not held against the airing once more")
    func oldFault() {
        let situation = Self.adopted(Self.story, order: [SituationTests.airing()])
        #expect(situation[Self.amended.id]?.fault == nil)
        #expect(situation.decisions == [])
    }

    @Test("nor is it played again, or waited for: an engine that dies is started for what took its place")
    func rest() {
        var situation = Self.adopted(Self.story, order: [SituationTests.airing()])
        #expect(situation[Self.amended.id]?.rest?.segments.map(\.file) == ["another"])
        situation.noteEngineGone(Self.amended.id)
        #expect(situation.decisions == [.resume(Self.amended.id)])
    }

    @Test("where what took its place fails too, the new conductor's plan, which knows nothing yet, is told of both")
    func both() throws {
        let own = SituationTests.airing()
        var situation = Self.adopted(Self.story, order: [own])
        situation.note(AirEvent(at: Self.noon + 20, kind: .exhausted, segment: 1), of: Self.amended.id)
        var told: [String] = []
        for _ in 0..<3 {
            for case .distrust(let id, let fault) in situation.decisions {
                told.append(fault.segment.file)
                situation.distrusted(fault, of: id)
            }
        }
        #expect(told == ["another", own.segments[0].file])
        let old = RecordingFault(segment: own.segments[0], reason: "", since: 5)
        #expect(situation.isNoted(old, of: own.id), "which is not written down again")
        let new = RecordingFault(segment: Self.amended.segments[1], reason: "", since: 5)
        #expect(!situation.isNoted(new, of: own.id))
        var third = own
        third.segments[0].file = "a third"
        third.segments[0].cueOut = 60
        situation.order = RunningOrder(airings: [third])
        situation.noteEngineGone(Self.amended.id)
        #expect(situation.decisions == [.amend(own.id, by: third)])
    }

    @Test("a recording whose time is over is no reason against a plan that still has it")
    func over() {
        let own = HindsightTests.twoParts
        var situation = HindsightTests.situation(own, at: 40, (0, .segment, 0), (10, .faulted, 0), (30, .segment, 1))
        situation.note(AirEvent(at: Self.noon + 40, kind: .exhausted, segment: 1), of: own.id)
        if let fault = situation[own.id]?.fault { situation.distrusted(fault, of: own.id) }
        situation.noteEngineGone(own.id)
        var next = own
        next.segments[1].file = "another"
        situation.order = RunningOrder(airings: [next])
        #expect(situation.decisions == [.amend(own.id, by: next)])
    }

    @Test("a fault that nothing had been found for yet is told to the new conductor's plan")
    func unmended() {
        var situation = Situation(now: Self.noon + 20, uptime: 5, settings: SituationTests.settings)
        let events = Self.story.prefix(3).map { AirEvent(at: Self.noon + $0.0, kind: $0.1, segment: $0.2) }
        situation.adopt(SituationTests.airing(), events: events)
        guard case .distrust? = situation.decisions.first else {
            Issue.record("\(situation.decisions)")
            return
        }
    }

    @Test("each engine of an airing has a number of its own, so that late news of one are not taken for the next one's")
    func generations() {
        var situation = Self.adopted(Self.story)
        let old = situation[Self.amended.id]?.generation
        situation.noteEngineGone(Self.amended.id)
        #expect(situation[Self.amended.id]?.generation == old)
        situation.resumed(Self.amended.id)
        #expect(situation[Self.amended.id]?.generation != old)
    }
}
