import CLibical
import Foundation
import Programme

/// A time as iCalendar has it.
struct ICalendarTime: Equatable {
    enum Zone: Hashable {
        case utc
        /// Wherever one is: in the station's zone.
        case floating
        case named(String)
    }

    let local: LocalTime
    /// A day, without a time of day.
    let isDate: Bool
    var zone: Zone

    /// - Returns: `nil` if it is no time.
    init?(_ time: icaltimetype, tzid: String?) {
        let isDate = time.is_date != 0
        guard
            let local = LocalTime(
                year: Int(time.year), month: Int(time.month), day: Int(time.day), hour: isDate ? 0 : Int(time.hour),
                minute: isDate ? 0 : Int(time.minute), second: isDate ? 0 : min(Int(time.second), 59))
        else { return nil }
        (self.local, self.isDate) = (local, isDate)
        zone = icaltime_is_utc(time) != 0 ? .utc : tzid.map(Zone.named) ?? .floating
    }
}

/// A `VEVENT`, as far as it is of use.
struct ICalendarEvent {
    enum Length {
        case until(ICalendarTime)
        /// Days as the calendar counts them, and seconds.
        case lasting(days: Int, seconds: Int)
        case none
    }

    /// An occurrence that is listed (`RDATE`); of a period, with a length of its own.
    struct Listed {
        var time: ICalendarTime
        var length: Length?
    }

    var uid = ""
    var title = ""
    var description = ""
    var start: ICalendarTime?
    var length = Length.none
    var rules: [Recurrence.Rule] = []
    var exceptionRules: [Recurrence.Rule] = []
    var dates: [Listed] = []
    var exceptions: [ICalendarTime] = []
    /// Which occurrence of the event with the same UID this one stands for.
    var replaces: ICalendarTime?
    var changesTheFollowing = false
    var isCancelled = false
    var sequence = 0
    /// Of two versions of the same event the later one counts.
    var stamp = ""
    /// What the parser could not read.
    var complaints: [String] = []
    /// What of its repetitions cannot be understood: whether it is on at all depends on them.
    var oddities: [String] = []

    /// - Returns: `nil` if it is not an event at all.
    init?(_ part: CalendarText.Part) {
        guard let component = icalparser_parse_string(part.text) else { return nil }
        defer { icalcomponent_free(component) }
        guard icalcomponent_isa(component) == ICAL_VEVENT_COMPONENT else { return nil }
        var property = icalcomponent_get_first_property(component, ICAL_ANY_PROPERTY)
        while let current = property {
            take(current)
            property = icalcomponent_get_next_property(component, ICAL_ANY_PROPERTY)
        }
        giveZones()
        oddities = RepetitionCheck.oddities(in: part.text)
        // It says the same in other words.
        if !oddities.isEmpty { complaints.removeAll { RepetitionCheck.isAboutRepetition($0) } }
    }

    /// Which occurrences are meant is said in the event's own zone, where no other is named.
    private mutating func giveZones() {
        guard let start else { return }
        func given(_ time: ICalendarTime) -> ICalendarTime {
            var time = time
            if time.zone == .floating, !time.isDate { time.zone = start.zone }
            return time
        }
        exceptions = exceptions.map(given)
        dates = dates.map { date in
            var date = date
            date.time = given(date.time)
            if case .until(let end) = date.length { date.length = .until(given(end)) }
            return date
        }
        replaces = replaces.map(given)
    }

    private mutating func take(_ property: OpaquePointer) {
        switch icalproperty_isa(property) {
        case ICAL_UID_PROPERTY: uid = Self.text(icalproperty_get_uid(property))
        case ICAL_SUMMARY_PROPERTY: title = Self.text(icalproperty_get_summary(property))
        case ICAL_DESCRIPTION_PROPERTY: description += "\n" + Self.text(icalproperty_get_description(property))
        case ICAL_DTSTART_PROPERTY: start = Self.time(property, icalproperty_get_dtstart)
        case ICAL_DTEND_PROPERTY:
            if let end = Self.time(property, icalproperty_get_dtend) { length = .until(end) }
        case ICAL_DURATION_PROPERTY:
            if case .none = length { length = Self.length(icalproperty_get_duration(property)) }
        case ICAL_RRULE_PROPERTY: rules.append(.init(icalproperty_get_rrule(property)))
        case ICAL_EXRULE_PROPERTY: exceptionRules.append(.init(icalproperty_get_exrule(property)))
        case ICAL_RDATE_PROPERTY: takeDate(property)
        case ICAL_EXDATE_PROPERTY:
            exceptions += [Self.time(property, icalproperty_get_exdate)].compactMap(\.self)
        case ICAL_RECURRENCEID_PROPERTY: replace(property)
        case ICAL_STATUS_PROPERTY: isCancelled = icalproperty_get_status(property) == ICAL_STATUS_CANCELLED
        case ICAL_SEQUENCE_PROPERTY: sequence = Int(icalproperty_get_sequence(property))
        case ICAL_DTSTAMP_PROPERTY, ICAL_LASTMODIFIED_PROPERTY:
            stamp = max(stamp, Self.text(icalproperty_get_value_as_string(property)))
        case ICAL_XLICERROR_PROPERTY:
            complaints.append(OneLine.of(Self.text(icalproperty_get_xlicerror(property))))
        default: break
        }
    }

    private mutating func replace(_ property: OpaquePointer) {
        replaces = Self.time(property, icalproperty_get_recurrenceid)
        changesTheFollowing = icalproperty_get_first_parameter(property, ICAL_RANGE_PARAMETER) != nil
    }

    private static func text(_ string: UnsafePointer<CChar>?) -> String { string.map { String(cString: $0) } ?? "" }

    private static func isTime(_ property: OpaquePointer) -> Bool {
        guard let value = icalproperty_get_value(property) else { return false }
        return [ICAL_DATETIME_VALUE, ICAL_DATE_VALUE, ICAL_DATETIMEDATE_VALUE].contains(icalvalue_isa(value))
    }

    private static func tzid(_ property: OpaquePointer) -> String? {
        icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER).map { text(icalparameter_get_tzid($0)) }
    }

    private static func time(_ property: OpaquePointer, _ get: (OpaquePointer) -> icaltimetype) -> ICalendarTime? {
        isTime(property) ? ICalendarTime(get(property), tzid: tzid(property)) : nil
    }

    private mutating func takeDate(_ property: OpaquePointer) {
        guard icalproperty_get_value(property) != nil else { return }
        let (date, tzid) = (icalproperty_get_rdate(property), Self.tzid(property))
        let isPeriod = icaltime_is_null_time(date.time) != 0
        guard let time = ICalendarTime(isPeriod ? date.period.start : date.time, tzid: tzid) else { return }
        var listed = Listed(time: time)
        if isPeriod {
            let end = icaltime_is_null_time(date.period.end) == 0 ? ICalendarTime(date.period.end, tzid: tzid) : nil
            listed.length = end.map(Length.until) ?? Self.length(date.period.duration)
        }
        dates.append(listed)
    }

    private static func length(_ duration: icaldurationtype) -> Length {
        guard duration.is_neg == 0 else { return .none }
        let seconds = Int(duration.hours) * 3600 + Int(duration.minutes) * 60 + Int(duration.seconds)
        return .lasting(days: Int(duration.weeks) * 7 + Int(duration.days), seconds: seconds)
    }
}
