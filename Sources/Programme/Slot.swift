import Foundation

/// A programme's scheduled interval `[start, end)`.
package struct Slot: Sendable, Hashable, Codable {
    package let start: Date
    package let end: Date
    package let pid: PID
    package let title: String
    package let type: ProgrammeType
    /// What the programmer asks for beside it, if anything.
    package let wish: Wish?

    package init(
        start: Date, end: Date, pid: PID, title: String, type: ProgrammeType = .recorded, wish: Wish? = nil
    ) {
        (self.start, self.end, self.pid, self.title, self.type, self.wish) = (start, end, pid, title, type, wish)
    }
}

package enum ProgrammeType: String, Sendable, Hashable, Codable {
    case recorded, live
}

/// A rule for how a programme leaves the air when its slot ends at a given minute of the hour.
package struct Junction: Sendable, Hashable, Codable {
    /// Minute of the hour in the station's zone, 0 to 59.
    package let minute: Int
    /// Seconds before the slot's end by which a programme that is still playing has been faded out.
    package let fadedOutBy: Double
    /// Seconds before the slot's end by which the connection is closed, whatever happens; at most `fadedOutBy`.
    package let offAirBy: Double
    /// Keep the connection where another recording starts at that instant.
    package let runOn: Bool

    package init(minute: Int, fadedOutBy: Double, offAirBy: Double, runOn: Bool = false) {
        (self.minute, self.fadedOutBy, self.offAirBy, self.runOn) = (minute, fadedOutBy, offAirBy, runOn)
    }

    /// The forerunner's: out of the way of the news on the hour, and just off at the half hour.
    package static let defaults = [
        Junction(minute: 0, fadedOutBy: 88, offAirBy: 75),
        Junction(minute: 30, fadedOutBy: 8, offAirBy: 8, runOn: true),
    ]
}
