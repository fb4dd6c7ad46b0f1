import Foundation
import Plan
import Programme
import Testing

@Suite struct MissingTests {
    let programme = slot("14:00", "15:00", "breakfast", title: "Breakfast")
    let day = "2026-11-22T00:00:00Z"

    @Test("the latest earlier edition is repeated, never one from the future, nor one that cannot be played")
    func repeats() {
        let files = [
            File("20261108_1400_breakfast.mp3", 3600), File("20261115_1400_BreakFast.mp3", 3600),
            .unplayable("20261121_1400_breakfast.mp3"), File("20261120_1400_breakfast.mp3", nil),
            File("1500_breakfast.mp3", 3600), File("20261129_1400_breakfast.mp3", 3600),
            File("20261121_1400_other.mp3", 3600),
        ]
        let order = plan([programme], files, emergency: 60, from: day, to: "2026-11-22T15:00:00Z")
        #expect(order.lines == ["14:00:00-14:58:32 faded breakfast repeat 20261115_1400_BreakFast.mp3"])
        #expect(order.warnings == ["repeat of 20261115_1400_BreakFast.mp3: there is no recording of it"])
        #expect(order.airings[0].title == "Breakfast" && order.missing == [] && order.ignored == [])
    }

    @Test("of an earlier edition's files the one most recently modified is repeated")
    func newestOfEarlier() {
        let files = [
            File("20261121_1400_breakfast.mp3", 3600), File("20261121_1400_breakfast.flac", 3600, modified: 1),
            File("20261121_1400_breakfast.ogg", 3600),
        ]
        #expect(plan([programme], files, from: day).airings[0].segments[0].file == "20261121_1400_breakfast.flac")
    }

    @Test("an earlier edition that was itself not on air can be repeated")
    func ignoredEdition() {
        let slots = [slot("12:00", "13:00", "other"), programme]
        let order = plan(slots, [File("1200_other.mp3", 3600), File("1210_breakfast.mp3", 3600)])
        #expect(order.airings.map(\.origin) == [.scheduled, .repeat])
        #expect(order.ignored.map(\.reason) == ["other has the air at this time"])
    }

    @Test("at any minute there are repeats, as long as the slot or shorter")
    func anyMinute() {
        let earlier = File("20261115_1400_breakfast.mp3", 600)
        let order = plan([slot("14:07", "14:22", "breakfast")], [earlier], from: day)
        #expect(order.lines == ["14:07:00-14:17:00 breakfast repeat 20261115_1400_breakfast.mp3"])
        #expect(order.airings[0].warnings.last == "breakfast ends 300 s before it was to leave the air")
    }

    @Test("else the emergency recording plays over and over until the slot's end, by the junction")
    func emergency() throws {
        let order = plan([programme], [.unplayable("1400_breakfast.mp3")], emergency: 61.5)
        #expect(order.lines == ["14:00:00-14:58:32 faded breakfast emergency emergency.mp3"])
        let segment = try #require(order.airings.first?.segments.first)
        #expect(segment.loop && segment.cueIn == 0 && segment.cueOut == 61.5)
        #expect(order.warnings.count == 1)
        #expect(order.warnings[0].hasPrefix("emergency recording: 20261122_1400_breakfast.mp3 is unplayable: no audio"))
    }

    @Test("else it is missing, with the reason", arguments: [nil, 0, -5, Double.nan])
    func missing(emergency: Double?) {
        let order = plan([programme], [], emergency: emergency)
        #expect(order.airings == [])
        #expect(order.missing.map(\.title) == ["Breakfast"] && order.missing[0].start == at("14:00"))
        #expect(
            order.missing.map(\.reason) == [
                "there is no recording of it; nor is there an earlier edition that can be played, "
                    + "and the station has no emergency recording"
            ])
    }

    @Test("a live programme is never missing")
    func live() {
        #expect(plan([slot("14:00", "15:00", "a", .live)], [], emergency: 60) == RunningOrder())
    }

    @Test("where the schedule has a live programme at the same time, nothing stands in for a recorded one")
    func besideLive() {
        let slots = [programme, slot("14:00", "15:00", "a", title: "Alive", .live)]
        let order = plan(slots, [], emergency: 60)
        #expect(order.airings == [])
        #expect(
            order.missing.map(\.reason) == [
                "there is no recording of it, and the schedule has Alive, live, at the same time"
            ])
        let own = plan(slots, [File("1400_breakfast.mp3", 3600)], emergency: 60)
        #expect(own.airings.map(\.origin) == [.scheduled])
    }

    @Test("a recording within a slot that is missing plays, and one within a slot that has a repeat does not")
    func withinMissing() {
        let file = File("1410_other.mp3", 600)
        #expect(plan([programme], [file]).lines == ["14:10:00-14:20:00 other unscheduled 1410_other.mp3"])
        let repeated = plan([programme], [file, File("20261115_1400_breakfast.mp3", 3600)], from: day)
        #expect(repeated.airings.map(\.origin) == [.repeat])
        #expect(repeated.reason("1410_other.mp3") == "Breakfast has the air at this time")
    }
}
