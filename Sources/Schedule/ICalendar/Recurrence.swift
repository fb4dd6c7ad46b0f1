import CLibical
import Foundation
import Programme

/// The occurrences that a rule makes, as local times, worked out by libical.
struct Recurrence {
    enum Unusable: Error {
        /// In words.
        case rule(String)
    }

    /// A rule that outlives the text that it was read from.
    struct Rule {
        let facts: icalrecurrencetype
        let isGregorian: Bool

        init(_ rule: icalrecurrencetype) {
            isGregorian = rule.rscale.map { String(cString: $0).uppercased() == "GREGORIAN" } ?? true
            var facts = rule
            // It belongs to the parsed event, and is freed with it.
            facts.rscale = nil
            self.facts = facts
        }
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
    func times(of rule: Rule, budget: Budget) throws -> [LocalTime] {
        guard rule.isGregorian else {
            throw Unusable.rule("its repetition goes by another calendar than the Gregorian")
        }
        let facts = rule.facts
        let within = TimesWithin(facts, isDate: isDate)
        if within.hasSeveral, facts.hasPositions {
            throw Unusable.rule("it repeats at the first or last of many times, which is not understood")
        }
        try check(facts)
        // libical goes through every one of a day's times, also on the days of centuries that the rule leaves out.
        var rule = within.isList ? within.stripped : facts
        let end = icaltime_is_null_time(rule.until) == 0 ? until(rule.until) : nil
        rule.until = icaltime_null_time()
        let most = Int(rule.count)
        rule.count = 0
        // libical counts the weeks wrongly from a start that is on none of the rule's days.
        let first = facts.firstDay(inWeekOf: start)
        guard let iterator = icalrecur_iterator_new(rule, icaltimetype(first, isDate: isDate)) else {
            throw Unusable.rule("its repetition is not understood")
        }
        defer { icalrecur_iterator_free(iterator) }
        var (times, step): ([LocalTime], Int) = ([], 0)
        while step < Self.mostSteps {
            let next = icalrecur_iterator_next(iterator)
            guard icaltime_is_null_time(next) == 0, next.year <= wanted.upperBound.year,
                let base = ICalendarTime(next, tzid: nil)?.local, within.first(on: base) <= wanted.upperBound
            else { return times }
            for time in within.times(on: base) where time >= start {
                if step % 256 == 0, budget.isSpent {
                    throw ScheduleError("the calendar's repetitions take too long to work out: see to its rules")
                }
                if time > end ?? time || most > 0 && step == most { return times }
                step += 1
                if wanted.contains(time) { times.append(time) }
                if times.count > Self.most {
                    throw Unusable.rule("it repeats more than \(Self.most) times in the time that is looked at")
                }
            }
        }
        throw Unusable.rule("it has repeated more than \(Self.mostSteps) times before now")
    }

    private func check(_ rule: icalrecurrencetype) throws(Unusable) {
        if let part = rule.misunderstood {
            throw .rule("it repeats by \(part), which is not understood: list its dates, or make it several events")
        }
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
    }

    /// The rule's end as the event's clocks show it, since its times are local ones. A day is meant with all its hours.
    private func until(_ until: icaltimetype) -> LocalTime? {
        guard let end = ICalendarTime(until, tzid: nil) else { return nil }
        let local = end.zone == .utc && !end.isDate ? zone.local(zone.instantOfUTC(end.local)) : end.local
        guard end.isDate, !isDate else { return local }
        return LocalTime(year: local.year, month: local.month, day: local.day, hour: 23, minute: 59, second: 59)
    }
}

extension icalrecurrencetype {
    /// What libical reads, and does not go by, or goes by in another way than RFC 5545 says.
    fileprivate var misunderstood: String? {
        let none = Int16(ICAL_RECURRENCE_ARRAY_MAX.rawValue)
        let isLong = freq == ICAL_MONTHLY_RECURRENCE || freq == ICAL_YEARLY_RECURRENCE
        if by_week_no.0 != none { return "the number of the week (BYWEEKNO)" }
        if !isLong, hasPositions { return "a place within a week or a day (BYSETPOS)" }
        if !isLong, freq != ICAL_HOURLY_RECURRENCE, !isOnPlainDays {
            return "a numbered day of each week or day (BYDAY)"
        }
        if freq == ICAL_MONTHLY_RECURRENCE, has({ abs($0) > 31 }, in: by_set_pos) {
            return "a place that no month has (BYSETPOS)"
        }
        if freq == ICAL_DAILY_RECURRENCE, has({ $0 < 0 }, in: by_month_day) {
            return "a day counted from the month's end, each day (BYMONTHDAY)"
        }
        if freq == ICAL_YEARLY_RECURRENCE, by_month_day.0 != none, by_month.0 == none {
            return "a day of every month of each year (BYMONTHDAY without BYMONTH)"
        }
        return nil
    }

