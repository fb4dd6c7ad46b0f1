import Foundation
import Plan
import Programme
import Testing

@Suite struct OverlapTests {
    @Test("a later slot's start ends an earlier one, which has a warning")
    func slots() {
        let slots = [slot("14:00", "15:00", "a"), slot("14:40", "15:20", "b", title: "Beta")]
        let order = plan(slots, [File("1400_a.mp3", 3600), File("1440_b.mp3", 2400)])
        #expect(
            order.lines == [
                "14:00:00-14:39:59.500 faded a scheduled 1400_a.mp3", "14:40:00-15:20:00 b scheduled 1440_b.mp3",
            ])
        #expect(order.airings[0].warnings == ["the slot of a overlaps: it ends at 14:40, when the schedule has Beta"])
        #expect(order.airings[1].warnings == [])
    }

    @Test("a slot within another ends it for good, unless it has nothing to play")
    func nested() {
        let slots = [slot("14:00", "16:00", "a"), slot("14:40", "15:00", "b")]
        let files = [File("1400_a.mp3", 7200), File("1520_c.mp3", 600)]
        let whole = plan(slots, files)
        #expect(whole.lines == ["14:00:00-15:58:32 faded a scheduled 1400_a.mp3"])
        #expect(whole.missing.map(\.pid.text) == ["b"] && whole.ignored.count == 1)
        let cut = plan(slots, files + [File("1440_b.mp3", 1100)])
        #expect(cut.airings.map(\.pid.text) == ["a", "b", "c"])
    }

    @Test("of two programmes scheduled for one instant the one with a recording has it, and the other is missing")
    func sameStart() {
        let slots = [slot("14:00", "15:00", "a", title: "Alpha"), slot("14:00", "14:45", "b", title: "Beta")]
        let order = plan(slots, [File("1400_b.mp3", 2700)], emergency: 60)
        #expect(order.lines == ["14:00:00-14:45:00 b scheduled 1400_b.mp3"])
        #expect(order.missing.map(\.reason) == ["the schedule has Beta at the same time"])
        for (earlier, winner) in [("20261115_1400_b.mp3", "b"), ("20261115_1400_c.mp3", "a")] {
            let order = plan(slots, [File(earlier, 3600)], emergency: 60, from: "2026-11-22T00:00:00Z")
            #expect(order.airings.map(\.pid.text) == [winner])
        }
    }

    @Test("a programme that the schedule has twice at one instant has the longer slot, and is not missing")
    func twice() {
        let slots = [slot("14:00", "14:20", "a"), slot("14:00", "14:40", "A")]
        let order = plan(slots, [File("1400_a.mp3", 3000)])
        #expect(order.lines == ["14:00:00-14:40:00 faded A scheduled 1400_a.mp3"])
        #expect(order.warnings == ["the schedule has it twice at this time"] && order.missing == [])
    }

    @Test("a slot that has no length is missing, and does no harm", arguments: ["14:00", "13:00"])
    func noLength(end: String) {
        let order = plan([slot("14:00", end, "a"), slot("14:00", end, "l", .live)], [File("1400_a.mp3", 600)])
        #expect(order.missing.map(\.pid.text) == ["a"])
        #expect(order.lines == ["14:00:00-14:10:00 a unscheduled 1400_a.mp3"])
    }

    @Test("a recording within another one's scheduled slot is ignored, and plays from the slot's end on")
    func intruder() {
        let slots = [slot("14:00", "15:00", "a", title: "Alpha")]
        let files = [
            File("1400_a.mp3", 3600), File("1420_b.mp3", 60), File("145959_c.mp3", 60), File("1500_d.mp3", 60),
        ]
        let order = plan(slots, files)
        #expect(order.airings.map(\.pid.text) == ["a", "d"])
        #expect(order.ignored.map(\.reason) == ["Alpha has the air at this time", "Alpha has the air at this time"])
    }

    @Test(
        "an unscheduled recording's slot ends at the next start of anything that goes on air, or of a live programme",
        arguments: [
            ([], [File("1420_b.mp3", 60)], "14:19:59.500"),
            ([slot("14:20", "14:40", "b")], [File("1420_b.mp3", 60)], "14:19:59.500"),
            ([slot("14:20", "14:40", "b")], [File("20261101_1000_b.mp3", 60)], "14:19:59.500"),
            ([slot("14:20", "14:40", "b", .live)], [], "14:20:00"),
            ([slot("14:20", "14:40", "b")], [], "14:58:32"),
            ([], [.unplayable("1420_b.mp3")], "14:58:32"),
        ] as [([Slot], [File], String)])
    func unscheduled(slots: [Slot], files: [File], offAir: String) {
        let airing = plan(slots, files + [File("1400_a.mp3", 3600)]).airings.first { $0.onAir == at("14:00") }
        #expect(airing?.offAir.clock == offAir)
    }

    @Test("the junction is that of the minute at which the slot has been ended")
    func junctionOfShortened() {
        let order = plan([], [File("1430_a.mp3", 3600), File("1500_b.mp3", 60)])
        #expect(order.airings[0].offAir == at("14:58:32"))
    }

    @Test("a slot that is ended early leaves no later than it would have by its own junction")
    func ownJunction() {
        let slots = [slot("14:00", "15:00", "a"), slot("14:58:50", "14:59:30", "b")]
        let files = [File("1400_a.mp3", 3600), File("145850_b.mp3", 40)]
        #expect(plan(slots, files).lines[0] == "14:00:00-14:58:32 faded a scheduled 1400_a.mp3")
        // What may not stay until half past does not run on there either.
        let early = Junction(minute: 31, fadedOutBy: 80, offAirBy: 80)
        let short = [slot("14:00", "14:31", "a"), slot("14:30", "15:00", "b")]
        let order = plan(
            short, [File("1400_a.mp3", 3600), File("1430_b.mp3", 3600)], junctions: Junction.defaults + [early])
        #expect(order.lines[0] == "14:00:00-14:29:40 faded a scheduled 1400_a.mp3")
    }

    @Test("a recording in a slot that the schedule calls live plays, with a warning")
    func withinLive() {
        let live = [slot("14:00", "16:00", "show", title: "The Show", .live)]
        let within = plan(live, [File("1420_a.mp3", 600)])
        #expect(within.lines == ["14:20:00-14:30:00 a unscheduled 1420_a.mp3"])
        #expect(within.warnings == ["the schedule has The Show, live, at this time"])
        let atStart = plan(live, [File("1400_a.mp3", 3600)])
        #expect(atStart.lines == ["14:00:00-14:58:32 faded a unscheduled 1400_a.mp3"])
        #expect(atStart.warnings == ["the schedule has The Show, live, at this time"])
        let own = plan(live, [File("1400_show.mp3", 9000), File("1400_a.mp3", 3600, modified: 9)])
        #expect(own.lines == ["14:00:00-15:58:32 faded show scheduled 1400_show.mp3"])
        #expect(own.warnings == ["the schedule has The Show, live, at this time"])
    }

    @Test("a live programme's slot is over at its end")
    func afterLive() {
        #expect(plan([slot("14:00", "15:00", "show", .live)], [File("1500_a.mp3", 600)]).warnings == [])
    }

    @Test("a live programme's start ends a scheduled recording, which has a warning")
    func liveEnds() {
        let slots = [slot("14:00", "15:00", "a"), slot("14:30", "16:00", "show", title: "The Show", .live)]
        let order = plan(slots, [File("1400_a.mp3", 3600)])
        #expect(order.lines == ["14:00:00-14:29:52 faded a scheduled 1400_a.mp3"])
        #expect(order.warnings == ["the slot of a overlaps: it ends at 14:30, when the schedule has The Show"])
        // From then on the slot keeps nothing out.
        let later = plan(slots, [File("1400_a.mp3", 3600), File("1440_b.mp3", 60)])
        #expect(later.airings.map(\.pid.text) == ["a", "b"])
    }
}
