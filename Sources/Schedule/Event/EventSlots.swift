import Foundation
import Programme

/// Makes slots of events, and a note of each that gives none. The same note about the same title is made once.
struct EventSlots {
    private struct Subject: Hashable {
        let title: String
        let reason: String
    }

    private let zone: TimeZone
    /// What gives no slot outside of this is no news.
    let span: Range<Date>
    private var slots: [Slot] = []
    private var taken: Set<SlotKey> = []
    private var subjects: [Subject: (first: Date?, count: Int)] = [:]
    /// Descriptions that have been read: a year of a weekly programme has the same one fifty times.
    private var meanings: [String: Result<EventMeaning, EventMeaning.Nothing>] = [:]

    /// - Parameter zone: the station's.
    init(zone: TimeZone, span: Range<Date>) { (self.zone, self.span) = (zone, span) }

    /// An event outside of the span is passed over.
    mutating func add(_ event: CalendarEvent) {
        guard event.start < span.upperBound, event.end > span.lowerBound || event.start >= span.lowerBound else {
            return
        }
        guard event.end > event.start else {
            return note(event.title, at: event.start, "it ends as it starts, or before; correct its end")
        }
        switch meaning(of: event.description) {
        case .failure(let nothing): note(event.title, at: event.start, nothing.reason)
        case .success(let meaning):
            for complaint in meaning.complaints { note(event.title, at: event.start, complaint) }
            add(event, meaning)
        }
    }

    private mutating func add(_ event: CalendarEvent, _ meaning: EventMeaning) {
        let key = SlotKey(start: event.start, pid: meaning.pid)
        guard taken.insert(key).inserted else {
            return note(event.title, at: event.start, "the same programme is in the calendar twice at this time")
        }
        let title = OneLine.of(event.title)
        slots.append(
            Slot(
                start: event.start, end: event.end, pid: meaning.pid, title: title.isEmpty ? meaning.pid.text : title,
                type: meaning.type, wish: meaning.wish))
    }

    private mutating func meaning(of description: String) -> Result<EventMeaning, EventMeaning.Nothing> {
        if let known = meanings[description] { return known }
        let meaning = Result { () throws(EventMeaning.Nothing) in try EventMeaning(description) }
        meanings[description] = meaning
        return meaning
    }

    /// - Parameter start: `nil` if it has no time that can be told.
    mutating func note(_ title: String, at start: Date?, _ reason: String) {
        let shown = OneLine.of(title)
        let subject = Subject(title: shown.isEmpty ? "an event without a title" : shown, reason: reason)
        let known = subjects[subject]
        let first = [known?.first, start].compactMap(\.self).min()
        subjects[subject] = (first, (known?.count ?? 0) + 1)
    }

    func reading(source: String, fetchedAt: Date) -> ScheduleReading {
        let notes = subjects.sorted { a, b in
            (a.value.first ?? .distantPast, a.key.title, a.key.reason)
                < (b.value.first ?? .distantPast, b.key.title, b.key.reason)
        }
        return ScheduleReading(
            source: source, fetchedAt: fetchedAt,
            slots: slots.sorted { ($0.start, $0.pid, $0.end) < ($1.start, $1.pid, $1.end) },
            notes: notes.map { subject, found in
                ScheduleNote(
                    event: name(subject.title, first: found.first, others: found.count - 1), reason: subject.reason)
            })
    }

    /// `The Late Breakfast, 2026-11-22 14:00 and 3 more`
    private func name(_ title: String, first: Date?, others: Int) -> String {
        let more = others > 0 ? " and \(others) more" : ""
        guard let first else { return title + more }
        let time = LocalTime(first, in: zone)
        let shown = String(
            format: "%04d-%02d-%02d %02d:%02d", time.year, time.month, time.day, time.hour, time.minute)
        return "\(title), \(shown)\(more)"
    }
}
