import Conditions
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
    private var lastTrouble: String?
    /// What was last found out about the library and the schedule, and the plan.
    private(set) var programming: Programming?
    private var accountedUntil: Date?
    private var isAccounting = false
    private var startedAt = Date.distantPast
    private let follower: ScheduleFollower?
    private var distrust = Distrust()
    private var arrivals: Arrivals
    private var pause: Task<Void, any Error>?
    /// Something failed since the plan was begun to be made.
    private var isOutOfDate = false

    /// Seconds between two looks at the library.
    private static let libraryPeriod = 5.0
    /// Seconds before an engine is started by which the schedule has been read once more.
    private static let scheduleLead = 45.0
    /// Seconds before and after now that are planned.
    private static let behind = 13 * 3600.0
    private static let ahead = 26 * 3600.0

    init(station: Station, absence: Absence, logger: Logger) {
        (self.station, self.absence, self.logger) = (station, absence, logger)
        arrivals = ArrivalsFile(station.settings.stateFolder.arrivals).load()
        let rhythm = ReadingRhythm(
            period: station.settings.schedule.every, lead: station.settings.engine.preRoll + Self.scheduleLead)
        follower = station.schedule.map { ScheduleFollower($0, rhythm: rhythm, clock: station.clock) }
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
            now: station.clock.now(), recordings: sources?.listing.recordings)
        lookAgain()
    }

    /// Something has changed: plans anew, at once.
    func lookAgain() {
        isOutOfDate = true
        pause?.cancel()
    }

    func refresh() async throws -> Programming {
        var fresh = sources ?? Programming(listing: .init(), order: RunningOrder())
        fresh.troubles = []
        var isAwaited = false
        do {
            fresh.listing = try await station.library.list()
            if let trouble = fresh.listing.trouble { fresh.troubles.append(Trouble(.library, trouble)) }
        } catch {
            if case .awaited = error as? LibraryError { isAwaited = true }
            // What was known of the library still holds, and the emergency recording is no part of it.
            fresh.troubles.append(Trouble(.library, "\(error)"))
        }
        if let follower {
            await follower.look(airings: programming?.order.airings.map(\.onAir) ?? [])
            fresh.schedule = await follower.reading
            if let trouble = await follower.trouble {
                fresh.troubles.append(Trouble(.schedule, "the schedule cannot be read: \(trouble)"))
            }
        }
        try Task.checkCancellation()
        sources = fresh
        report(fresh.troubles.first?.description, isEarly: isAwaited)
        return try await plan(fresh)
    }

    private func plan(_ sources: Programming) async throws -> Programming {
        let now = station.clock.now()
        let start = min(accountedUntil ?? now, now.addingTimeInterval(-Self.behind))
        distrust.forget(now: now, recordings: sources.listing.recordings)
        let programming = try await station.planned(
            sources, for: start..<now.addingTimeInterval(Self.ahead), without: distrust,
            arrivals: { [weak self] in await self?.arrivals(in: $0, sources) ?? [:] })
        logger.warn(ofUninspected: programming, known: self.programming?.uninspected ?? [:])
        // What ended before the first conductor was ever there is not its fault.
        let since = accountedUntil ?? now
        account(for: programming.order, since: since, now: now)
        self.programming = programming
        return programming
    }

    /// What came late, now that it is known what can be played.
    private func arrivals(in inputs: PlanInputs, _ sources: Programming) -> [String: Date] {
        // A library that could not be read says nothing of what has come since.
        guard !sources.troubles.contains(where: { $0.source == .library }) else { return arrivals.starts }
        let before = arrivals.starts
        var here = inputs
        // What is in a store has come when it has been fetched.
        here.recordings.removeAll { station.library.absence(ofFile: $0.file) != nil }
        arrivals.note(here, after: programming?.order, now: station.clock.now())
        guard arrivals.starts != before else { return before }
        do {
            try ArrivalsFile(station.settings.stateFolder.arrivals).save(arrivals)
        } catch {
            logger.error(
                "it could not be kept which recordings came late: a conductor that is started again may join them elsewhere",
                metadata: ["error": "\(error.inWords)"])
        }
        return arrivals.starts
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
    /// - Parameter isEarly: it may be none: nobody has had the time to answer.
    private func report(_ trouble: String?, isEarly: Bool) {
        guard trouble != lastTrouble else { return }
        if let trouble {
            logger.log(level: isEarly ? .notice : .error, "\(trouble)")
        } else {
            logger.notice("the sources can be read")
        }
        lastTrouble = trouble
    }
}
