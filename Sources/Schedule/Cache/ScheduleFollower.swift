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
    /// Which reading is the last that was begun: of one that was given up, nothing is wanted any more.
    private var number = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// Seconds after which a reading is given up, whatever keeps it: four tries of 30 seconds, and the pauses between.
    static let longest = 150.0

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
        if work != nil, let began, now.timeIntervalSince(began) >= Self.longest { giveUp() }
        if work == nil,
            began.map({ rhythm.isDue(now: now, began: $0, failures: failures, airings: airings) }) ?? true
        {
            began = now
            number += 1
            work = Task { [number] in await self.read(number) }
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

    private func read(_ own: Int) async {
        let result: Result<ScheduleReading, any Error>
        do { result = .success(try await schedule.read()) } catch { result = .failure(error) }
        guard own == number, work != nil else { return }
        switch result {
        case .success(let fresh):
            (reading, trouble) = (fresh, nil)
            failures = fresh.stale ? failures + 1 : 0
        // Of one that is to stop nothing is known.
        case .failure(let error) where !(error is CancellationError):
            trouble = "\(error)"
            failures += 1
        case .failure: break
        }
        work = nil
        letGo()
    }

    /// What hangs counts as failed, and does not keep the next reading from being begun.
    private func giveUp() {
        work?.cancel()
        work = nil
        failures += 1
        let reason = "the calendar could not be read within \(Int(Self.longest)) seconds"
        if let known = reading, !known.stale {
            reading = CachedSchedule.stale(known, reason, .away)
        } else if reading == nil {
            trouble = reason
        }
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
