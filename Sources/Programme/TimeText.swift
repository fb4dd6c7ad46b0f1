import Foundation

/// Times and durations as people read them.
package struct TimeText: Sendable {
    package let zone: TimeZone

    package init(zone: TimeZone) { self.zone = zone }

    /// `14:00`, or `14:00:30` where the seconds are not zero.
    package func clock(_ instant: Date) -> String {
        let time = LocalTime(instant.addingTimeInterval(0.0005), in: zone)
        let text = String(format: "%02d:%02d", time.hour, time.minute)
        return time.second == 0 ? text : text + String(format: ":%02d", time.second)
    }

    /// `14:00:30.125`
    package func exactClock(_ instant: Date) -> String {
        let milliseconds = (instant.timeIntervalSince1970 * 1000).rounded()
        let time = LocalTime(Date(timeIntervalSince1970: milliseconds / 1000 + 0.000_1), in: zone)
        let fraction = Int(milliseconds.truncatingRemainder(dividingBy: 1000))
        return String(format: "%02d:%02d:%02d.%03d", time.hour, time.minute, time.second, fraction)
    }

    /// `Sun 22 Nov 2026`
    package func day(_ instant: Date) -> String {
        instant.formatted(
            Date.VerbatimFormatStyle(
                format:
                    "\(weekday: .abbreviated) \(day: .defaultDigits) \(month: .abbreviated) \(year: .defaultDigits)",
                locale: Locale(identifier: "en_GB"), timeZone: zone, calendar: .gregorian(in: zone)))
    }

    /// `1:58:32`, or `29:52`
    package static func duration(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded())
        let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
        return hours > 0
            ? String(format: "%d:%02d:%02d", hours, minutes, rest) : String(format: "%d:%02d", minutes, rest)
    }
}
