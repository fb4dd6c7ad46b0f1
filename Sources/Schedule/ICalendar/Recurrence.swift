import CLibical
import Foundation
import Programme

/// The occurrences that a rule makes, as local times, worked out by libical.
struct Recurrence {
    enum Unusable: Error {
        /// In words.
        case rule(String)
    }

    /// How much may be worked out: rules are made that never end, or never begin.
    final class Budget {
        private let deadline: ContinuousClock.Instant

        init(_ limit: Duration = .seconds(20)) { deadline = .now + limit }

        var isSpent: Bool { ContinuousClock.now > deadline }
    }

    /// Steps of one rule: 22 years of an hourly one.
    static let mostSteps = 200_000
    /// Occurrences of one event in the span.
    static let most = 5000

    let start: LocalTime
    let isDate: Bool
    let zone: CalendarZones.Zone
    /// Which occurrences are wanted.
    let wanted: ClosedRange<LocalTime>

    /// - Throws: `Unusable`, or `ScheduleError` once the budget is spent.
    func times(of rule: icalrecurrencetype, budget: Budget) throws -> [LocalTime] {
        try check(rule)
        var rule = rule
        if icaltime_is_null_time(rule.until) == 0 { rule.until = until(rule.until) }
        guard let iterator = icalrecur_iterator_new(rule, icaltimetype(start, isDate: isDate)) else {
            throw Unusable.rule("its repetition is not understood")
        }
        defer { icalrecur_iterator_free(iterator) }
        var times: [LocalTime] = []
        for step in 0..<Self.mostSteps {
            if step % 256 == 0, budget.isSpent {
                throw ScheduleError("the calendar's repetitions take too long to work out: see to its rules")
            }
            let next = icalrecur_iterator_next(iterator)
            guard icaltime_is_null_time(next) == 0, next.year <= wanted.upperBound.year,
                let time = ICalendarTime(next, tzid: nil)?.local, time <= wanted.upperBound
            else { return times }
            if time >= wanted.lowerBound { times.append(time) }
            if times.count > Self.most {
                throw Unusable.rule("it repeats more than \(Self.most) times in the time that is looked at")
            }
        }
        throw Unusable.rule("it has repeated more than \(Self.mostSteps) times before now")
    }

    private func check(_ rule: icalrecurrencetype) throws(Unusable) {
        switch rule.freq {
        case ICAL_YEARLY_RECURRENCE, ICAL_MONTHLY_RECURRENCE, ICAL_WEEKLY_RECURRENCE, ICAL_DAILY_RECURRENCE: break
        case ICAL_HOURLY_RECURRENCE:
            guard rule.hasHoursToFind else {
                throw .rule("it repeats every so many hours, on certain days only, which is not understood")
            }
        case ICAL_MINUTELY_RECURRENCE, ICAL_SECONDLY_RECURRENCE:
            throw .rule("it repeats every minute or second, which no programme does")
        default: throw .rule("its repetition is not understood")
        }
        if let scale = rule.rscale, String(cString: scale).uppercased() != "GREGORIAN" {
            throw .rule("its repetition goes by another calendar than the Gregorian")
        }
    }

    /// The rule's end as the event's clocks show it, since its times are local ones. A day is meant with all its hours.
    private func until(_ until: icaltimetype) -> icaltimetype {
        guard let end = ICalendarTime(until, tzid: nil) else { return until }
        let local = end.zone == .utc && !end.isDate ? zone.local(zone.instantOfUTC(end.local)) : end.local
        if isDate { return icaltimetype(local, isDate: true) }
        guard end.isDate else { return icaltimetype(local) }
        var last = icaltimetype(local)
        (last.hour, last.minute, last.second) = (23, 59, 59)
        return last
    }
}

extension icalrecurrencetype {
    /// An hourly rule of which it is certain that there is another hour soon. For those that there may be none of,
    /// libical goes through centuries, hour by hour.
    fileprivate var hasHoursToFind: Bool {
        let none = Int16(ICAL_RECURRENCE_ARRAY_MAX.rawValue)
        let isOnAnyDay =
            by_month.0 == none && by_month_day.0 == none && by_year_day.0 == none && by_week_no.0 == none
            && by_set_pos.0 == none
        return isOnAnyDay && (interval == 1 || by_hour.0 == none && by_day.0 == none)
    }
}

extension CalendarZones.Zone {
    fileprivate func instantOfUTC(_ local: LocalTime) -> Date { Self.known(.gmt).instant(local) }
}
