import Plan
import Programme
import Testing

@Suite struct LengthRuleTests {
    /// The forerunner's table: for each half hour, the duration from which a recording has the next longer slot, and
    /// when one that fills it is faded out and off air at the latest.
    static let table: [(tooLong: Double, fadedOut: String, offAir: String)] = [
        (2000, "10:29:52", "10:29:52"), (4000, "10:58:32", "10:58:45"), (6000, "11:29:52", "11:29:52"),
        (8000, "11:58:32", "11:58:45"), (9120, "12:29:52", "12:29:52"), (11_000, "12:58:32", "12:58:45"),
        (13_000, "13:29:52", "13:29:52"),
        // Beyond the forerunner's: up to 400 s more than the slot.
        (14_800, "13:58:32", "13:58:45"), (16_600, "14:29:52", "14:29:52"), (18_400, "14:58:32", "14:58:45"),
        (20_200, "15:29:52", "15:29:52"),
    ]

    @Test("a recording shorter than the limit has the slot, and one that reaches it the next", arguments: table.indices)
    func boundaries(row: Int) {
        let limit = Self.table[row].tooLong
        let below = plan([], [File("1000_a.mp3", limit - 0.001)]).airings[0]
        #expect(below.offAirBy == at(Self.table[row].offAir))
        guard row + 1 < Self.table.count else { return }
        let reached = plan([], [File("1000_a.mp3", limit)]).airings[0]
        #expect(reached.offAirBy == at(Self.table[row + 1].offAir))
    }

    @Test("a recording that fills its slot is faded out when the forerunner faded it out", arguments: table)
    func fades(row: (tooLong: Double, fadedOut: String, offAir: String)) {
        let airing = plan([], [File("1000_a.mp3", row.tooLong - 0.001)]).airings[0]
        #expect(airing.fadedOutBy == at(row.fadedOut))
        #expect(airing.offAir == at(row.fadedOut))
    }

    @Test("one second has a slot of half an hour, and a day one of a day and no more")
    func extremes() {
        #expect(plan([], [File("1000_a.mp3", 1)]).airings[0].offAirBy == at("10:29:52"))
        #expect(
            plan([], [File("1000_a.mp3", 86_400)]).airings[0].offAirBy == at("2026-11-23T09:58:45Z"))
    }

    @Test("the slot is counted from the recording's start, at any minute")
    func countedFromStart() {
        #expect(plan([], [File("1015_a.mp3", 1999)]).lines == ["10:15:00-10:45:00 faded a unscheduled 1015_a.mp3"])
        #expect(plan([], [File("1030_a.mp3", 1999)]).lines == ["10:30:00-10:58:32 faded a unscheduled 1030_a.mp3"])
        #expect(plan([], [File("100017_a.mp3", 1999)]).lines == ["10:00:17-10:30:17 faded a unscheduled 100017_a.mp3"])
    }

    @Test("the rule goes by the duration that is declared, the content's end by what decodes")
    func declaredDuration() {
        let truncated = File("1000_a.mp3", 3500, decoded: 1200, findings: [.init(kind: .truncated, detail: "short")])
        let airing = plan([], [truncated]).airings[0]
        #expect(airing.offAirBy == at("10:58:45"))
        #expect(airing.offAir == at("10:20:00"))
        #expect(airing.segments[0].cueOut == 1200)
        #expect(airing.warnings == ["20261122_1000_a.mp3 is truncated: short"])
    }

    @Test("a recording that has not been inspected yet has a slot of an hour, with a warning")
    func uninspected() {
        let order = plan([], [File("1000_a.mp3", nil)])
        #expect(order.lines == ["10:00:00-10:58:32 faded a unscheduled 1000_a.mp3"])
        #expect(order.warnings == ["20261122_1000_a.mp3 is not yet inspected"])
    }
}
