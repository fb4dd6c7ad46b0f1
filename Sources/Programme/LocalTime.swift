import Foundation

/// A date and time of day without a zone, as file names write it.
package struct LocalTime: Sendable, Hashable, Comparable, Codable {
    package let year, month, day, hour, minute, second: Int

    /// - Returns: `nil` if there is no such date or time of day in any zone (30 February, 25:00).
    package init?(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int = 0) {
        guard (1970...9999).contains(year), (1...12).contains(month), (0...23).contains(hour),
            (0...59).contains(minute), (0...59).contains(second),
            (1...Self.days(inMonth: month, of: year)).contains(day)
        else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
        (self.hour, self.minute, self.second) = (hour, minute, second)
    }

    /// The local time that a clock in `zone` shows at `instant`, its fraction of a second dropped.
    package init(_ instant: Date, in zone: TimeZone) {
        let shown = Calendar.gregorian(in: zone)
            .dateComponents([.year, .month, .day, .hour, .minute, .second], from: instant)
        year = shown.year ?? 1970
        month = shown.month ?? 1
        day = shown.day ?? 1
        hour = shown.hour ?? 0
        minute = shown.minute ?? 0
        second = shown.second ?? 0
    }

    /// The instants at which clocks in `zone` show this time, in order: none where the clocks are put forward
    /// over it, two in the hour that occurs twice, otherwise one.
    package func instants(in zone: TimeZone) -> [Date] {
        // Offsets in force around this time: at most two differ, unless a zone changes twice in two days.
        let asIfUTC = asIfUTC
        let offsets = Set([-86_400, 0, 86_400].map { zone.secondsFromGMT(for: asIfUTC.addingTimeInterval($0)) })
        return
            offsets
            .map { (offset: $0, instant: asIfUTC.addingTimeInterval(-Double($0))) }
            .filter { zone.secondsFromGMT(for: $0.instant) == $0.offset }
            .map(\.instant)
            .sorted()
    }

    /// The instant that it would be had the clocks not been changed in the day before: for a time that the clocks
    /// are put forward over, somewhere to put it on a time line.
    package func instantOfUnchangedClock(in zone: TimeZone) -> Date {
        asIfUTC.addingTimeInterval(-Double(zone.secondsFromGMT(for: asIfUTC.addingTimeInterval(-86_400))))
    }

    package static func < (a: LocalTime, b: LocalTime) -> Bool { a.asIfUTC < b.asIfUTC }

    /// The instant at which clocks in UTC show this time. By arithmetic: `Calendar` takes some 5 µs, and a plan
    /// asks for the times of ten thousand recordings.
    var asIfUTC: Date {
        // Years begin in March here, so that the leap day is the last of its year.
        let years = month > 2 ? year : year - 1
        let daysBeforeMonth = (153 * ((month + 9) % 12) + 2) / 5
        let daysSince1970 = years * 365 + years / 4 - years / 100 + years / 400 + daysBeforeMonth + day - 719_469
        let seconds = ((daysSince1970 * 24 + hour) * 60 + minute) * 60 + second
        return Date(timeIntervalSince1970: Double(seconds))
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
        return switch month {
        case 2: isLeap ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Calendar {
    package static func gregorian(in zone: TimeZone) -> Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        return calendar
    }
}
