import Foundation
import Programme

/// A calendar that is still known when it cannot be reached, and believed with some caution when it is suddenly empty.
package struct CachedSchedule: ScheduleSource {
    private let source: any ScheduleSource
    private let cache: ScheduleCache
    private let keeps: Bool
    private let patience: Double
    private let accepts: Bool

    /// Seconds for which a schedule that is suddenly empty is not believed.
    package static let usualPatience = 24 * 3600.0

    /// - Parameters:
    ///   - keeps: whether what the source says is kept, or only what was kept earlier is read.
    ///   - patience: seconds for which a schedule that has suddenly lost nearly everything is not believed.
    ///   - accepts: whether it is believed at once, whatever it says.
    package init(
        source: any ScheduleSource, cache: ScheduleCache, keeps: Bool = true, patience: Double = usualPatience,
        accepts: Bool = false
    ) {
        (self.source, self.cache, self.keeps, self.patience) = (source, cache, keeps, patience)
        self.accepts = accepts
    }

    package var name: String { source.name }

    /// - Returns: what the source says now; if it says nothing, or nothing that can be believed, what it said last,
    ///   as `stale` and with the reason as the first note. A cache of another source counts for nothing.
    /// - Throws: the source's error if nothing is cached.
    package func read() async throws -> ScheduleReading {
        let failure: any Error
        do {
            return await believed(try await source.read())
        } catch let error as CancellationError {
            throw error
        } catch {
            failure = error
        }
        guard let reading = await known() else { throw failure }
        let mayPass = (failure as? ScheduleError)?.mayPass ?? false
        return Self.stale(reading, "\(failure)", mayPass ? .away : .broken)
    }

    /// What the source said last, without asking it; `nil` if nothing is cached.
    package func remembered() async -> ScheduleReading? {
        await known().map { Self.stale($0, "the calendar has not been read yet", .away) }
    }

    private func known() async -> ScheduleReading? {
        guard let reading = await cache.load(), reading.source == name else { return nil }
        return reading
    }

    static func stale(
        _ reading: ScheduleReading, _ reason: String, _ staleness: Staleness
    ) -> ScheduleReading {
        var reading = reading
        (reading.stale, reading.staleness) = (true, staleness)
        reading.notes.insert(ScheduleNote(event: reading.source, reason: reason), at: 0)
        return reading
    }

    private func believed(_ fresh: ScheduleReading) async -> ScheduleReading {
        guard !accepts, var known = await known(), let reason = Doubt(before: known, after: fresh).reason
        else { return await kept(fresh) }
        let since = known.doubtedSince ?? fresh.fetchedAt
        guard fresh.fetchedAt.timeIntervalSince(since) < patience else { return await kept(fresh) }
        known.doubtedSince = since
        let until = since.addingTimeInterval(patience)
        return Self.stale(
            await kept(known),
            "\(reason). What it said before holds until \(until.rfc3339); if it is as it should be, run `playout "
                + "schedule --accept`", .doubted)
    }

    /// A cache that cannot be written is a note, no reason to go without the calendar.
    private func kept(_ reading: ScheduleReading) async -> ScheduleReading {
        guard keeps else { return reading }
        do {
            try await cache.store(reading)
            return reading
        } catch {
            var reading = reading
            reading.notes.append(ScheduleNote(event: "schedule cache", reason: "\(error)"))
            return reading
        }
    }
}
