import Foundation
import Programme
import Synchronization

/// A clock that shows what it is set to. Whoever waits for a time sets it, and does not wait.
final class SettableClock: WallClock {
    private let state: Mutex<(now: Date, waits: [Double])>

    init(_ now: Date) { state = Mutex((now, [])) }

    func now() -> Date { state.withLock { $0.now } }

    func set(_ now: Date) { state.withLock { $0.now = now } }

    func advance(by seconds: Double) { state.withLock { $0.now += seconds } }

    /// Seconds for which somebody waited.
    var waits: [Double] { state.withLock { $0.waits } }

    func wait(until instant: Date) async throws {
        try Task.checkCancellation()
        state.withLock {
            $0.waits.append(instant.timeIntervalSince($0.now))
            $0.now = max($0.now, instant)
        }
    }
}
