import CLibical
import Foundation
import Programme

/// The zones that a calendar's times are in: the world's, by their names, and whatever the calendar itself describes.
final class CalendarZones {
    /// A zone of either kind.
    enum Zone {
        case known(TimeZone)
        case described(OpaquePointer)
    }

    private let station: TimeZone
    private var zones: [String: Zone] = [:]
    private var unknown: Set<String> = []

    init(station: TimeZone, described parts: [CalendarText.Part]) {
        self.station = station
        for part in parts { describe(part) }
    }

    deinit {
        for case .described(let zone) in zones.values { icaltimezone_free(zone, 1) }
    }

    /// - Returns: `nil` for a name that means nothing to anybody.
    subscript(_ zone: ICalendarTime.Zone) -> Zone? {
        switch zone {
        case .utc: .known(.gmt)
        case .floating: .known(station)
        case .named(let name): named(name)
        }
    }

    /// The world's zones come first: what calendars describe of them is often no more than this year's. Windows' names
    /// count where the calendar does not describe them.
    private func named(_ name: String) -> Zone? {
        if let zone = zones[name] { return zone }
        guard !unknown.contains(name) else { return nil }
        if let zone = Self.world(name) ?? WindowsZones.zone(name) {
            zones[name] = .known(zone)
            return .known(zone)
        }
        unknown.insert(name)
        return nil
    }

    /// `Europe/London`, also at the end of `/example.org/20261122/Europe/London`.
    private static func world(_ name: String) -> TimeZone? {
        if ["UTC", "GMT", "Z", "ETC/UTC"].contains(name.uppercased()) { return .gmt }
        let parts = name.split(separator: "/").suffix(3)
        for count in [3, 2] where parts.count >= count {
            if let zone = TimeZone(identifier: parts.suffix(count).joined(separator: "/")) { return zone }
        }
        return nil
    }

    private func describe(_ part: CalendarText.Part) {
        guard let component = icalparser_parse_string(part.text) else { return }
        guard icalcomponent_isa(component) == ICAL_VTIMEZONE_COMPONENT, Self.isHarmless(component),
            let property = icalcomponent_get_first_property(component, ICAL_TZID_PROPERTY),
            let name = icalproperty_get_tzid(property).map({ String(cString: $0) }),
            Self.world(name) == nil, zones[name] == nil, let zone = icaltimezone_new()
        else { return icalcomponent_free(component) }
        // The zone owns the component from here on.
        guard icaltimezone_set_component(zone, component) != 0 else {
            icaltimezone_free(zone, 1)
            return icalcomponent_free(component)
        }
        zones[name] = .described(zone)
    }

    /// libical works out every change of a zone for decades: clocks change some times a year, not every second.
    private static func isHarmless(_ zone: OpaquePointer) -> Bool {
        var (observances, dates) = (0, 0)
        var observance = icalcomponent_get_first_component(zone, ICAL_ANY_COMPONENT)
        while let current = observance {
            observances += 1
            var property = icalcomponent_get_first_property(current, ICAL_ANY_PROPERTY)
            while let line = property {
                switch icalproperty_isa(line) {
                case ICAL_RRULE_PROPERTY where !isYearly(icalproperty_get_rrule(line)): return false
                case ICAL_RDATE_PROPERTY: dates += 1
                default: break
                }
                property = icalcomponent_get_next_property(current, ICAL_ANY_PROPERTY)
            }
            observance = icalcomponent_get_next_component(zone, ICAL_ANY_COMPONENT)
        }
        return (1...200).contains(observances) && dates <= 2000
    }

    private static func isYearly(_ rule: icalrecurrencetype) -> Bool {
        let none = Int16(ICAL_RECURRENCE_ARRAY_MAX.rawValue)
        return rule.freq == ICAL_YEARLY_RECURRENCE && rule.by_hour.0 == none && rule.by_minute.0 == none
            && rule.by_second.0 == none && rule.rscale == nil
    }
}

extension CalendarZones.Zone {
    /// The instant at which clocks show this time. Where they show it twice it is the first, or the first after
    /// `earliest`; where they never do, it is as if they had not been changed yet, as iCalendar has it.
    func instant(_ local: LocalTime, after earliest: Date? = nil) -> Date {
        switch self {
        case .known(let zone):
            let instants = local.instants(in: zone)
            return instants.first { $0 > earliest ?? .distantPast } ?? instants.last
                ?? local.instantOfUnchangedClock(in: zone)
        case .described(let zone):
            let found = Date(timeIntervalSince1970: Double(icaltime_as_timet_with_zone(icaltimetype(local), zone)))
            // Of an hour that there is twice, libical finds the second one.
            return Self.changes.map { found - $0 }.first { $0 > earliest ?? .distantPast && self.local($0) == local }
                ?? found
        }
    }

    /// Seconds by which clocks are put back.
    private static let changes = [3600.0, 1800, 7200]

    /// What clocks show at an instant.
    func local(_ instant: Date) -> LocalTime {
        switch self {
        case .known(let zone): return LocalTime(instant, in: zone)
        case .described(let zone):
            var utc = icaltimetype(LocalTime(instant, in: .gmt))
            let offset = icaltimezone_get_utc_offset_of_utc_time(zone, &utc, nil)
            return LocalTime(instant.addingTimeInterval(Double(offset)), in: .gmt)
        }
    }
}

extension icaltimetype {
    /// Without a zone.
    init(_ local: LocalTime, isDate: Bool = false) {
        self.init()
        (year, month, day) = (CInt(local.year), CInt(local.month), CInt(local.day))
        is_date = isDate ? 1 : 0
        if !isDate { (hour, minute, second) = (CInt(local.hour), CInt(local.minute), CInt(local.second)) }
    }
}
