import Foundation
import Programme
import Synchronization

/// Calls back once at an instant by the wall clock; setting it again takes the place of what was set before.
final class Alarm: Sendable {
    private let clock: any WallClock
    private let ring: @Sendable () -> Void
    private let waiting = Mutex<Task<Void, Never>?>(nil)

    init(clock: any WallClock, ring: @escaping @Sendable () -> Void) {
        (self.clock, self.ring) = (clock, ring)
    }

    func set(for instant: Date) {
        let task = Task { [clock, ring] in
            do {
                try await clock.wait(until: instant)
                ring()
            } catch {
                // Cancelled: another instant has taken its place.
            }
        }
        waiting.withLock {
            $0?.cancel()
            $0 = task
        }
    }

    func cancel() { waiting.withLock { $0?.cancel() } }
}
