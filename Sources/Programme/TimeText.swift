import Foundation

/// Times and durations as people read them.
package struct TimeText: Sendable {
    package let zone: TimeZone

    package init(zone: TimeZone) { self.zone = zone }

    /// `14:00`, or `14:00:30` where the seconds are not zero.
    package func clock(_ instant: Date) -> String {
        let time = LocalTime(instant.addingTimeInterval(0.0005), in: zone)
        let text = "\(Self.twoDigits(time.hour)):\(Self.twoDigits(time.minute))"
        return time.second == 0 ? text : "\(text):\(Self.twoDigits(time.second))"
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// `14:00:30.125`
    package func exactClock(_ instant: Date) -> String {
        let milliseconds = (instant.timeIntervalSince1970 * 1000).rounded()
        let time = LocalTime(Date(timeIntervalSince1970: milliseconds / 1000 + 0.000_1), in: zone)
        let fraction = Int(milliseconds.truncatingRemainder(dividingBy: 1000))
        return String(format: "%02d:%02d:%02d.%03d", time.hour, time.minute, time.second, fraction)
    }

    /// `Sun 22 Nov 2026`. By hand: alerts are worked out once a second, and a format style takes 40 µs.
    package func day(_ instant: Date) -> String {
        let time = LocalTime(instant, in: zone)
        let daysSince1970 = Int((time.asIfUTC.timeIntervalSince1970 / 86_400).rounded(.down))
        // The first of January 1970 was a Thursday.
        let weekday = Self.weekdays[((daysSince1970 + 3) % 7 + 7) % 7]
        return "\(weekday) \(time.day) \(Self.months[time.month - 1]) \(time.year)"
    }

    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `1:58:32`, or `29:52`
    package static func duration(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded())
        let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
        return hours > 0
            ? String(format: "%d:%02d:%02d", hours, minutes, rest) : String(format: "%d:%02d", minutes, rest)
    }
}
