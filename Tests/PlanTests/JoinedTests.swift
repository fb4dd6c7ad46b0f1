import Plan
import Programme
import Testing

@Suite struct JoinedTests {
    let joined = File("1400_joined.mp3", 3600)

    @Test("a joined recording takes the place of both half hours")
    func both() {
        let order = plan([], [joined, File("1400_a.mp3", 1900, modified: 9), File("1430_b.mp3", 1900, modified: 9)])
        #expect(order.lines == ["14:00:00-14:58:32 faded joined unscheduled 1400_joined.mp3"])
        #expect(order.ignored.map(\.file) == ["20261122_1400_a.mp3", "20261122_1430_b.mp3"])
        #expect(order.reason("1430_b.mp3") == "20261122_1400_joined.mp3, which joins both half hours, takes its place")
    }

    @Test("it does so where the schedule has both half hours, each with a recording")
    func scheduled() throws {
        let slots = [slot("14:00", "14:30", "a", title: "Alpha"), slot("14:30", "15:00", "b", title: "Beta")]
        let order = plan(slots, [joined, File("1400_a.mp3", 1900), File("1430_b.mp3", 1900)])
        #expect(order.lines == ["14:00:00-14:58:32 faded a scheduled 1400_joined.mp3"])
        #expect(order.airings[0].title == "Alpha / Beta")
        #expect(order.airings[0].warnings == [] && order.missing == [] && order.ignored.count == 2)
    }

    @Test("it keeps the whole hour, whatever its length and whatever else would start")
    func wholeHour() {
        let order = plan([], [File("1400_joined.mp3", 1900), File("1415_c.mp3", 600), File("1500_d.mp3", 60)])
        #expect(order.airings.map(\.offAirBy) == [at("14:58:45"), at("15:29:52")])
        #expect(order.reason("1415_c.mp3") == "joined has the air at this time")
    }

    @Test("a programme of more than half an hour that has its own recording goes before it")
    func ownHour() {
        let hour = plan([slot("14:00", "15:00", "a")], [joined, File("1400_a.mp3", 3600)])
        #expect(hour.lines == ["14:00:00-14:58:32 faded a scheduled 1400_a.mp3"])
        #expect(hour.reason("joined.mp3") == "20261122_1400_a.mp3 has this time, as a")
        let without = plan([slot("14:00", "15:00", "a")], [joined, File("1400_c.mp3", 3600, modified: 9)])
        #expect(without.lines == ["14:00:00-14:58:32 faded a scheduled 1400_joined.mp3"])
        let short = plan([slot("14:00", "14:50", "a")], [joined])
        #expect(short.lines == ["14:00:00-14:50:00 faded a scheduled 1400_joined.mp3"])
    }

    @Test("the hour is not its own where the schedule has more than half hours")
    func noHalfHours() {
        let live = plan([slot("14:30", "15:00", "b", .live)], [joined])
        #expect(live.lines == ["14:00:00-14:29:52 faded joined unscheduled 1400_joined.mp3"])
        let files = [joined, File("1400_a.mp3", 1900, modified: 9), File("1430_c.mp3", 600)]
        let beforeLive = plan([slot("14:30", "15:00", "b", .live)], files)
        #expect(beforeLive.airings.flatMap(\.segments).map(\.pid.text) == ["joined", "c"])
        let long = plan([slot("14:30", "15:30", "b")], [joined, File("1430_b.mp3", 3500)])
        #expect(long.airings.map(\.segments.count) == [2])
        let quarter = plan([slot("14:15", "14:30", "b")], [joined, File("1415_b.mp3", 800), File("1430_c.mp3", 1800)])
        #expect(quarter.airings.flatMap(\.segments).map(\.pid.text) == ["joined", "b", "c"])
        let within = plan([slot("13:30", "14:30", "b")], [joined, File("1330_b.mp3", 3500), File("1430_c.mp3", 1800)])
        #expect(within.airings.flatMap(\.segments).map(\.pid.text) == ["b", "c"])
    }

    @Test("one that does not start on the hour, or that cannot be played, is ignored")
    func unusable() {
        #expect(
            plan([], [File("1430_joined.mp3", 3600)]).reason("joined.mp3")
                == "a joined recording has to start on the hour")
        let order = plan([], [.unplayable("1400_joined.mp3"), File("1400_a.mp3", 1900), File("1430_b.mp3", 1900)])
        #expect(order.airings.map(\.segments.count) == [2])
    }
}
