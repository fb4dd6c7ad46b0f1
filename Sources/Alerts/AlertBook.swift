import Foundation

/// Remembers what has been told, so that each condition is told once, with an all-clear when it is over, and never
/// in a storm. A value without a clock: what it makes of the same conditions at the same instants is always the same.
///
/// A condition that comes and goes is told once. Its all-clear waits until it has been gone for `settle`, and sums
/// up. One that comes back soon after its all-clear is told as `again`, and then its all-clear waits for `memory`:
/// so no condition makes more than two notices, and one for each of its stages, in that time.
package struct AlertBook: Sendable, Equatable, Codable {
    /// Seconds for which a condition has been gone before its all-clear.
    package static let settle = 60.0
    /// Seconds after its all-clear in which a condition that comes back is the same one again.
    package static let memory = 900.0

    private var entries: [String: AlertEntry] = [:]
    private var count = 0
    /// Changes whenever there is something new to keep: not if only a text is another.
    package private(set) var revision = 0

    package init() {}

    /// What is so now, most urgent first.
    package var alerts: [Alert] {
        entries.values.filter(\.isAlert).map(Alert.init)
            .sorted { ($1.urgency, $0.since, $0.key) < ($0.urgency, $1.since, $1.key) }
    }

    /// Takes in what is so at an instant.
    /// - Parameters:
    ///   - conditions: all that there are; of two with the same key, the first.
    ///   - unknown: kinds of which nothing can be said now: what was so still is.
    /// - Returns: what to tell, in the order of the conditions; all-clears last, by their keys.
    package mutating func update(
        _ conditions: [Condition], unknown: Set<String> = [], at now: Date
    ) -> [Notice] {
        var notices: [Notice] = []
        var present: Set<String> = []
        for condition in conditions where present.insert(condition.key).inserted {
            var entry = entries[condition.key] ?? AlertEntry(condition, at: now)
            let kind = entry.meet(condition, at: now)
            keep(entry)
            if let kind { notices.append(notice(kind, entry, at: now)) }
        }
        guard present.count < entries.count else { return notices }
        for key in entries.keys.filter({ !present.contains($0) }).sorted() {
            guard var entry = entries[key], !unknown.contains(entry.condition.kind) else { continue }
            let kind = entry.miss(at: now)
            if let kind { notices.append(notice(kind, entry, at: now)) }
            keep(entry)
        }
        return notices
    }

    /// Seconds by which a clock may be put right little by little between two looks, of which nothing is to be noted.
    package static let smallStep = 0.5

    /// The clock has been set forward by so many seconds, or put back: what has lasted for a while has lasted no longer
    /// than that.
    package mutating func noteClockSet(by seconds: Double) {
        entries = entries.mapValues { $0.shifted(by: seconds) }
        revision += 1
    }

    /// Seconds for which a conductor may be away while something lasts.
    private static let away = 30.0

    /// A conductor begins. What would have been told if anybody had looked may have been gone meanwhile; but one that
    /// is started over and over tells what lasts.
    package mutating func resume(at now: Date) {
        for (key, entry) in entries where entry.phase == .pending {
            let lasted = now.timeIntervalSince(entry.since)
            if lasted > entry.condition.grace + Self.away { entries[key] = entry.begun(at: now) }
        }
    }

    private mutating func keep(_ entry: AlertEntry) {
        let key = entry.condition.key
        if entry.isForgotten {
            entries[key] = nil
            revision += 1
        } else {
            if entries[key].map({ !$0.isSame(as: entry) }) ?? true { revision += 1 }
            entries[key] = entry
        }
    }

    private mutating func notice(_ kind: Notice.Kind, _ entry: AlertEntry, at now: Date) -> Notice {
        count += 1
        return Notice(
            id: "\(Int64(now.timeIntervalSince1970 * 1000))-\(count)", kind: kind, condition: entry.condition, at: now,
            since: entry.since, overSince: kind == .cleared ? entry.goneSince : nil,
            timesAway: kind == .cleared ? entry.timesAway : 0, firstAway: kind == .cleared ? entry.firstAway : nil)
    }
}

/// Something that is so now, and has been told.
package struct Alert: Sendable, Hashable, Codable {
    package let key: String
    package let since: Date
    package let urgency: Urgency
    package let title: String
    package let detail: String

    package init(key: String, since: Date, urgency: Urgency, title: String, detail: String) {
        (self.key, self.since, self.urgency) = (key, since, urgency)
        (self.title, self.detail) = (title, detail)
    }

    init(_ entry: AlertEntry) {
        let condition = entry.condition
        self.init(
            key: condition.key, since: entry.since, urgency: condition.urgency, title: condition.title,
            detail: condition.detail)
    }
}
