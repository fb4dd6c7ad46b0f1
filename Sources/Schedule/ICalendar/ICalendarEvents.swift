import CLibical
import Foundation
import Programme

/// A whole calendar's events, with the occurrences that other events change or take away.
struct ICalendarEvents {
    /// An event with all that stands for some of its occurrences.
    private struct Series {
        /// One, unless two programs have given the same UID to events of their own.
        var masters: [ICalendarEvent] = []
        /// Titles of those that a later version with another start has taken the place of.
        var outdated: [String] = []
        var changes: [ICalendarEvent] = []

        init(_ event: ICalendarEvent) { add(event) }

        mutating func add(_ event: ICalendarEvent) {
            guard let replaces = event.replaces else {
                return addMaster(event)
            }
            let same = changes.firstIndex {
                $0.replaces.map { $0.local == replaces.local && $0.zone == replaces.zone } ?? false
            }
            guard let same else { return changes.append(event) }
            if event.isNewer(than: changes[same]) { changes[same] = event }
        }

        private mutating func addMaster(_ event: ICalendarEvent) {
            let same = masters.firstIndex { $0.start == event.start || $0.sequence != event.sequence }
            guard let same else { return masters.append(event) }
            let isNewer = event.isNewer(than: masters[same])
            if masters[same].start != event.start { outdated.append(isNewer ? masters[same].title : event.title) }
            if isNewer { masters[same] = event }
        }
    }

    private static let outdated = "there is a later version of it, with another start and the same UID, which counts"

    private let zones: CalendarZones
    private let budget: Recurrence.Budget
    private var slots: EventSlots

    /// - Parameter zone: the station's.
    /// - Throws: `ScheduleError` if it takes too long.
    static func slots(
        of text: CalendarText, zone: TimeZone, span: Range<Date>, budget: Recurrence.Budget = .init()
    ) throws -> EventSlots {
        var events = ICalendarEvents(
            zones: CalendarZones(station: zone, described: text.zones), budget: budget,
            slots: EventSlots(zone: zone, span: span))
        for line in text.refused {
            events.slots.note("the event on line \(line)", at: nil, "it has no end, or is too large to be looked at")
        }
        for series in events.series(text.events) { try events.add(series) }
        return events.slots
    }

    private mutating func series(_ parts: [CalendarText.Part]) -> [Series] {
        var (series, places): ([Series], [String: Int]) = ([], [:])
        for part in parts {
            guard let event = ICalendarEvent(part) else {
                slots.note("the event on line \(part.line)", at: nil, "it cannot be read")
                continue
            }
            // Without a UID it belongs to no other.
            if let place = places[event.uid], !event.uid.isEmpty {
                series[place].add(event)
            } else {
                if !event.uid.isEmpty { places[event.uid] = series.count }
                series.append(Series(event))
            }
        }
        return series
    }

    // MARK: One series

    private mutating func add(_ series: Series) throws {
        if budget.isSpent {
            throw ScheduleError("the calendar takes too long to work out: see to its rules, or read less of it")
        }
        var changed: Set<Date> = []
        var changedDays: Set<LocalTime> = []
        for change in series.changes {
            guard let replaces = change.replaces else { continue }
            guard let zone = zones[replaces.zone] else {
                slots.note(
                    change.title, at: nil,
                    "it changes an occurrence in the time zone '\(OneLine.of(replaces.zone.name))', which is not known; "
                        + "the change is left out")
                continue
            }
            if replaces.isDate {
                changedDays.insert(replaces.local)
            } else {
                changed.insert(zone.instant(replaces.local))
            }
            try addChange(change)
        }
        for title in series.outdated { slots.note(title, at: nil, Self.outdated) }
        var isOn = series.masters.isEmpty
        for master in series.masters where !master.isCancelled {
            let occurs = try add(master) { instant, local in
                changed.contains(instant) || changedDays.contains(local.midnight)
            }
            isOn = isOn || occurs
        }
        for change in series.changes where isOn && change.changesTheFollowing {
            slots.note(change.title, at: nil, Self.following)
        }
    }

