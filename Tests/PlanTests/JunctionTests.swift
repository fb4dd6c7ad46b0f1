import Foundation
import Plan
import Programme
import Testing

@Suite struct JunctionTests {
    @Test(
        "a programme leaves by the junction of the minute at which its slot ends",
        arguments: [
            // Slot, duration; off air, whether faded, and by when at the latest.
            ("14:00", "15:00", 3600.0, "14:58:32", true, "14:58:45"),
            ("14:00", "14:30", 1800.0, "14:29:52", true, "14:29:52"),
            ("14:00", "14:45", 2800.0, "14:45:00", true, "14:45:00"),
            ("14:00", "14:20:30", 2800.0, "14:20:30", true, "14:20:30"),
            // The second is not 0, so this is no half hour.
            ("14:00", "14:30:17", 2800.0, "14:30:17", true, "14:30:17"),
            ("14:00", "15:00:01", 3700.0, "15:00:01", true, "15:00:01"),
            // Shorter than there is room for: it ends by itself.
            ("14:00", "15:00", 3500.0, "14:58:20", false, "14:58:45"),
            ("14:00", "15:00", 3512.0, "14:58:32", false, "14:58:45"),
            ("14:00", "14:45", 2700.0, "14:45:00", false, "14:45:00"),
            // Longer by less than 0.05 s: cut, not faded.
            ("14:00", "14:45", 2700.04, "14:45:00", false, "14:45:00"),
            ("14:00", "14:45", 2700.06, "14:45:00", true, "14:45:00"),
            ("14:00", "15:00", 3512.04, "14:58:32", false, "14:58:45"),
        ])
    func leaves(start: String, end: String, duration: Double, offAir: String, faded: Bool, by: String) throws {
        let order = plan([slot(start, end, "a")], [File("1400_a.mp3", duration)])
        let airing = try #require(order.airings.first)
        #expect(airing.offAir == at(offAir))
        #expect(airing.fadedOutBy == (faded ? at(offAir) : nil))
        #expect(airing.offAirBy == at(by))
        #expect(airing.segments[0].cueIn == 0)
        #expect(airing.segments[0].cueOut == min(duration, at(offAir).timeIntervalSince(at(start))))
    }

    @Test("the minute of a junction is the station's, not UTC's")
    func stationsMinute() {
        // Kolkata is five and a half hours ahead: the full hour there is half past in UTC.
        let order = plan(
            [slot("14:00", "14:30", "a")], [File("1930_a.mp3", 1800)], zone: zone("Asia/Kolkata"))
        #expect(order.lines.map { $0.prefix(23) } == ["14:00:00-14:28:32 faded"])
    }

    @Test("a station may have other junctions, or none")
    func configured() {
        let slots = [slot("14:00", "15:00", "a")]
        let files = [File("1400_a.mp3", 4000)]
        #expect(plan(slots, files, junctions: []).airings[0].offAir == at("15:00"))
        let one = Junction(minute: 0, fadedOutBy: 20, offAirBy: 5)
        #expect(plan(slots, files, junctions: [one]).airings[0].offAir == at("14:59:40"))
        #expect(plan(slots, files, junctions: [one]).airings[0].offAirBy == at("14:59:55"))
        let odd = Junction(minute: 0, fadedOutBy: 5, offAirBy: 20)
        #expect(plan(slots, files, junctions: [odd]).airings[0].offAir == at("14:59:40"))
    }

    @Test("what a junction leaves no time for is missing, and its recording ignored, with the reason")
    func noTime() {
        for start in ["14:58:32", "14:58:31", "14:58:30", "14:59"] {
            let order = plan(
                [slot(start, "15:00", "a")], [File("\(start.replacing(":", with: ""))_a.mp3", 90)])
            #expect(order.airings.isEmpty)
            #expect(order.missing.map(\.reason).allSatisfy { $0.hasPrefix("there is no time") })
            #expect(order.missing.count == 1 && order.ignored.count == 1)
        }
        // Three seconds are time for a fade, and what ends by itself needs none.
        #expect(plan([slot("14:58:29", "15:00", "a")], [File("145829_a.mp3", 90)]).airings.count == 1)
        #expect(plan([slot("14:58:31", "15:00", "a")], [File("145831_a.mp3", 0.5)]).airings.count == 1)
    }
}
