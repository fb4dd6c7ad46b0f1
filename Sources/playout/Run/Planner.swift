import Foundation
import Library
import Logging
import OnAir
import Plan
import Programme
import Schedule

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
    private var isAccounting = false
    private var startedAt = Date.distantPast
    private var scheduleTrouble: String?
    private var distrust = Distrust()
    private var pause: Task<Void, any Error>?
    /// Something failed since the plan was begun to be made.
    private var isOutOfDate = false

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
        startedAt = station.clock.now()
        accountedUntil = await absence.since(now: startedAt)
        while true {
            isOutOfDate = false
            await publish(try await refresh())
            if isOutOfDate { continue }
            let pause = Task { try await Task.sleep(for: .seconds(Self.libraryPeriod)) }
            self.pause = pause
            try? await withTaskCancellationHandler {
                try await pause.value
            } onCancel: {
                pause.cancel()
            }
            try Task.checkCancellation()
        }
    }

    /// A recording failed on air: the plan does without it, at once.
    func distrust(_ fault: RecordingFault, in airing: Airing) {
        distrust.add(
            fault.segment, because: fault.reason, isAbsent: fault.isAbsent, in: airing,
            now: station.clock.now(), recordings: sources?.listing.recordings ?? [])
        isOutOfDate = true
        pause?.cancel()
    }

    func refresh() async throws -> Programming {
        let now = station.clock.now()
        var fresh = sources ?? Programming(listing: .init(), order: RunningOrder())
        fresh.troubles = []
        do {
            fresh.listing = try await station.library.list()
        } catch {
            // What was known of the library still holds, and the emergency recording is no part of it.
            fresh.troubles.append(Trouble(.library, "\(error)"))
        }
        if sources == nil || abs(now.timeIntervalSince(scheduleReadAt)) >= Self.schedulePeriod {
            do {
                if let reading = try await station.schedule?.read() { fresh.schedule = reading }
                scheduleTrouble = nil
            } catch {
                scheduleTrouble = "the schedule cannot be read: \(error)"
            }
            scheduleReadAt = now
        }
        try Task.checkCancellation()
        if let scheduleTrouble { fresh.troubles.append(Trouble(.schedule, scheduleTrouble)) }
        sources = fresh
        report(fresh.troubles.first?.description)
        return try await plan(fresh)
    }

    private func plan(_ sources: Programming) async throws -> Programming {
        let now = station.clock.now()
        let start = min(accountedUntil ?? now, now.addingTimeInterval(-Self.behind))
        distrust.forget(now: now, recordings: sources.listing.recordings)
        let programming = try await station.planned(
            sources, for: start..<now.addingTimeInterval(Self.ahead), without: distrust)
        // What ended before the first conductor was ever there is not its fault.
        let since = accountedUntil ?? now
        account(for: programming.order, since: since, now: now)
        self.programming = programming
        return programming
    }

    /// The plan does not wait for the log.
    private func account(for order: RunningOrder, since: Date, now: Date) {
        guard !isAccounting else { return }
        isAccounting = true
        Task {
            if await absence.record(order, since: since, startedAt: startedAt, now: now) { accountedUntil = now }
            isAccounting = false
        }
    }

    /// Each trouble once, and its end.
    private func report(_ trouble: String?) {
        guard trouble != lastTrouble else { return }
        if let trouble { logger.error("\(trouble)") } else { logger.notice("the sources can be read again") }
        lastTrouble = trouble
    }
}
