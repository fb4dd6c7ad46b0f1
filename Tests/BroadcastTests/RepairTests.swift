import Foundation
import Programme
import Testing

@testable import OnAir

/// What is done about what is heard of the mount, and about a recording that fails.
struct RepairTests {
    static let noon = SituationTests.noon
    typealias Watched = TroubleTests.Watched

    @Test(
        "a mount that is not there, or dead for longer than the studio keeps it, is mended by another engine",
        arguments: [
            (Hearing.Kind.missing, 1.0 as Double?), (.frozen, 13), (.sound, nil), (.unreachable, nil), (.silent, nil),
        ])
    func unheard(kind: Hearing.Kind, after seconds: Double?) {
        var watched = Watched()
        watched.look(from: 0, until: 10)
        watched.situation.note(Hearing(kind, since: Self.noon + 8), of: watched.airing.id)
        watched.look(from: 10.1, until: 30)
        #expect((watched.firstStop != nil) == (seconds != nil))
        if let seconds, let stop = watched.firstStop {
            #expect(stop.reason == .unheard)
            #expect(stop.at <= 10 + seconds)
        }
    }

    @Test("an engine that is only just connected, or knows that it is not, is not blamed for a mount that is missing")
    func notYet() {
        var watched = Watched()
        watched.look(from: 0, until: 1)
        watched.situation.note(Hearing(.missing, since: Self.noon), of: watched.airing.id)
        watched.look(from: 1.1, until: 3)
        #expect(watched.firstStop == nil)
        watched.note(.disconnected, at: 3)
        watched.look(from: 3.1, until: 20)
        #expect(watched.firstStop == nil)
    }

    @Test("the same repair is tried again only after growing pauses")
    func pauses() {
        var watched = Watched(SituationTests.airing(to: 600))
        watched.situation.note(Hearing(.missing, since: Self.noon), of: watched.airing.id)
        var repairs: [Double] = []
        for second in 1...200 {
            watched.look(from: Double(second), until: Double(second) + 0.9)
            guard let stop = watched.firstStop else { continue }
            repairs.append(stop.at)
            watched.decided = []
            watched.situation.stopped(watched.airing.id, stop.reason)
            watched.situation.noteEngineGone(watched.airing.id)
            watched.situation.resumed(watched.airing.id)
            watched.note(.connected, at: Double(second) + 0.9)
        }
        let gaps = zip(repairs, repairs.dropFirst()).map { $1 - $0 }
        #expect(gaps.count == 3)
        #expect(zip(gaps, [15, 30, 60]).allSatisfy { $0 >= $1 && $0 < $1 + 6 })
    }

    @Test("silence that we send is mended, then blamed on the recording; silence that the studio makes is left alone")
    func silence() {
        var watched = Watched(SituationTests.airing(to: 600))
        watched.look(from: 0, until: 10, beat: "late=0 level=-20")
        watched.situation.note(Hearing(.silent, since: Self.noon + 4), of: watched.airing.id)
        watched.look(from: 10.1, until: 20, beat: "late=0 level=-20")
        #expect(watched.firstStop == nil)
        watched.look(from: 20.1, until: 22, beat: "late=0 level=-90")
        #expect(watched.firstStop?.reason == .silent)
        watched.situation.stopped(watched.airing.id, .silent)
        watched.situation.noteEngineGone(watched.airing.id)
        #expect(watched.situation.decisions == [.resume(watched.airing.id)], "once the same again")
        watched.situation.resumed(watched.airing.id)
        watched.note(.connected, at: 22)
        watched.decided = []
        watched.look(from: 22.1, until: 60, beat: "late=0 level=-90")
        #expect(watched.firstStop?.reason == .silent)
        watched.situation.stopped(watched.airing.id, .silent)
        #expect(watched.situation.active.first?.unusable.files == [watched.airing.segments[0].file])
    }

    @Test(
        "what is heard elsewhere than at the studio repairs nothing",
        arguments: [Hearing.Kind.missing, .frozen, .silent])
    func elsewhere(kind: Hearing.Kind) {
        for isOfStudio in [true, false] {
            var watched = Watched()
            watched.look(from: 0, until: 10, beat: "late=0 level=-90")
            let hearing = Hearing(kind, since: Self.noon + 8)
            watched.situation.note(isOfStudio ? hearing : hearing.elsewhere, of: watched.airing.id)
            watched.look(from: 10.1, until: 30, beat: "late=0 level=-90")
            #expect((watched.firstStop != nil) == isOfStudio)
        }
    }

    @Test("what was heard of a recording is not held against the one that took its place")
    func heardBefore() throws {
        var watched = Watched(SituationTests.airing(to: 60))
        watched.look(from: 0, until: 10, beat: "late=0 level=-90")
        watched.situation.note(Hearing(.silent, since: Self.noon + 4), of: watched.airing.id)
        watched.situation.noteEngineGone(watched.airing.id)
        watched.situation.amended(watched.airing.id, by: Self.substitute(for: watched.airing, length: 60))
        watched.situation.resumed(watched.airing.id)
        watched.note(.connected, at: 10)
        watched.look(from: 10.1, until: 30, beat: "late=0 level=-90")
        #expect(watched.firstStop == nil)
    }

