import Foundation
import Plan
import Programme
import Testing

@Suite struct ClockChangeTests {
    let october = (from: "2026-10-25T00:00:00Z", to: "2026-10-26T00:00:00Z")
    /// 01:30 in London on 25 October 2026, in summer time and again in winter time.
    let first = "2026-10-25T00:30:00Z"
    let second = "2026-10-25T01:30:00Z"
    let file = File("20261025_0130_a.mp3", 1200)

    @Test("in the hour that occurs twice a name means the first occurrence")
    func firstOccurrence() {
        #expect(plan([], [file], from: october.from, to: october.to).airings.map(\.onAir) == [at(first)])
        let other = Slot(start: at(second), end: at(second) + 1800, pid: try! PID("other"), title: "")
        #expect(plan([other], [file], from: october.from, to: october.to).airings.map(\.onAir) == [at(first)])
    }

    @Test("it means the second where it is only there that the schedule has the programme")
    func secondOccurrence() {
        let slots = [Slot(start: at(second), end: at(second) + 1800, pid: try! PID("A"), title: "Alpha")]
        let order = plan(slots, [file], from: october.from, to: october.to)
        #expect(order.airings.map(\.onAir) == [at(second)])
        #expect(order.airings.map(\.title) == ["Alpha"])
    }

    @Test("where the schedule has the programme at both, the first has the recording and the second repeats it")
    func bothOccurrences() {
        let slots = [first, second].map { Slot(start: at($0), end: at($0) + 1800, pid: try! PID("a"), title: "") }
        let order = plan(slots, [file], from: october.from, to: october.to)
        #expect(order.airings.map(\.origin) == [.scheduled, .repeat])
        #expect(order.airings.map(\.onAir) == [at(first), at(second)])
    }

    @Test("a time that the clocks go forward over is ignored with the reason, in the span that it would be in")
    func gap() {
        let file = File("20260329_0130_a.mp3", 1200)
        let order = plan([], [file], from: "2026-03-29T01:00:00Z", to: "2026-03-29T02:00:00Z")
        #expect(order.airings == [])
        #expect(order.ignored.map(\.reason) == ["there is no such time on that day: the clocks go forward over it"])
        #expect(plan([], [file], from: "2026-03-29T02:00:00Z", to: "2026-03-29T03:00:00Z").ignored == [])
    }

    /// In New York the hour after 01:30 ends at 01:30; on Lord Howe Island the one after 01:45 ends at 03:15.
    @Test(
        "a slot of an hour is an hour of instants, whatever the clocks do",
        arguments: [
            ("Europe/London", "20260329_0030_a.mp3", "2026-03-29T00:30:00Z", 3592.0),
            ("Europe/London", "20261025_0030_a.mp3", "2026-10-24T23:30:00Z", 3592),
            ("America/New_York", "20261101_0130_a.mp3", "2026-11-01T05:30:00Z", 3592),
            ("Australia/Lord_Howe", "20261004_0145_a.mp3", "2026-10-03T15:15:00Z", 3600),
        ])
    func lengths(zoneName: String, name: String, onAir: String, seconds: Double) throws {
        let order = plan(
            [], [File(name, 3900)], zone: zone(zoneName), from: "2026-03-01T00:00:00Z", to: "2026-12-01T00:00:00Z")
        let airing = try #require(order.airings.first)
        #expect(airing.onAir == at(onAir))
        #expect(airing.offAir.timeIntervalSince(airing.onAir) == seconds)
    }
}
