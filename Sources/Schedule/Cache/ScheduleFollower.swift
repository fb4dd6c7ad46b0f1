import Foundation
import Programme

/// Keeps at hand what the calendar says, so that nobody who plans ever waits for it.
package actor ScheduleFollower {
    private let schedule: CachedSchedule
    private let rhythm: ReadingRhythm
    private let clock: any WallClock
    private let patience: Duration

    /// What the calendar said last; `nil` while nothing is known of it.
    package private(set) var reading: ScheduleReading?
    /// Why it cannot be read, while nothing is known of it.
    package private(set) var trouble: String?
    private var began: Date?
    private var failures = 0
    private var work: Task<Void, Never>?
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// - Parameter patience: for how long the first one to ask waits for an answer; then what was known before must do.
    package init(
        _ schedule: CachedSchedule, rhythm: ReadingRhythm, clock: any WallClock, patience: Duration = .seconds(5)
    ) {
        (self.schedule, self.rhythm, self.clock, self.patience) = (schedule, rhythm, clock, patience)
    }

    /// Begins to read the calendar if it is time to. Waits for it the first time only.
    /// - Parameter airings: when programmes begin.
    package func look(airings: [Date] = []) async {
        let isFirst = began == nil
        let now = clock.now()
        if work == nil,
            began.map({ rhythm.isDue(now: now, began: $0, failures: failures, airings: airings) }) ?? true
        {
            began = now
            work = Task { await self.read() }
        }
        guard isFirst else { return }
        await firstReading()
        guard reading == nil, work != nil else { return }
        let known = await schedule.remembered()
        // The calendar may have answered meanwhile.
        if reading == nil { reading = known }
    }

    /// What is being read is given up.
    package func stop() {
        work?.cancel()
        letGo()
    }

    private func read() async {
        do {
            let fresh = try await schedule.read()
            (reading, trouble) = (fresh, nil)
            failures = fresh.stale ? failures + 1 : 0
        } catch is CancellationError {
            // Nothing is known of it but that we are to stop.
        } catch {
            trouble = "\(error)"
            failures += 1
        }
        work = nil
        letGo()
    }

    private func firstReading() async {
        let timer = Task { [patience] in
            try? await Task.sleep(for: patience)
            self.letGo()
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if work == nil { continuation.resume() } else { waiting.append(continuation) }
            }
        } onCancel: {
            timer.cancel()
        }
        timer.cancel()
    }

    private func letGo() {
        for continuation in waiting { continuation.resume() }
        waiting = []
    }
}
