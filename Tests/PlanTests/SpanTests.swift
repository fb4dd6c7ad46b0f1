import Plan
import Programme
import Testing

@Suite struct SpanTests {
    let slots = [slot("14:00", "15:00", "a"), slot("15:00", "16:00", "b"), slot("16:00", "17:00", "c")]
    let files = [File("1400_a.mp3", 3600), File("1410_x.mp3", 60), File("1600_c.mp3", 3600)]

    @Test(
        "an order has what touches its span, and what touches is the same as in any other span",
        arguments: [
            ("14:00", "17:00", ["a", "c"], 1, 1), ("13:00", "14:00", [], 0, 0), ("14:58:31", "14:58:32", ["a"], 0, 0),
            ("14:58:32", "15:00", [], 0, 0), ("14:10", "14:10:01", ["a"], 0, 1), ("15:59", "16:00:01", ["c"], 1, 0),
            ("16:00", "18:00", ["c"], 0, 0),
        ])
    func cut(from: String, to: String, airings: [String], missing: Int, ignored: Int) {
        let whole = plan(slots, files)
        let (from, to) = (at(from).rfc3339, at(to).rfc3339)
        let part = plan(slots, files, from: from, to: to)
        #expect(part.airings.map(\.pid.text) == airings)
        #expect(part.airings == whole.airings.filter { airings.contains($0.pid.text) })
        #expect(part.missing.count == missing)
        #expect(part.ignored.count == ignored)
    }

    @Test("a chain is whole in a span that touches only its end")
    func chain() {
        let files = [File("1400_a.mp3", 1900), File("1430_b.mp3", 1900)]
        #expect(plan([], files, from: "2026-11-22T14:50:00Z").airings.map(\.segments.count) == [2])
    }

    @Test("a station with nothing at all has an empty order")
    func empty() {
        #expect(plan([], []) == RunningOrder())
    }
}
