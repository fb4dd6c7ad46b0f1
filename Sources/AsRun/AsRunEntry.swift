import Foundation
import Programme

/// What became of one airing: a row of the as-run log, and of `playout log --json`.
package struct AsRunEntry: Sendable, Hashable {
    package enum Outcome: String, Sendable, Hashable, Codable, CaseIterable {
        /// On air from its start to its end.
        case completed
        /// On air, but late, with gaps, or not to its end.
        case interrupted
        /// Ready throughout, and never on air, because another had the studio's mount.
        case stoodBy
        /// Tried, and never on air.
        case failed
        /// Never tried: there was nothing to play, or nobody to play it.
        case missed
    }

    /// A stretch between the planned start and end in which the studio was not getting programme.
    package struct Interruption: Sendable, Hashable {
        package var from: Date
        /// `nil` while it lasts.
        package var to: Date?
        /// In words.
        package var reason: String

        package init(from: Date, to: Date?, reason: String) {
            (self.from, self.to, self.reason) = (from, to, reason)
        }
    }

    /// The airing's id.
    package var airing: String
    package var title: String
    package var pid: PID
    package var origin: Origin
    /// In the order in which they begin, each once.
    package var files: [String]
    package var plannedOnAir: Date
    /// The first instant at which programme was going to the studio; `nil` if it never did.
    package var onAir: Date?
    /// Milliseconds, to one decimal; late is positive.
    package var onAirErrorMs: Double?
    package var plannedOffAir: Date
    /// The last instant at which programme was going to the studio; `nil` while it is, and if it never did.
    package var offAir: Date?
    /// Milliseconds, to one decimal; late is positive.
    package var offAirErrorMs: Double?
    package var interruptions: [Interruption]
    /// `nil` until it is finished.
    package var outcome: Outcome?
    /// What the schedule said of it, as it was when this was on air, or was to be; whatever it has said since.
    package var slots: [Slot] = []
    /// For each of `files`, the decibels by which it was made louder or quieter; `nil` where it was played as it is.
    package var gains: [Double?] = []
}

extension AsRunEntry: Codable {
    /// In the order of the columns.
    enum CodingKeys: String, CodingKey, CaseIterable {
        case airing, title, pid, origin, files
        case plannedOnAir, onAir, onAirErrorMs, plannedOffAir, offAir, offAirErrorMs, interruptions, outcome, slots
        case gains
    }

    /// What is not known is `null`: each row has every key.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(airing, forKey: .airing)
        try container.encode(title, forKey: .title)
        try container.encode(pid, forKey: .pid)
        try container.encode(origin, forKey: .origin)
        try container.encode(files, forKey: .files)
        try container.encode(plannedOnAir, forKey: .plannedOnAir)
        try container.encode(onAir, forKey: .onAir)
        try container.encode(onAirErrorMs, forKey: .onAirErrorMs)
        try container.encode(plannedOffAir, forKey: .plannedOffAir)
        try container.encode(offAir, forKey: .offAir)
        try container.encode(offAirErrorMs, forKey: .offAirErrorMs)
        try container.encode(interruptions, forKey: .interruptions)
        try container.encode(outcome, forKey: .outcome)
        try container.encode(slots, forKey: .slots)
        try container.encode(gains, forKey: .gains)
    }
}

extension AsRunEntry.Interruption: Codable {
    private enum CodingKeys: String, CodingKey {
        case from, to, reason
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        // Of several numbers that mean the same millisecond, the one that was encoded.
        self.init(
            from: try container.decode(Date.self, forKey: .from).inMilliseconds,
            to: try container.decodeIfPresent(Date.self, forKey: .to)?.inMilliseconds,
            reason: try container.decode(String.self, forKey: .reason))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(from, forKey: .from)
        try container.encode(to, forKey: .to)
        try container.encode(reason, forKey: .reason)
    }
}

extension AsRunEntry {
    /// For a scheduled programme that there was nothing to play for.
    package init(missed missing: Missing) {
        self.init(
            missed: Airing.id(onAir: missing.start, pid: missing.pid), title: missing.title, pid: missing.pid,
            origin: .scheduled, files: [], from: missing.start, to: missing.end, reason: missing.reason,
            slots: [
                Slot(
                    start: missing.start, end: missing.end, pid: missing.pid, title: missing.title, wish: missing.wish)
            ], gains: [])
    }

    /// For an airing that the conductor was not there for.
    package init(missed airing: Airing, reason: String) {
        self.init(
            missed: airing.id, title: airing.title, pid: airing.pid, origin: airing.origin, files: airing.files,
            from: airing.onAir, to: airing.offAir, reason: reason, slots: airing.slots, gains: airing.gains)
    }

    private init(
        missed airing: String, title: String, pid: PID, origin: Origin, files: [String], from: Date, to: Date,
        reason: String, slots: [Slot], gains: [Double?]
    ) {
        let (from, to) = (from.inMilliseconds, to.inMilliseconds)
        self.init(
            airing: airing, title: title, pid: pid, origin: origin, files: files, plannedOnAir: from,
            plannedOffAir: to, interruptions: [Interruption(from: from, to: to, reason: reason)], outcome: .missed,
            slots: slots, gains: gains)
    }
}

extension Airing {
    /// In the order in which they begin, each once.
    var files: [String] { segmentsByFile.map(\.file) }

    /// Of each of `files`.
    var gains: [Double?] { segmentsByFile.map(\.gain) }

    private var segmentsByFile: [Segment] {
        var seen: Set<String> = []
        return segments.filter { seen.insert($0.file).inserted }
    }

    /// What the schedule has of it, in time order. Of a programme that it has said two things about, because something
    /// else took the rest of its slot, the first: what it said when that went on air.
    var slots: [Slot] {
        struct Programme: Hashable {
            let start: Date
            let pid: PID
        }
        var seen: Set<Programme> = []
        return segments.flatMap { $0.slots ?? [] }
            .filter { seen.insert(Programme(start: $0.start, pid: $0.pid)).inserted }
    }
}

extension Date {
    /// To the millisecond, as the log keeps it.
    var inMilliseconds: Date { Date(timeIntervalSince1970: (timeIntervalSince1970 * 1000).rounded() / 1000) }
}
