import AsRun
import Foundation
import Logging
import Programme

/// Keeps the record honest about what did not go out: slots with nothing to play, and airings that nobody was there
/// to begin.
struct Absence: Sendable {
    let keeper: AsRunKeeper
    let logger: Logger

    /// The longest absence that is looked back on, in seconds.
    static let longest = 7 * 86_400.0

    /// Since when there has been no conductor, for a conductor that starts at `now`; `nil` if there never was one.
    func since(now: Date) async -> Date? {
        do {
            guard let seen = try await keeper.perform({ try $0.lastSeen() }), seen < now else { return nil }
            return max(seen, now.addingTimeInterval(-Self.longest))
        } catch {
            logger.error("there is no telling since when no conductor was at work", metadata: ["error": "\(error)"])
            return nil
        }
    }

    /// Records what was to go out in the past of `now` and did not.
    /// - Parameters:
    ///   - order: covers the time from `since`.
    ///   - since: what ended before this has been accounted for.
    ///   - startedAt: when this conductor began its work.
    /// - Returns: whether the log has it all now.
    func record(_ order: RunningOrder, since: Date, startedAt: Date, now: Date) async -> Bool {
        do {
            let absent = AbsentAirings(order: order, since: since, startedAt: startedAt, now: now)
            try await keeper.perform { log in
                for entry in absent.missing { try log.record(entry) }
                for airing in absent.airings where try log.entry(airing: airing.id) == nil {
                    try log.record(absent.entry(for: airing))
                }
                try log.setLastSeen(now)
            }
            return true
        } catch {
            logger.error("the as-run log could not be written", metadata: ["error": "\(error)"])
            return false
        }
    }
}
