import Foundation
import Programme
import Testing

@Suite struct LocalTimeTests {
    @Test(
        "a local time is the instant that the zone's clocks show it at",
        arguments: [
            ("Europe/London", "2026-01-15 14:00:00", ["2026-01-15T14:00:00Z"]),
            ("Europe/London", "2026-07-15 14:00:00", ["2026-07-15T13:00:00Z"]),
            ("America/New_York", "2026-07-15 23:59:59", ["2026-07-16T03:59:59Z"]),
            ("Australia/Lord_Howe", "2026-07-15 00:00:00", ["2026-07-14T13:30:00Z"]),
            ("Australia/Lord_Howe", "2026-01-15 00:00:00", ["2026-01-14T13:00:00Z"]),
            ("Asia/Kathmandu", "1999-12-31 12:00:00", ["1999-12-31T06:15:00Z"]),
            ("Pacific/Kiritimati", "2026-07-15 00:00:00", ["2026-07-14T10:00:00Z"]),
            ("Etc/GMT+12", "2026-07-15 00:00:00", ["2026-07-15T12:00:00Z"]),
        ])
    func ordinary(zone: String, local: String, instants: [String]) throws {
        #expect(try Self.instants(local, zone) == instants)
    }

    @Test(
        "a time that the clocks go forward over has no instant",
        arguments: [
            ("Europe/London", "2026-03-29 01:00:00", []),
            ("Europe/London", "2026-03-29 01:59:59", []),
            ("Europe/London", "2026-03-29 00:59:59", ["2026-03-29T00:59:59Z"]),
            ("Europe/London", "2026-03-29 02:00:00", ["2026-03-29T01:00:00Z"]),
            ("America/New_York", "2026-03-08 02:30:00", []),
            ("America/New_York", "2026-03-08 03:00:00", ["2026-03-08T07:00:00Z"]),
            // Half an hour only.
            ("Australia/Lord_Howe", "2026-10-04 02:15:00", []),
            ("Australia/Lord_Howe", "2026-10-04 02:30:00", ["2026-10-03T15:30:00Z"]),
            // A whole day that Samoa left out.
            ("Pacific/Apia", "2011-12-30 12:00:00", []),
        ])
    func gap(zone: String, local: String, instants: [String]) throws {
        #expect(try Self.instants(local, zone) == instants)
    }

    @Test(
        "a time in the hour that occurs twice has two instants, in order",
        arguments: [
            ("Europe/London", "2026-10-25 00:59:59", ["2026-10-24T23:59:59Z"]),
            ("Europe/London", "2026-10-25 01:00:00", ["2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z"]),
            ("Europe/London", "2026-10-25 01:59:59", ["2026-10-25T00:59:59Z", "2026-10-25T01:59:59Z"]),
            ("Europe/London", "2026-10-25 02:00:00", ["2026-10-25T02:00:00Z"]),
            ("America/New_York", "2026-11-01 01:30:00", ["2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z"]),
            ("Australia/Lord_Howe", "2026-04-05 01:29:59", ["2026-04-04T14:29:59Z"]),
            ("Australia/Lord_Howe", "2026-04-05 01:45:00", ["2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z"]),
        ])
    func twice(zone: String, local: String, instants: [String]) throws {
        #expect(try Self.instants(local, zone) == instants)
    }

    @Test("for a time in the gap there is a place on the time line")
    func unchangedClock() throws {
        let time = try #require(LocalTime(year: 2026, month: 3, day: 29, hour: 1, minute: 30))
        #expect(time.instantOfUnchangedClock(in: try zone("Europe/London")) == Date(rfc3339: "2026-03-29T01:30:00Z"))
    }

    @Test("what clocks show at an instant, and when they show it, agree on every day for a century")
    func roundTrip() throws {
        for identifier in ["Europe/London", "America/New_York", "Australia/Lord_Howe"] {
            let zone = try zone(identifier)
            for day in 0..<36_525 {
                let instant = Date(timeIntervalSince1970: Double(day) * 86_400 + Double(day % 86_399))
                let time = LocalTime(instant, in: zone)
                if !time.instants(in: zone).contains(instant) { Issue.record("\(identifier) \(instant)") }
            }
        }
    }

    @Test(
        "there is no such date or time of day",
        arguments: [
            (2026, 2, 29, 0, 0, 0), (2100, 2, 29, 0, 0, 0), (2026, 4, 31, 0, 0, 0), (2026, 13, 1, 0, 0, 0),
            (2026, 0, 1, 0, 0, 0), (2026, 1, 0, 0, 0, 0), (2026, 1, 32, 0, 0, 0), (2026, 1, 1, 24, 0, 0),
            (2026, 1, 1, 0, 60, 0), (2026, 1, 1, 0, 0, 60), (1969, 12, 31, 0, 0, 0), (2026, 1, 1, -1, 0, 0),
        ])
    func impossible(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        #expect(LocalTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second) == nil)
    }

    @Test("29 February is a date in leap years", arguments: [2000, 2024, 2028])
    func leapDay(year: Int) {
        #expect(LocalTime(year: year, month: 2, day: 29, hour: 23, minute: 59, second: 59) != nil)
    }

    @Test("times are in the order of the clock")
    func order() throws {
        let times = try ["2026-11-22 13:59:59", "2026-11-22 14:00:00", "2026-11-23 00:00:00", "2027-01-01 00:00:00"]
            .map(Self.time)
        #expect(times.reversed().sorted() == times)
    }

    private static func time(_ text: String) throws -> LocalTime {
        let parts = text.split { "- :".contains($0) }.compactMap { Int($0) }
        return try #require(
            LocalTime(
                year: parts[0], month: parts[1], day: parts[2], hour: parts[3], minute: parts[4], second: parts[5]))
    }

    private static func instants(_ local: String, _ identifier: String) throws -> [String] {
        try time(local).instants(in: zone(identifier)).map { $0.rfc3339.replacing(".000", with: "") }
    }
}

private func zone(_ identifier: String) throws -> TimeZone { try #require(TimeZone(identifier: identifier)) }
