import Foundation
import Programme

/// Something in the calendar that gives no slot, and why not.
package struct ScheduleNote: Sendable, Hashable, Codable {
    /// Where to find it: a line's number or an event's title, and its time if it has one.
    package let event: String
    /// In words for the person who keeps the calendar.
    package let reason: String

    package init(event: String, reason: String) {
        (self.event, self.reason) = (event, reason)
    }
}

/// What the calendar said at one time. As JSON it is what `schedule --json` prints, and what the cache keeps.
package struct ScheduleReading: Sendable, Hashable, Codable {
    /// The source's `name`.
    package var source: String
    package var fetchedAt: Date
    /// From the cache, because the source could not be read, or not be believed.
    package var stale: Bool
    /// In order of their starts.
    package var slots: [Slot]
    package var notes: [ScheduleNote]
    /// Since when the source has been saying something else that is not believed.
    package var doubtedSince: Date?
    /// `nil` unless `stale`, and not in the JSON, where the first note says it in words.
    package var staleness: Staleness?

    private enum CodingKeys: String, CodingKey { case source, fetchedAt, stale, slots, notes, doubtedSince }

    package init(
        source: String, fetchedAt: Date, stale: Bool = false, slots: [Slot] = [], notes: [ScheduleNote] = []
    ) {
        (self.source, self.fetchedAt, self.stale) = (source, fetchedAt, stale)
        (self.slots, self.notes) = (slots, notes)
    }
}

/// A calendar of whatever kind.
package protocol ScheduleSource: Sendable {
    /// Which calendar it is, in words; the same for as long as it is the same calendar.
    var name: String { get }
    /// - Throws: if nothing can be said of the calendar as a whole. What is wrong with one event is a note.
    func read() async throws -> ScheduleReading
}

/// Why a calendar could not be read at all, and what to do about it.
package struct ScheduleError: Error, Equatable, CustomStringConvertible {
    package let description: String
    /// It may pass by itself, and soon: worth another try before its time.
    package let mayPass: Bool

    package init(_ description: String, mayPass: Bool = false) {
        (self.description, self.mayPass) = (description, mayPass)
    }
}