    private static let following = "it changes all that follow, too, which is not understood: this one is changed"

    private mutating func addChange(_ change: ICalendarEvent) throws {
        guard !change.isCancelled else { return }
        var change = change
        (change.rules, change.dates) = ([], [])
        try add(change) { _, _ in false }
    }

    /// - Returns: whether it occurs in the span at all.
    @discardableResult
    private mutating func add(_ event: ICalendarEvent, without isChanged: (Date, LocalTime) -> Bool) throws -> Bool {
        guard let start = event.start else {
            slots.note(event.title, at: nil, "it has no start" + (event.complaints.first.map { ": \($0)" } ?? ""))
            return false
        }
        guard let zone = zones[start.zone] else {
            slots.note(
                event.title, at: nil,
                "its time zone '\(OneLine.of(start.zone.name))' is not known, and the calendar does not describe it")
            return false
        }
        for oddity in event.oddities { slots.note(event.title, at: nil, oddity) }
        let occurrences = try occurrences(of: event, from: start, zone: zone)
        var isFirst = true
        for occurrence in occurrences where !isChanged(occurrence.instant, occurrence.local) {
            let (instant, local) = (occurrence.instant, occurrence.local)
            if isFirst, start.isDate {
                slots.note(event.title, at: instant, EventSlots.allDay)
                return true
            }
            if isFirst { for complaint in event.complaints { slots.note(event.title, at: instant, complaint) } }
            isFirst = false
            // Nor is a recording played that has such a time in its name.
            guard zone.local(instant) == local else {
                slots.note(
                    event.title, at: instant,
                    "there is no \(local.clock) on that day: the clocks are put forward over it")
                continue
            }
            let end = end(of: occurrence, of: event, start: start, zone: zone)
            slots.add(
                CalendarEvent(title: event.title, description: event.description, start: instant, end: end))
        }
        return !occurrences.isEmpty
    }

    // MARK: Occurrences

    private struct Occurrence {
        let instant: Date
        let local: LocalTime
        /// `nil` if it lasts as long as the others.
        var length: ICalendarEvent.Length?
    }

    /// In the span, in order, without those that the event itself takes away.
    private mutating func occurrences(
        of event: ICalendarEvent, from start: ICalendarTime, zone: CalendarZones.Zone
    ) throws -> [Occurrence] {
        let margin = margin(event, start)
        let wanted =
            zone.local(slots.span.lowerBound - margin)...zone.local(slots.span.upperBound.addingTimeInterval(86_400))
        let recurrence = Recurrence(start: start.local, isDate: start.isDate, zone: zone, wanted: wanted)
        var times: Set<LocalTime> = wanted.contains(start.local) ? [start.local] : []
        for rule in event.rules { times.formUnion(try self.times(recurrence, rule, event)) }
        var byInstant = Dictionary(
            times.map { (zone.instant($0), Occurrence(instant: zone.instant($0), local: $0)) },
            uniquingKeysWith: { first, _ in first })
        for date in event.dates { add(date, of: event, to: &byInstant, zone, wanted) }
        guard !byInstant.isEmpty else { return [] }
        for rule in event.exceptionRules {
            for time in try self.times(recurrence, rule, event) { byInstant[zone.instant(time)] = nil }
        }
        var days: Set<LocalTime> = []
        for exception in event.exceptions {
            if exception.isDate {
                days.insert(exception.local)
            } else if let zone = zones[exception.zone] {
                byInstant[zone.instant(exception.local)] = nil
            } else {
                slots.note(
                    event.title, at: nil,
                    "it leaves out an occurrence in the time zone '\(OneLine.of(exception.zone.name))', which is not "
                        + "known; so it is there")
            }
        }
        return byInstant.values.filter { !days.contains($0.local.midnight) }.sorted { $0.instant < $1.instant }
    }

