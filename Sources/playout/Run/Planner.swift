import Foundation
import Library
import Logging
import OnAir
import Programme

/// Keeps the running order up to date: reads the library and the schedule again and again, and plans anew whenever
/// anything has changed.
actor Planner {
    private let station: Station
    private let absence: Absence
    private let logger: Logger
    private var sources: Programming?
    private var scheduleReadAt = Date.distantPast
    private var lastTrouble: String?
    /// What was last found out about the library and the schedule, and the plan.
    private(set) var programming: Programming?
    private var accountedUntil: Date?

    /// Seconds between two looks at the library, and two readings of the schedule.
    private static let libraryPeriod = 5.0
    private static let schedulePeriod = 30.0
    /// Seconds before and after now that are planned.
    private static let behind = 13 * 3600.0
    private static let ahead = 26 * 3600.0

    init(station: Station, absence: Absence, logger: Logger) {
        (self.station, self.absence, self.logger) = (station, absence, logger)
    }

    /// Runs until cancelled.
    /// - Parameter publish: is given each new plan.
    func run(publish: @Sendable (Programming) async -> Void) async throws {
        accountedUntil = absence.since(now: station.clock.now())
        while true {
            if let programming = try await refreshed() { await publish(programming) }
            let now = station.clock.now()
            try await station.clock.wait(until: now.addingTimeInterval(Self.libraryPeriod))
        }
    }

    /// Plans anew with what the preflight has found out meanwhile.
    func replan() async throws -> Programming? {
        guard let sources else { return nil }
        return try await plan(sources)
    }

    /// - Returns: the new plan. It is made each time, since time goes on even where nothing else changes.
    private func refreshed() async throws -> Programming? {
        do {
            var fresh = sources ?? Programming(listing: .init(), order: RunningOrder())
            let now = station.clock.now()
            if sources == nil || abs(now.timeIntervalSince(scheduleReadAt)) >= Self.schedulePeriod {
                fresh = try await station.sources()
                // What was known of the schedule still holds.
                if fresh.schedule == nil { fresh.schedule = sources?.schedule }
                scheduleReadAt = now
            } else {
                fresh.listing = try await station.library.list()
            }
            sources = fresh
            report(fresh.troubles.first)
            return try await plan(fresh)
        } catch let error as CancellationError {
            throw error
        } catch {
            report("\(error)")
            return nil
        }
    }

    private func plan(_ sources: Programming) async throws -> Programming {
        let now = station.clock.now()
        let start = min(accountedUntil ?? now, now.addingTimeInterval(-Self.behind))
        let programming = try await station.planned(sources, for: start..<now.addingTimeInterval(Self.ahead))
        // What ended before the first conductor was ever there is not its fault.
        absence.record(programming.order, since: accountedUntil ?? now, now: now)
        accountedUntil = now
        self.programming = programming
        return programming
    }

    /// Each trouble once, and its end.
    private func report(_ trouble: String?) {
        guard trouble != lastTrouble else { return }
        if let trouble { logger.error("\(trouble)") } else { logger.notice("the sources can be read again") }
        lastTrouble = trouble
    }
}
