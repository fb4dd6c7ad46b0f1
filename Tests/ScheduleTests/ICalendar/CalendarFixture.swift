import Foundation
import Programme
import SystemPackage
import TestSupport
import Testing

@testable import Schedule

/// What a calendar's text means to a station, on 22 November 2026.
struct CalendarFixture {
    var zone = "Europe/London"
    var now = "2026-11-22T12:00:00Z"

    /// Lines as they stand between `BEGIN:VCALENDAR` and `END:VCALENDAR`.
    static func text(_ body: String) -> String {
        let lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//EN", body, "END:VCALENDAR", ""]
        return lines.joined(separator: "\n").replacing("\n", with: "\r\n")
    }

    /// An event's lines.
    static func event(
        _ lines: String..., uid: String = "1", description: String = "PID:x TYPE:RECORDED", title: String = "X"
    ) -> String {
        (["BEGIN:VEVENT", "UID:\(uid)", "DTSTAMP:20261101T000000Z", "SUMMARY:\(title)", "DESCRIPTION:\(description)"]
            + lines + ["END:VEVENT"]).joined(separator: "\n")
    }

    func reading(_ text: String) async throws -> ScheduleReading { try await reading(Data(text.utf8)) }

    func reading(_ data: Data) async throws -> ScheduleReading {
        let file = TemporaryFolder.current.appending("calendar.ics")
        try data.write(to: URL(filePath: file.string))
        let zone = try #require(TimeZone(identifier: zone))
        return try await ICalendarSchedule(
            .file(file), span: ScheduleSpan(zone: zone), clock: SettableClock(try date(now))
        ).read()
    }

    /// `11-22 14:00+3600 x`: when, in UTC, for how many seconds, and the PID.
    static func lines(_ reading: ScheduleReading) -> [String] {
        reading.slots.map { slot in
            let start = slot.start.rfc3339.dropFirst(5).prefix(11).replacing("T", with: " ")
            return "\(start)+\(Int(slot.end.timeIntervalSince(slot.start))) \(slot.pid)"
        }
    }
}

/// A calendar that somebody's program writes, and what it means.
struct Awkward: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let body: String
    var zone = "Europe/London"
    var now = "2026-11-22T12:00:00Z"
    /// As `CalendarFixture.lines` has them.
    let lines: [String]
    /// A part of each note.
    var notes: [String] = []

    init(
        _ name: String, _ body: String, zone: String = "Europe/London", now: String = "2026-11-22T12:00:00Z",
        _ lines: [String], notes: [String] = []
    ) {
        (testDescription, self.body, self.zone, self.now) = (name, body, zone, now)
        (self.lines, self.notes) = (lines, notes)
    }
}
