import Foundation
import Synchronization

/// Calls back once after a while; setting it again takes the place of what was set before. By a clock that nobody sets:
/// a wall clock that is put back must not keep the conductor from looking.
final class Alarm: Sendable {
    private let ring: @Sendable () -> Void
    private let waiting = Mutex<Task<Void, Never>?>(nil)

    init(ring: @escaping @Sendable () -> Void) { self.ring = ring }

    func set(after seconds: Double) {
        let task = Task { [ring] in
            do {
                try await Task.sleep(for: .seconds(max(seconds, 0)), tolerance: .zero)
                ring()
            } catch {
                // Cancelled: another time has taken its place.
            }
        }
        waiting.withLock {
            $0?.cancel()
            $0 = task
        }
    }

    func cancel() { waiting.withLock { $0?.cancel() } }
}
