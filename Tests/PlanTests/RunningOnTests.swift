import Foundation
import Plan
import Programme
import Testing

@Suite struct RunningOnTests {
    @Test(
        "at half past the connection is kept, unless the silence before it would be longer than ten seconds",
        arguments: [
            (1900.0, 1, 1800.0), (1800, 1, 1800), (1795, 1, 1795), (1790, 1, 1790), (1789.99, 2, 1789.99),
            (900, 2, 900),
        ])
    func maxHold(duration: Double, airings: Int, cueOut: Double) {
        let order = plan([], [File("1400_a.mp3", duration), File("1430_b.mp3", 1900)])
        #expect(order.airings.count == airings)
        #expect(order.airings[0].segments[0].cueOut == cueOut)
        #expect(order.airings.flatMap(\.segments).map(\.startsAt) == [at("14:00"), at("14:30")])
        #expect(order.airings.last?.offAir == at("14:58:32"))
        if airings == 2 { #expect(order.airings[0].offAir == at("14:00") + duration) }
    }

    @Test("one airing of two segments has the first one's start and both titles")
    func merged() throws {
        let slots = [slot("14:00", "14:30", "a", title: "Alpha"), slot("14:30", "15:00", "b", title: "Beta")]
        let order = plan(slots, [File("1400_a.mp3", 1900), File("1430_b.mp3", nil)])
        let airing = try #require(order.airings.first)
        #expect(order.lines == ["14:00:00-14:58:32 faded a scheduled 1400_a.mp3 + 1430_b.mp3"])
        #expect(airing.id == "20261122T140000Z_a")
        #expect(airing.title == "Alpha / Beta")
        #expect(airing.segments.map(\.title) == ["Alpha", "Beta"])
        #expect(airing.segments.map(\.cueOut) == [1800, 1712])
        #expect(airing.fadedOutBy == at("14:58:32") && airing.offAirBy == at("14:58:45"))
        #expect(airing.warnings == ["20261122_1430_b.mp3 is not yet inspected"])
    }

    @Test("two editions of one programme have its title once")
    func sameTitle() {
        #expect(plan([], [File("1400_a.mp3", 1900), File("1430_A.mp3", 1900)]).airings[0].title == "a / A")
        let slots = [slot("14:00", "14:30", "a", title: "Alpha"), slot("14:30", "15:00", "a", title: "Alpha")]
        #expect(plan(slots, [File("1400_a.mp3", 1900), File("1430_a.mp3", 1900)]).airings[0].title == "Alpha")
    }

    @Test("a chain goes on as long as each junction in it runs on")
    func chain() {
        let everyHalfHour = [0, 30].map { Junction(minute: $0, fadedOutBy: 8, offAirBy: 8, runOn: true) }
        let files = ["1400", "1430", "1500", "1530"].map { File("\($0)_p\($0).mp3", 1850) }
        #expect(plan([], files, junctions: everyHalfHour).airings.map(\.segments.count) == [4])
        #expect(plan([], files).airings.map(\.segments.count) == [2, 2])
        let short = [
            File("1400_a.mp3", 1850), File("1430_b.mp3", 1000), File("1500_c.mp3", 1850), File("1530_d.mp3", 1850),
        ]
        #expect(plan([], short, junctions: everyHalfHour).airings.map(\.segments.count) == [2, 2])
    }

    @Test("the origin is the most notable segment's", arguments: [(true, Origin.repeat), (false, .emergency)])
    func origin(hasEarlier: Bool, origin: Origin) throws {
        let slots = [slot("14:00", "14:30", "a"), slot("14:30", "15:00", "b"), slot("15:30", "16:00", "c")]
        let files = [File("1400_a.mp3", 1900)] + (hasEarlier ? [File("20261101_0100_b.mp3", 1900)] : [])
        let airing = plan(slots, files, emergency: 60).airings.first { $0.onAir == at("14:00") }
        #expect(airing?.segments.map(\.origin) == [.scheduled, origin])
        #expect(airing?.origin == origin)
    }

    @Test("an emergency is more notable than a repeat, and that than an unscheduled recording")
    func notability() {
        let slots = [slot("14:00", "14:30", "a"), slot("14:30", "15:00", "b"), slot("16:00", "16:30", "b")]
        let files = [File("20261101_0100_b.mp3", 1900), File("1630_c.mp3", 1900)]
        let from = "2026-11-22T00:00:00Z"
        #expect(plan(slots, files, emergency: 60, from: from).airings.map(\.origin) == [.emergency, .repeat])
        let reversed = [slot("14:00", "14:30", "b"), slot("14:30", "15:00", "a")]
        #expect(plan(reversed, files, emergency: 60, from: from).airings.map(\.origin) == [.emergency, .unscheduled])
    }

    @Test("the emergency recording runs on, over and over, into what follows")
    func emergencyFirst() throws {
        let slots = [slot("14:00", "14:30", "a"), slot("14:30", "15:00", "b")]
        let airing = try #require(plan(slots, [File("1430_b.mp3", 1900)], emergency: 60).airings.first)
        #expect(airing.segments.map(\.loop) == [true, false])
        #expect(airing.segments.map(\.cueOut) == [60, 1712])
        #expect(airing.origin == .emergency && airing.pid.text == "a")
    }

    @Test("nothing runs on into a programme that is missing or live, nor at a minute that does not run on")
    func notKept() {
        let files = [File("1400_a.mp3", 1900)]
        for second in [slot("14:30", "15:00", "b"), slot("14:30", "15:00", "b", .live)] {
            let order = plan([slot("14:00", "14:30", "a"), second], files)
            #expect(order.lines == ["14:00:00-14:29:52 faded a scheduled 1400_a.mp3"])
        }
        #expect(plan([], [File("1400_a.mp3", 4000), File("1500_b.mp3", 4000)]).airings.count == 2)
        #expect(plan([], [File("1345_a.mp3", 1900), File("1415_b.mp3", 1900)]).airings.count == 2)
    }

    @Test("a recording that is cut short at half past by the next one runs on as well")
    func shortened() {
        let order = plan([], [File("1400_a.mp3", 3600), File("1430_b.mp3", 1900)])
        #expect(order.airings.map(\.segments.count) == [2])
        #expect(order.airings[0].segments[0].cueOut == 1800)
    }
}
