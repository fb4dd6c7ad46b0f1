import Foundation

/// Why a file is on air.
package enum Origin: String, Sendable, Hashable, Codable, CaseIterable {
    /// The schedule has it.
    case scheduled
    /// Only its name says when it plays.
    case unscheduled
    /// An earlier edition in place of one that is missing.
    case `repeat`
    /// The station's emergency recording.
    case emergency
}

/// A stretch of one recording within an airing.
package struct Segment: Sendable, Hashable, Codable {
    /// Path within the library (or of the emergency recording, as configured).
    package var file: String
    package var startsAt: Date
    /// Where in the recording it starts and stops, in seconds from the recording's beginning.
    package var cueIn: Double
    package var cueOut: Double
    /// Played over and over from `startsAt` until the next segment starts or the airing ends.
    package var loop: Bool
    /// Decibels by which it is made louder, or quieter, as a whole; `nil`: it is played as loud as it is.
    package var gain: Double?
    package var pid: PID
    package var title: String
    package var origin: Origin
    /// What the schedule has there, as it was when this was planned; `nil` where it has nothing.
    package var slots: [Slot]?

    package init(
        file: String, startsAt: Date, cueIn: Double = 0, cueOut: Double, loop: Bool = false,
        gain: Double? = nil, pid: PID, title: String, origin: Origin, slots: [Slot]? = nil
    ) {
        (self.file, self.startsAt, self.cueIn, self.cueOut) = (file, startsAt, cueIn, cueOut)
        (self.loop, self.gain, self.slots) = (loop, gain, slots)
        (self.pid, self.title, self.origin) = (pid, title, origin)
    }
}

/// One stay on air: one connection to the studio from `onAir` to `offAir`.
package struct Airing: Sendable, Hashable, Codable, Identifiable {
    /// Its start in UTC and its PID: `20261122T140000Z_breakfast`. Good as a file name.
    package var id: String
    package var onAir: Date
    /// When the connection is closed: the fade's end, or the content's, or the slot's.
    package var offAir: Date
    /// The instant at which the fade has reached silence; `nil` if the content ends by itself before.
    package var fadedOutBy: Date?
    /// The latest instant that the junction allows; a connection that is still there then is cut by force.
    package var offAirBy: Date
    package var title: String
    package var pid: PID
    package var origin: Origin
    package var segments: [Segment]
    /// What a person should know while something can be done about it.
    package var warnings: [String]
    /// What a person may like to know, and is not told unasked; `nil` where there is nothing.
    package var notes: [String]?

    package init(
        onAir: Date, offAir: Date, fadedOutBy: Date?, offAirBy: Date, title: String, pid: PID,
        origin: Origin, segments: [Segment], warnings: [String] = [], notes: [String]? = nil
    ) {
        self.id = Self.id(onAir: onAir, pid: pid)
        (self.onAir, self.offAir, self.fadedOutBy, self.offAirBy) = (onAir, offAir, fadedOutBy, offAirBy)
        (self.title, self.pid, self.origin) = (title, pid, origin)
        (self.segments, self.warnings, self.notes) = (segments, warnings, notes)
    }

    /// What is not there is `null`: each airing has every key but `notes`.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(onAir, forKey: .onAir)
        try container.encode(offAir, forKey: .offAir)
        try container.encode(fadedOutBy, forKey: .fadedOutBy)
        try container.encode(offAirBy, forKey: .offAirBy)
        try container.encode(title, forKey: .title)
        try container.encode(pid, forKey: .pid)
        try container.encode(origin, forKey: .origin)
        try container.encode(segments, forKey: .segments)
        try container.encode(warnings, forKey: .warnings)
        try container.encodeIfPresent(notes, forKey: .notes)
    }

    package static func id(onAir: Date, pid: PID) -> String {
        let start = onAir.formatted(
            .iso8601.year().month().day().dateSeparator(.omitted)
                .time(includingFractionalSeconds: false).timeSeparator(.omitted).timeZone(separator: .omitted))
        return "\(start)_\(pid.key)"
    }
}

extension Airing {
    /// Where the plan has a segment end: with its recording, or cut by the next one or the airing's end.
    package func plannedEnd(of index: Int) -> Date {
        guard segments.indices.contains(index) else { return offAir }
        let segment = segments[index]
        let next = segments.indices.contains(index + 1) ? segments[index + 1].startsAt : offAir
        let cut = min(next, offAir)
        return segment.loop ? cut : min(cut, segment.startsAt + (segment.cueOut - segment.cueIn))
    }
}

/// A scheduled recorded programme for which there is nothing to play.
package struct Missing: Sendable, Hashable, Codable {
    package let start: Date
    package let end: Date
    package let pid: PID
    package let title: String
    package let reason: String
    package let wish: Wish?

    package init(start: Date, end: Date, pid: PID, title: String, reason: String, wish: Wish? = nil) {
        (self.start, self.end, self.pid, self.title, self.reason) = (start, end, pid, title, reason)
        self.wish = wish
    }
}

/// The plan: airings in time order, what is missing, what is ignored, and why.
package struct RunningOrder: Sendable, Hashable, Codable {
    package var airings: [Airing]
    package var missing: [Missing]
    package var ignored: [Ignored]

    package init(airings: [Airing] = [], missing: [Missing] = [], ignored: [Ignored] = []) {
        (self.airings, self.missing, self.ignored) = (airings, missing, ignored)
    }

    /// Those that leave the air after `instant`: the airings from the first such one on, since they follow each other.
    package func airings(notOverAt instant: Date) -> ArraySlice<Airing> {
        var (low, high) = (0, airings.count)
        while low < high {
            let middle = (low + high) / 2
            if airings[middle].offAir > instant { high = middle } else { low = middle + 1 }
        }
        return airings[low...]
    }
}