    /// The first of a weekly rule's days in the week of its start, at the same time of day; the start itself where it
    /// is on one of them.
    fileprivate func firstDay(inWeekOf start: LocalTime) -> LocalTime {
        let days = weekdays
        guard freq == ICAL_WEEKLY_RECURRENCE, interval > 1, !days.isEmpty, isOnPlainDays else { return start }
        let instant = start.instantOfUnchangedClock(in: .gmt)
        // 1 January 1970 was a Thursday; Sunday is 0.
        let weekday = (Int((instant.timeIntervalSince1970 / 86_400).rounded(.down)) % 7 + 11) % 7
        guard !days.contains(weekday) else { return start }
        let weekStart = week_start == ICAL_NO_WEEKDAY ? 1 : Int(week_start.rawValue) - 1
        func place(_ day: Int) -> Int { (day - weekStart + 7) % 7 }
        let offset = (days.map(place).min() ?? place(weekday)) - place(weekday)
        return LocalTime(instant.addingTimeInterval(Double(offset) * 86_400), in: .gmt)
    }

    /// Sunday is 0.
    private var weekdays: Set<Int> {
        withUnsafeBytes(of: by_day) { bytes in
            Set(
                bytes.bindMemory(to: Int16.self).prefix { $0 != Int16(ICAL_RECURRENCE_ARRAY_MAX.rawValue) }
                    .map { Int(icalrecurrencetype_day_day_of_week($0).rawValue) - 1 })
        }
    }

    private func has(_ isOdd: (Int) -> Bool, in tuple: some Any) -> Bool {
        withUnsafeBytes(of: tuple) { bytes in
            bytes.bindMemory(to: Int16.self).prefix { $0 != Int16(ICAL_RECURRENCE_ARRAY_MAX.rawValue) }
                .contains { isOdd(Int($0)) }
        }
    }

    /// `BYDAY=20MO` is no day for an hour to be on.
    private var isOnPlainDays: Bool {
        withUnsafeBytes(of: by_day) { bytes in
            bytes.bindMemory(to: Int16.self).prefix { $0 != Int16(ICAL_RECURRENCE_ARRAY_MAX.rawValue) }
                .allSatisfy { icalrecurrencetype_day_position($0) == 0 }
        }
    }

    fileprivate var hasPositions: Bool { by_set_pos.0 != Int16(ICAL_RECURRENCE_ARRAY_MAX.rawValue) }

    /// An hourly rule of which it is certain that there is another hour soon. For those that there may be none of,
    /// libical goes through centuries, hour by hour.
    fileprivate var hasHoursToFind: Bool {
        let none = Int16(ICAL_RECURRENCE_ARRAY_MAX.rawValue)
        let isOnAnyDay =
            by_month.0 == none && by_month_day.0 == none && by_year_day.0 == none && by_week_no.0 == none
            && by_set_pos.0 == none && isOnPlainDays
        return isOnAnyDay && (interval == 1 || by_hour.0 == none && by_day.0 == none)
    }
}

extension CalendarZones.Zone {
    fileprivate func instantOfUTC(_ local: LocalTime) -> Date { Self.known(.gmt).instant(local) }
}
