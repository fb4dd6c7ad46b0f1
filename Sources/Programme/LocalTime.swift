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
        let asIfUTC = secondsAsIfUTC
        let offsets = [-86_400.0, 0, 86_400].map {
            zone.secondsFromGMT(for: Date(timeIntervalSince1970: asIfUTC + $0))
        }
        return Set(offsets)
            .map { Date(timeIntervalSince1970: asIfUTC - Double($0)) }
            .filter { LocalTime($0, in: zone) == self }
            .sorted()
    }

    package static func < (a: LocalTime, b: LocalTime) -> Bool { a.secondsAsIfUTC < b.secondsAsIfUTC }

    private var secondsAsIfUTC: Double {
        let parts = DateComponents(
            timeZone: .gmt, year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        return Calendar.gregorian(in: .gmt).date(from: parts)?.timeIntervalSince1970 ?? 0
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
