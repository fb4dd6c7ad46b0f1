import Foundation
import Programme

/// What was to go out in a stretch of time and may not have: slots with nothing to play, and airings that nobody was
/// there to begin. Which of the airings have entries is for the caller to know.
package struct AbsentAirings: Sendable {
    /// Covers the time from `since`.
    package let order: RunningOrder
    /// What ended before this has been accounted for.
    package let since: Date
    /// When this conductor began its work.
    package let startedAt: Date
    package let now: Date

    package init(order: RunningOrder, since: Date, startedAt: Date, now: Date) {
        (self.order, self.since, self.startedAt, self.now) = (order, since, startedAt, now)
    }

    /// For the programmes that there was nothing to play for.
    package var missing: [AsRunEntry] {
        order.missing.filter { $0.end > since && $0.end <= now }.map(AsRunEntry.init(missed:))
    }

    /// Those that are over by now.
    package var airings: [Airing] { order.airings.filter { $0.offAir > since && $0.offAir <= now } }

    /// For an airing that has no entry.
    package func entry(for airing: Airing) -> AsRunEntry {
        let wasAbsent = airing.offAir <= startedAt
        return AsRunEntry(
            missed: airing,
            reason: wasAbsent ? "no conductor was at work" : "it could not be begun: see the conductor's log")
    }
}
