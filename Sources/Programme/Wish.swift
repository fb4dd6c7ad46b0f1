import Foundation

/// What a programmer asks for in one slot, beside the programme: written into the calendar's event.
package struct Wish: Sendable, Hashable, Codable {
    /// The recording to play, by its name in the library.
    package var file: String?
    /// The earlier edition of the programme to play.
    package var edition: EditionDate?
    /// Where there is no recording, the emergency one is wanted and no repeat.
    package var withoutRepeat: Bool?

    package init(file: String? = nil, edition: EditionDate? = nil, withoutRepeat: Bool? = nil) {
        (self.file, self.edition, self.withoutRepeat) = (file, edition, withoutRepeat)
    }
}

/// The day of an edition, in the station's zone, and its time of day where that was said.
package struct EditionDate: Sendable, Hashable, Codable, CustomStringConvertible {
    package let year, month, day: Int
    package let hour, minute: Int?

    /// - Returns: `nil` if there is no such day or time of day.
    package init?(year: Int, month: Int, day: Int, hour: Int? = nil, minute: Int? = nil) {
        guard (hour == nil) == (minute == nil),
            LocalTime(year: year, month: month, day: day, hour: hour ?? 0, minute: minute ?? 0) != nil
        else { return nil }
        (self.year, self.month, self.day, self.hour, self.minute) = (year, month, day, hour, minute)
    }

    /// Whether a recording of this time is meant.
    package func means(_ time: LocalTime) -> Bool {
        guard (time.year, time.month, time.day) == (year, month, day) else { return false }
        return hour == nil || (time.hour, time.minute) == (hour, minute)
    }

    /// `2026-11-15` or `2026-11-15 14:00`
    package var description: String {
        let date = String(format: "%04d-%02d-%02d", year, month, day)
        guard let hour, let minute else { return date }
        return date + String(format: " %02d:%02d", hour, minute)
    }
}
