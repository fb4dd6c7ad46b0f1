import Foundation
import Programme

/// Which part of a calendar is read: whole days of the station's, around today and around whatever a command is about.
package struct ScheduleSpan: Sendable, Hashable {
    package let zone: TimeZone
    /// Days before today: a conductor that was away accounts for a week, and a day is read on either side.
    package var behind = 8
    /// Days after today: what plays on while the calendar is away.
    package var ahead: Int
    /// More that is wanted.
    package var wanted: Range<Date>?

    package static let usualDaysAhead = 35

    package init(zone: TimeZone, ahead: Int = usualDaysAhead, wanted: Range<Date>? = nil) {
        (self.zone, self.ahead, self.wanted) = (zone, ahead, wanted)
    }

    /// From midnight to midnight, so that it stays the same all day.
    package func range(now: Date) -> Range<Date> {
        let calendar = Calendar.gregorian(in: zone)
        func midnight(_ instant: Date, plus days: Int) -> Date {
            // Midday, since there are days that do not begin at midnight.
            let midday = calendar.startOfDay(for: instant).addingTimeInterval(12 * 3600)
            let moved = calendar.date(byAdding: .day, value: days, to: midday) ?? midday
            return calendar.startOfDay(for: moved)
        }
        var range = midnight(now, plus: -behind)..<midnight(now, plus: ahead + 1)
        if let wanted {
            range =
                min(
                    range.lowerBound, midnight(wanted.lowerBound, plus: -1))..<max(
                    range.upperBound, midnight(wanted.upperBound, plus: 2))
        }
        return range
    }
}