    @Test("a recording is blamed for silence after a second engine for silence, whatever else was mended before")
    func causesApart() {
        var watched = Watched(SituationTests.airing(to: 600))
        for _ in 0..<3 { watched.situation.repair(.unheard, of: watched.airing.id) }
        watched.situation.repair(.silent, of: watched.airing.id)
        #expect(watched.situation.active.first?.unusable.isEmpty == true)
        watched.situation.repair(.silent, of: watched.airing.id)
        #expect(watched.situation.active.first?.unusable.isEmpty == false)
    }

    /// The same slot with another recording.
    static func substitute(for airing: Airing, length: Double = 20, loop: Bool = false) -> Airing {
        var other = airing
        other.segments[0].file = "another"
        other.segments[0].loop = loop
        other.segments[0].cueOut = length
        return other
    }

    @Test("a recording that ends early gives the rest to what the plan has then, from where it would be by now")
    func endsEarly() throws {
        var watched = Watched(SituationTests.airing(to: 20))
        watched.look(from: 0, until: 5)
        watched.note(.exhausted, at: 5, segment: 0)
        watched.look(from: 5.1, until: 5.1)
        guard case .distrust(let id, let fault)? = watched.decided.first?.1 else {
            Issue.record("\(watched.decided)")
            return
        }
        #expect(fault.segment == watched.airing.segments[0])
        watched.situation.distrusted(fault, of: id)
        watched.note(.ended, at: 5.3)
        watched.situation.noteEngineGone(id)
        watched.decided = []
        watched.look(from: 5.3, until: 6)
        #expect(watched.decided.isEmpty, "the plan is not made anew yet")
        let next = Self.substitute(for: watched.airing)
        watched.situation.order = RunningOrder(airings: [next])
        watched.look(from: 6.1, until: 6.1)
        #expect(watched.decided.map(\.1) == [.amend(id, by: next)])
        watched.situation.amended(id, by: next)
        #expect(watched.situation.decisions == [.resume(id)])
        let active = try #require(watched.situation[id])
        #expect(active.airing.segments.map(\.file) == [watched.airing.segments[0].file, "another"])
        let segment = try #require(active.rest?.segments.first)
        #expect(abs(segment.cueIn - 6.1) < 0.001 && abs(segment.startsAt.timeIntervalSince(Self.noon) - 6.1) < 0.001)
    }

    @Test("what goes round and round begins anew")
    func emergency() throws {
        let airing = SituationTests.airing(to: 20)
        let amended = airing.amended(
            by: Self.substitute(for: airing, length: 4, loop: true), after: 0, at: Self.noon + 6)
        #expect(amended.segments[1].cueIn == 0)
        #expect(amended.segments[1].startsAt == Self.noon + 6)
    }

    @Test("a next choice that would be over by now is passed over for the one after")
    func tooShort() {
        var watched = Watched(SituationTests.airing(to: 20))
        watched.note(.exhausted, at: 10, segment: 0)
        watched.situation.distrusted(
            RecordingFault(segment: watched.airing.segments[0], reason: "", since: 15), of: watched.airing.id)
        watched.note(.ended, at: 10.2)
        watched.situation.noteEngineGone(watched.airing.id)
        let short = Self.substitute(for: watched.airing, length: 8)
        watched.situation.order = RunningOrder(airings: [short])
        watched.look(from: 10.3, until: 10.3)
        guard case .distrust(let id, let fault)? = watched.decided.first?.1 else {
            Issue.record("\(watched.decided)")
            return
        }
        #expect(fault.segment.file == "another")
        watched.situation.distrusted(fault, of: id)
        watched.situation.order = RunningOrder(airings: [SituationTests.airing("later", from: 900, to: 960)])
        #expect(watched.situation.decisions == [], "there is nothing else")
    }

    @Test("where nothing else is to be had, an airing that was on air waits for it until its end")
    func noPlan() {
        var watched = Watched(SituationTests.airing(to: 60))
        watched.look(from: 0, until: 5)
        watched.note(.unplayable, at: 5, segment: 0)
        watched.situation.noteEngineGone(watched.airing.id)
        watched.look(from: 5.1, until: 70, beat: nil)
        let finish = watched.decided.first { $0.1 == .finish(watched.airing.id) }
        #expect(finish.map { $0.at > 59.9 && $0.at < 61 } ?? false)
    }

    @Test(
        "a recording that kills engine after engine is blamed; engines that die before it began, or one alone, do not blame it"
    )
    func crashes() {
        func blamed(deaths: Int, playing: Bool) -> Bool {
            var watched = Watched()
            for death in 1...deaths {
                if playing {
                    watched.note(.segment, at: Double(death), segment: 0)
                } else {
                    watched.note(.armed, at: Double(death))
                }
                watched.situation.noteEngineGone(watched.airing.id)
                watched.situation.resumed(watched.airing.id)
            }
            return watched.situation.active.first?.fault != nil
        }
        #expect(blamed(deaths: 4, playing: true))
        #expect(!blamed(deaths: 3, playing: true))
        #expect(!blamed(deaths: 10, playing: false))
    }

    @Test("a recording that ends a moment early is as good as whole")
    func almostWhole() {
        var watched = Watched(SituationTests.airing(to: 20))
        watched.note(.exhausted, at: 18, segment: 0)
        watched.look(from: 18, until: 18)
        #expect(watched.decided.isEmpty)
    }
}

extension Situation {
    /// An engine is ended for this, and another started.
    fileprivate mutating func repair(_ reason: StopReason, of id: Airing.ID) {
        stopped(id, reason)
        noteEngineGone(id)
        resumed(id)
    }
}
