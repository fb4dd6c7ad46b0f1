import Foundation
import Programme

/// A schedule that is as it was some time ago.
package struct StaleSchedule: Sendable, Hashable {
    /// When it was read.
    let since: Date
    let why: Staleness
    /// It comes from a server; otherwise from a file.
    let isOnWeb: Bool

    package init(since: Date, why: Staleness, isOnWeb: Bool) {
        (self.since, self.why, self.isOnWeb) = (since, why, isOnWeb)
    }

    /// One that says it is stale, or that is older than it can be unless something hangs.
    /// - Parameters:
    ///   - staleness: `nil` for a reading that is not known to be stale.
    ///   - period: seconds between two readings.
    package init?(fetchedAt: Date, staleness: Staleness?, period: Double, isOnWeb: Bool, now: Date) {
        let isOld = now.timeIntervalSince(fetchedAt) > period + Self.fiveReadings
        guard let why = staleness ?? (isOld ? .away : nil) else { return nil }
        self.init(since: fetchedAt, why: why, isOnWeb: isOnWeb)
    }

    /// Seconds for which a file may be wrong: it is being replaced.
    private static let replacing = 45.0
    /// Seconds in which a calendar on the web is asked five times, after pauses of 15 seconds, 30, 60 and 120.
    private static let fiveReadings = 300.0
    /// Seconds that a server may be down or out of reach without harm: weeks are known ahead, and a server is
    /// restarted, updated or saved in less.
    private static let outage = 1800.0

    /// Seconds for which it has been so before people are told.
    var grace: Double {
        guard isOnWeb else { return Self.replacing }
        return why == .away ? Self.outage : Self.fiveReadings
    }

    var reason: String {
        switch why {
        case .away, .broken: "The schedule cannot be read"
        case .doubted: "The schedule has suddenly lost nearly everything and is not believed"
        }
    }
}
