import Programme

/// A calendar that is still known when it cannot be reached.
package struct CachedSchedule: ScheduleSource {
    private let source: any ScheduleSource
    private let cache: ScheduleCache
    private let keeps: Bool

    /// - Parameter keeps: whether what the source says is kept, or only what was kept earlier is read.
    package init(source: any ScheduleSource, cache: ScheduleCache, keeps: Bool = true) {
        (self.source, self.cache, self.keeps) = (source, cache, keeps)
    }

    package var name: String { source.name }

    /// - Returns: what the source says now; if it says nothing, what it said last, as `stale` and with its error
    ///   as the first note. A cache of another source counts for nothing.
    /// - Throws: the source's error if nothing is cached.
    package func read() async throws -> ScheduleReading {
        let failure: any Error
        do {
            return await kept(try await source.read())
        } catch let error as CancellationError {
            throw error
        } catch {
            failure = error
        }
        guard var reading = await cache.load(), reading.source == name else { throw failure }
        reading.stale = true
        reading.notes.insert(ScheduleNote(event: name, reason: "\(failure)"), at: 0)
        return reading
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
