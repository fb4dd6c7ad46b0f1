import Foundation
import Programme
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Schedule

@Suite(.temporaryFolder, .timeLimit(.minutes(3)))
struct GoogleScheduleTests {
    @Test("Events become slots, and what gives none is a note with its reason")
    func good() async throws {
        try await GoogleStation.with { station in
            station.put([
                FakeGoogle.event(
                    "The <b>Late</b> Breakfast \"& more\"", "2026-11-22T14:00:00Z", "2026-11-22T15:00:00Z",
                    "<p>With&nbsp;guests</p><p><b>PID:</b>&nbsp;breakfast<br>TYPE:&nbsp;RECORDED</p>"),
                FakeGoogle.event("Sport", "2026-11-22T15:00:00+00:00", "2026-11-22T17:00:00Z", "PID:sport"),
                FakeGoogle.event(nil, "2026-11-22T17:00:00Z", "2026-11-22T18:00:00Z", "pid:untitled type:recorded"),
                FakeGoogle.event("Meeting", "2026-11-22T18:00:00Z", "2026-11-22T19:00:00Z", nil),
                FakeGoogle.event("Meeting", "2026-11-23T18:00:00Z", "2026-11-23T19:00:00Z", nil),
                FakeGoogle.event("Holiday", "2026-11-24", "2026-11-25"),
                FakeGoogle.event("Gone", "2026-11-22T20:00:00Z", "2026-11-22T21:00:00Z", status: "cancelled"),
                FakeGoogle.event("Twice", "2026-11-22T14:00:00Z", "2026-11-22T15:00:00Z", "PID:Breakfast"),
                FakeGoogle.event("Backwards", "2026-11-22T21:00:00Z", "2026-11-22T21:00:00Z"),
                FakeGoogle.event("Broken", "2026-11-22T25:00:00Z", "tomorrow"),
                ["summary": 7, "start": "x"], ["summary": "Timeless", "id": "1"],
            ])
            let reading = try await station.schedule().read()
            #expect(reading.source == "Google Calendar abc@group.calendar.google.com")
            #expect(reading.fetchedAt == GoogleStation.noon && !reading.stale)
            #expect(
                reading.slots == [
                    Slot(
                        start: try date("2026-11-22T14:00:00Z"), end: try date("2026-11-22T15:00:00Z"),
                        pid: try PID("breakfast"), title: "The <b>Late</b> Breakfast \"& more\""),
                    Slot(
                        start: try date("2026-11-22T15:00:00Z"), end: try date("2026-11-22T17:00:00Z"),
                        pid: try PID("sport"), title: "Sport", type: .live),
                    Slot(
                        start: try date("2026-11-22T17:00:00Z"), end: try date("2026-11-22T18:00:00Z"),
                        pid: try PID("untitled"), title: "untitled"),
                ])
            #expect(
                reading.notes.map(\.event).sorted() == [
                    "Backwards, 2026-11-22 21:00", "Broken", "Holiday, 2026-11-24 00:00",
                    "Meeting, 2026-11-22 18:00 and 1 more", "Timeless", "Twice, 2026-11-22 14:00",
                    "an event without a title",
                ])
            let reasons = Dictionary(uniqueKeysWithValues: reading.notes.map { ($0.event, $0.reason) })
            #expect(reasons["Holiday, 2026-11-24 00:00"]?.contains("whole days") == true)
            #expect(reasons["Meeting, 2026-11-22 18:00 and 1 more"]?.contains("no description") == true)
            #expect(reasons["Twice, 2026-11-22 14:00"]?.contains("twice") == true)
            #expect(station.google.violations == [])
        }
    }

    @Test("All pages are read, each once", arguments: [1, 2, 7, 2500])
    func pages(size: Int) async throws {
        try await GoogleStation.with { station in
            station.put(
                (0..<14).map { hour in
                    FakeGoogle.event(
                        "\(hour)", "2026-11-23T\(String(format: "%02d", hour)):00:00Z",
                        "2026-11-23T\(String(format: "%02d", hour)):30:00Z", "PID:p\(hour)")
                })
            station.google.state.withLock { $0.pageSize = size }
            let reading = try await station.schedule().read()
            #expect(reading.slots.map(\.title) == (0..<14).map(String.init))
            #expect(reading.notes == [])
            #expect(station.calendarRequests.count == (14 + size - 1) / size)
            #expect(station.google.violations == [])
        }
    }

    @Test(
        "What is asked for is whole days of the station's, a day and more on either side",
        arguments: [
            ("Europe/London", "2026-11-14T00:00:00+00:00", "2026-12-28T00:00:00+00:00"),
            ("America/New_York", "2026-11-14T00:00:00-05:00", "2026-12-28T00:00:00-05:00"),
            ("Australia/Lord_Howe", "2026-11-14T00:00:00+11:00", "2026-12-28T00:00:00+11:00"),
            ("Asia/Kathmandu", "2026-11-14T00:00:00+05:45", "2026-12-28T00:00:00+05:45"),
        ])
    func span(zone: String, from: String, to: String) async throws {
        try await GoogleStation.with { station in
            _ = try await station.schedule(zone: zone).read()
            let query = try #require(station.calendarRequests.first).query
            #expect(query["timeMin"] == from)
            #expect(query["timeMax"] == to)
            #expect(query["timeZone"] == zone)
            let far = try date("2027-03-01T10:00:00Z")..<date("2027-03-01T11:00:00Z")
            _ = try await station.schedule(zone: zone, wanted: far).read()
            let wide = try #require(station.calendarRequests.last).query
            #expect(wide["timeMin"] == from)
            #expect(wide["timeMax"]?.hasPrefix("2027-03-03T00:00:00") == true)
        }
    }

    @Test("What has not changed is not sent again, and the next day is another question")
    func unchanged() async throws {
        try await GoogleStation.with { station in
            station.put([FakeGoogle.event("A", "2026-11-22T14:00:00Z", "2026-11-22T15:00:00Z")])
            let schedule = try station.schedule()
            let first = try await schedule.read()
            station.clock.advance(by: 300)
            var second = try await schedule.read()
            #expect(second.fetchedAt == GoogleStation.noon + 300)
            second.fetchedAt = first.fetchedAt
            #expect(second == first)
            #expect(station.calendarRequests.map { $0.header("If-None-Match") != nil } == [false, true])
            station.put([FakeGoogle.event("B", "2026-11-22T14:00:00Z", "2026-11-22T15:00:00Z")])
            #expect(try await schedule.read().slots.map(\.title) == ["B"])
            station.clock.advance(by: 86_400)
            _ = try await schedule.read()
            #expect(station.calendarRequests.last?.header("If-None-Match") == nil)
        }
    }

    @Test("A calendar of which one sees only when events are says so")
    func freeBusy() async throws {
        try await GoogleStation.with { station in
            station.put([FakeGoogle.event("A", "2026-11-22T14:00:00Z", "2026-11-22T15:00:00Z")])
            station.google.state.withLock { $0.accessRole = "freeBusyReader" }
            let reading = try await station.schedule().read()
            #expect(reading.slots == [])
            #expect(reading.notes.contains { $0.reason.contains("share it with all event details") })
        }
    }

    @Test("A calendar's name may hold anything", arguments: ["primary", "a b/c?d=e&f#g@x", "é@example.org"])
    func names(calendar: String) async throws {
        try await GoogleStation.with { station in
            station.google.state.withLock { $0.calendars = [calendar: []] }
            _ = try await station.schedule(calendar: calendar).read()
            #expect(station.google.violations == [])
        }
    }

    @Test(
        "Programmes keep their instants across both changes of the clock",
        arguments: [
            ("Europe/London", "2026-03-29T00:30:00Z", "2026-03-29T02:00:00+01:00", 1800.0),
            ("Europe/London", "2026-10-25T01:30:00+01:00", "2026-10-25T01:30:00+00:00", 3600),
            ("America/New_York", "2026-11-01T01:30:00-04:00", "2026-11-01T01:30:00-05:00", 3600),
            ("America/New_York", "2026-03-08T01:00:00-05:00", "2026-03-08T03:00:00-04:00", 3600),
            ("Australia/Lord_Howe", "2026-04-05T01:30:00+11:00", "2026-04-05T02:00:00+10:30", 3600),
            ("Australia/Lord_Howe", "2026-10-04T01:00:00+10:30", "2026-10-04T03:00:00+11:00", 5400),
            ("Asia/Kathmandu", "2026-10-25T01:30:00+05:45", "2026-10-25T02:30:00+05:45", 3600),
        ])
    func clockChanges(zone: String, start: String, end: String, seconds: Double) async throws {
        try await GoogleStation.with { station in
            let begin = try date(start)
            station.clock.set(begin - 7200)
            station.put([FakeGoogle.event("A", start, end)])
            let slot = try #require(try await station.schedule(zone: zone).read().slots.first)
            #expect(slot.start == begin)
            #expect(slot.end.timeIntervalSince(slot.start) == seconds)
            #expect(station.google.violations == [])
        }
    }
}
