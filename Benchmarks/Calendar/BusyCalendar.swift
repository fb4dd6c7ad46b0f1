import Foundation
import Programme

/// A year of a busy station's calendar: events of their own, and some that repeat, with exceptions and changes.
struct BusyCalendar {
    static let zone = TimeZone(identifier: "Europe/London") ?? .gmt
    static let year = Date(timeIntervalSince1970: 1_767_225_600)..<Date(timeIntervalSince1970: 1_798_761_600)
    static let single = 9_700
    static let recurring = 300

    private static let rules = [
        "FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=MO,WE,FR", "FREQ=DAILY;COUNT=400", "FREQ=MONTHLY;BYDAY=-1SU",
        "FREQ=WEEKLY;INTERVAL=2;UNTIL=20261130T235959Z", "FREQ=MONTHLY;BYMONTHDAY=1,15",
        "FREQ=WEEKLY;WKST=SU;BYDAY=SA,SU",
    ]

    static var text: String {
        var lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Busy FM//EN"]
        for number in 0..<single {
            // Every 54 minutes, on full seconds of the local clock.
            let start = year.lowerBound + Double(number) * 3240
            lines += event(number, at: start, more: [])
        }
        for number in 0..<recurring {
            let start =
                Date(timeIntervalSince1970: 1_735_689_600) + Double(number % 24) * 3600 + Double(number / 24) * 86_400
            let rule = rules[number % rules.count]
            lines += event(
                single + number, at: start,
                more: ["RRULE:\(rule)", "EXDATE;TZID=Europe/London:\(stamp(begin(start) + 7 * 86_400))"])
        }
        return (lines + ["END:VCALENDAR", ""]).joined(separator: "\r\n")
    }

    private static func event(_ number: Int, at start: Date, more: [String]) -> [String] {
        [
            "BEGIN:VEVENT", "UID:\(number)@busy.example", "DTSTAMP:20260101T000000Z", "CREATED:20250101T000000Z",
            "SUMMARY:Programme \(number)\\, and more of it", "LOCATION:Studio \(number % 3)",
            "DTSTART;TZID=Europe/London:\(stamp(begin(start)))",
            "DTEND;TZID=Europe/London:\(stamp(begin(start) + 1800))",
            "DESCRIPTION:<p>With guests and music\\, every time.</p><p>PID:\u{A0}programme-\(number)<br>TYPE:\u{A0}",
            " RECORDED</p>", "STATUS:CONFIRMED", "TRANSP:OPAQUE",
        ] + more + ["END:VEVENT"]
    }

    /// Out of the hours of the night in which clocks are changed: what is measured is not how those are taken.
    private static func begin(_ instant: Date) -> Date {
        LocalTime(instant, in: .gmt).hour < 3 ? instant.addingTimeInterval(3 * 3600) : instant
    }

    private static func stamp(_ instant: Date) -> String {
        let local = LocalTime(instant, in: .gmt)
        return String(
            format: "%04d%02d%02dT%02d%02d%02d", local.year, local.month, local.day, local.hour, local.minute,
            local.second)
    }
}
