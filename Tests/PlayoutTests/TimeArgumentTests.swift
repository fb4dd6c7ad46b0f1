import ArgumentParser
import Foundation
import Programme
import Testing

@testable import playout

private let london = TimeZone(identifier: "Europe/London")!

private func instant(_ text: String) -> Date { Date(rfc3339: text)! }

@Suite struct TimeArgumentTests {
    private let times = TimeArgument(now: instant("2026-11-22T14:30:00Z"), zone: london)

    @Test(
        "A day is the station's, from its midnight to its next",
        arguments: [
            ("today", "2026-11-22T00:00:00Z", "2026-11-23T00:00:00Z"),
            ("Tomorrow", "2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z"),
            ("yesterday", "2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z"),
            ("2026-07-01", "2026-06-30T23:00:00Z", "2026-07-01T23:00:00Z"),
            // 23 and 25 hours: the clocks change.
            ("2026-03-29", "2026-03-29T00:00:00Z", "2026-03-29T23:00:00Z"),
            ("2026-10-25", "2026-10-24T23:00:00Z", "2026-10-26T00:00:00Z"),
        ])
    func day(text: String, start: String, end: String) throws {
        #expect(try times.day(text) == instant(start)..<instant(end))
    }

    @Test(
        "A time is the station's, unless it says its offset",
        arguments: [
            ("2026-07-01T14:00", "2026-07-01T13:00:00Z"),
            ("2026-07-01 14:00:30", "2026-07-01T13:00:30Z"),
            ("2026-07-01T14:00:00Z", "2026-07-01T14:00:00Z"),
            ("2026-07-01T14:00:00+02:00", "2026-07-01T12:00:00Z"),
            ("2026-07-01T14:00Z", "2026-07-01T14:00:00Z"), ("2026-07-01T14:00-05:00", "2026-07-01T19:00:00Z"),
            // In the hour that occurs twice, the first.
            ("2026-10-25T01:30", "2026-10-25T00:30:00Z"),
            ("now", "2026-11-22T14:30:00Z"),
        ])
    func time(text: String, expected: String) throws {
        #expect(try times.instant(text) == instant(expected))
    }

    @Test(
        "What is no time is refused, with an example",
        arguments: [
            "2026-02-30T10:00", "2026-07-01T25:00", "2026-07-01T", "2026-13-01", "soon", "", "T", "2026-07-01T1",
        ])
    func nonsense(text: String) {
        #expect(throws: ValidationError.self) { try times.span(text) }
    }

    @Test("A time that the clocks are put forward over is refused, with the reason")
    func springGap() throws {
        let error = #expect(throws: ValidationError.self) { try times.instant("2026-03-29T01:30") }
        #expect(error?.message.contains("put forward") == true)
    }

    @Test("A span goes from --from to --to, a day being whole; it may not end before it begins")
    func span() throws {
        let now = instant("2026-11-22T14:30:00Z")
        let wide = try SpanOptions.parse(["--from", "2026-11-20", "--to", "2026-11-21"])
        #expect(
            try wide.span(now: now, zone: london) == instant("2026-11-20T00:00:00Z")..<instant("2026-11-22T00:00:00Z"))
        let open = try SpanOptions.parse(["--from", "2026-11-20T18:00"])
        #expect(
            try open.span(now: now, zone: london) == instant("2026-11-20T18:00:00Z")..<instant("2026-11-21T00:00:00Z"))
        let backwards = try SpanOptions.parse(["--from", "2026-11-22", "--to", "2026-11-20"])
        #expect(throws: ValidationError.self) { try backwards.span(now: now, zone: london) }
        #expect(throws: (any Error).self) { try SpanOptions.parse(["--day", "today", "--from", "2026-11-20"]) }
    }
}