    private mutating func add(
        _ listed: ICalendarEvent.Listed, of event: ICalendarEvent, to byInstant: inout [Date: Occurrence],
        _ zone: CalendarZones.Zone, _ wanted: ClosedRange<LocalTime>
    ) {
        let date = listed.time
        // A day alone has the event's own time of day nowhere said; it is taken for what it says.
        guard let own = zones[date.zone] else {
            return slots.note(
                event.title, at: nil,
                "it has an occurrence in the time zone '\(OneLine.of(date.zone.name))', which is not known")
        }
        let instant = date.isDate ? zone.instant(date.local) : own.instant(date.local)
        let local = zone.local(instant)
        if wanted.contains(local) {
            byInstant[instant] = Occurrence(instant: instant, local: local, length: listed.length)
        }
    }

    private mutating func times(
        _ recurrence: Recurrence, _ rule: Recurrence.Rule, _ event: ICalendarEvent
    ) throws -> [LocalTime] {
        do {
            return try recurrence.times(of: rule, budget: budget)
        } catch Recurrence.Unusable.rule(let reason) {
            slots.note(event.title, at: nil, reason)
            return []
        }
    }

    /// Seconds before the span in which something may start that lasts into it; a fortnight at most.
    private func margin(_ event: ICalendarEvent, _ start: ICalendarTime) -> Double {
        let length: Double =
            switch event.length {
            case .until(let end):
                (zones[end.zone]?.instant(end.local) ?? .distantPast)
                    .timeIntervalSince(zones[start.zone]?.instant(start.local) ?? .distantPast)
            case .lasting(let days, let seconds): Double(days) * 86_400 + Double(seconds)
            case .none: 0
            }
        return min(max(length, 0), 14 * 86_400) + 86_400
    }

    /// An occurrence ends when the clocks show what they show at the end of the first one, be the night an hour longer
    /// or shorter: so the calendar shows it, and so the next programme follows.
    private func end(
        of occurrence: Occurrence, of event: ICalendarEvent, start: ICalendarTime, zone: CalendarZones.Zone
    ) -> Date {
        let (instant, local) = (occurrence.instant, occurrence.local)
        switch occurrence.length ?? event.length {
        case .none: return instant
        case .lasting(let days, let seconds):
            let begin = days == 0 ? instant : zone.instant(local.advanced(by: Double(days) * 86_400), after: instant)
            return begin.addingTimeInterval(Double(seconds))
        case .until(let end):
            guard !end.isDate, let endZone = zones[end.zone] else { return instant }
            if local == start.local || occurrence.length != nil { return endZone.instant(end.local, after: instant) }
            let shown = end.zone == start.zone ? end.local : zone.local(endZone.instant(end.local))
            return zone.instant(local.advanced(by: shown.timeInterval(since: start.local)), after: instant)
        }
    }
}

extension ICalendarEvent {
    fileprivate func isNewer(than other: ICalendarEvent) -> Bool {
        (sequence, stamp) >= (other.sequence, other.stamp)
    }
}

extension ICalendarTime.Zone {
    fileprivate var name: String {
        if case .named(let name) = self { name } else { "UTC" }
    }
}

extension LocalTime {
    fileprivate var clock: String { String(format: "%02d:%02d", hour, minute) }

    fileprivate var midnight: LocalTime { LocalTime(year: year, month: month, day: day, hour: 0, minute: 0) ?? self }

    /// Seconds, had the day always the same number of hours.
    fileprivate func timeInterval(since other: LocalTime) -> Double {
        instantOfUnchangedClock(in: .gmt).timeIntervalSince(other.instantOfUnchangedClock(in: .gmt))
    }

    fileprivate func advanced(by seconds: Double) -> LocalTime {
        LocalTime(instantOfUnchangedClock(in: .gmt).addingTimeInterval(seconds), in: .gmt)
    }
}
