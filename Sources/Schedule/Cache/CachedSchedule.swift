import Foundation
import Programme

/// A calendar that is still known when it cannot be reached, and believed with some caution when it is suddenly empty.
package struct CachedSchedule: ScheduleSource {
    private let source: any ScheduleSource
    private let cache: ScheduleCache
    private let keeps: Bool
    private let patience: Double
    private let accepts: Bool
    private let usual: Range<Date>?

    /// Seconds for which a schedule that is suddenly empty is not believed.
    package static let usualPatience = 24 * 3600.0

    /// - Parameters:
    ///   - keeps: whether what the source says is kept, or only what was kept earlier is read.
    ///   - patience: seconds for which a schedule that has suddenly lost nearly everything is not believed.
    ///   - accepts: whether it is believed at once, whatever it says.
    ///   - usual: what is kept of a reading; all of it, if `nil`. Were more kept than is read the next time, that would
    ///     seem to have lost it.
    package init(
        source: any ScheduleSource, cache: ScheduleCache, keeps: Bool = true, patience: Double = usualPatience,
        accepts: Bool = false, usual: Range<Date>? = nil
    ) {
        (self.source, self.cache, self.keeps, self.patience) = (source, cache, keeps, patience)
        (self.accepts, self.usual) = (accepts, usual)
    }

    package var name: String { source.name }

    /// - Returns: what the source says now; if it says nothing, or nothing that can be believed, what it said last,
    ///   as `stale` and with the reason as the first note. A cache of another source counts for nothing.
    /// - Throws: the source's error if nothing is cached; and if it is accepted, and that cannot be kept.
    package func read() async throws -> ScheduleReading {
        let failure: any Error
        do {
            let fresh = try await source.read()
            // Of one that was given up nothing is kept: a later one may have been read meanwhile.
            try Task.checkCancellation()
            return try await believed(fresh)
        } catch let error as CancellationError {
            throw error
        } catch let error as NotAccepted {
            throw error.reason
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
        // Of one that is not known yet, what was read last is taken for what it said.
        guard let reading = await cache.load(), reading.source == name || source is LateSchedule else { return nil }
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

    private struct NotAccepted: Error { let reason: any Error }

    private func believed(_ fresh: ScheduleReading) async throws -> ScheduleReading {
        guard !accepts, var known = await known(), let reason = Doubt(before: known, after: fresh).reason
        else { return try await kept(fresh) }
        // A clock that was ahead may have doubted it in what is the future by now.
        let since = min(known.doubtedSince ?? fresh.fetchedAt, fresh.fetchedAt)
        guard fresh.fetchedAt.timeIntervalSince(since) < patience else { return try await kept(fresh) }
        known.doubtedSince = since
        let until = since.addingTimeInterval(patience)
        return Self.stale(
            try await kept(known),
            "\(reason). What it said before holds until \(until.rfc3339); if it is as it should be, run `playout "
                + "schedule --accept`", .doubted)
    }

    /// A cache that cannot be written is a note, no reason to go without the calendar.
    private func kept(_ reading: ScheduleReading) async throws -> ScheduleReading {
        guard keeps else { return reading }
        do {
            var stored = reading
            if let usual {
                stored.slots.removeAll { $0.start >= usual.upperBound || $0.end <= usual.lowerBound }
            }
            try await cache.store(stored)
            return reading
        } catch {
            if accepts { throw NotAccepted(reason: error) }
            var reading = reading
            reading.notes.append(ScheduleNote(event: "schedule cache", reason: "\(error)"))
            return reading
        }
    }
}
