import Foundation
import Programme

/// A page of the Calendar API's `events.list`, as far as it is of use.
struct GooglePage: Decodable, Sendable {
    let items: [Item]
    let nextPageToken: String?
    /// `freeBusyReader` sees when events are, and nothing else of them.
    let accessRole: String?
    /// The calendar's name.
    let summary: String?

    /// The query's `fields`, which name what is decoded here.
    static let fields = "summary,accessRole,nextPageToken,items(id,status,summary,description,start,end)"

    /// An event, or what is wrong with it.
    enum Item: Sendable {
        case event(GoogleEvent)
        case malformed
    }

    private enum CodingKeys: String, CodingKey { case items, nextPageToken, accessRole, summary }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        nextPageToken = try container.decodeIfPresent(String.self, forKey: .nextPageToken)
        accessRole = try container.decodeIfPresent(String.self, forKey: .accessRole)
        summary = try? container.decodeIfPresent(String.self, forKey: .summary)
        // An empty calendar has `items: []`. What has none at all is something else.
        items = try container.decode([Attempt].self, forKey: .items).map(\.item)
    }

    /// One event that is not as it should be is no reason to do without the others.
    private struct Attempt: Decodable {
        let item: Item

        init(from decoder: any Decoder) throws {
            item = (try? GoogleEvent(from: decoder)).map(Item.event) ?? .malformed
        }
    }
}

/// One event, a recurring one's occurrences being events of their own.
struct GoogleEvent: Decodable, Sendable {
    struct Time: Decodable, Sendable {
        /// RFC 3339 with an offset.
        let dateTime: String?
        /// Of an event that takes whole days.
        let date: String?
    }

    let id: String?
    let status: String?
    let summary: String?
    let description: String?
    let start: Time?
    let end: Time?
}

extension EventSlots {
    mutating func add(_ event: GoogleEvent, zone: TimeZone) {
        let title = event.summary ?? ""
        guard event.status != "cancelled" else { return }
        guard let start = event.start, let end = event.end else {
            return note(title, at: nil, "it has no start or no end")
        }
        if let day = start.date {
            let first = try? ScheduleTime.instant(day + "T12:00", zone: zone)
            return note(title, at: first.map { $0 - 12 * 3600 }, Self.allDay)
        }
        guard let from = start.dateTime.flatMap({ try? ScheduleTime.instant($0, zone: zone) }),
            let to = end.dateTime.flatMap({ try? ScheduleTime.instant($0, zone: zone) })
        else { return note(title, at: nil, "its start or its end is not a time") }
        add(CalendarEvent(title: title, description: event.description ?? "", start: from, end: to))
    }

    static let allDay = "it takes whole days, and a programme needs a start and an end"
}
