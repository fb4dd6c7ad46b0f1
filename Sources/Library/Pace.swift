import Synchronization

/// Holds a transfer to a rate.
final class Pace: Sendable {
    /// Bytes per second; `nil` for as fast as it comes.
    private let rate: Double?
    private let start = Mutex<ContinuousClock.Instant?>(nil)

    init(rate: Double?) { self.rate = rate }

    /// Returns when so many bytes may have come since the first.
    func hold(after bytes: Int64) async throws {
        guard let rate else { return }
        let now = ContinuousClock.now
        let start = start.withLock { start in
            let begun = start ?? now
            start = begun
            return begun
        }
        let due = start + .seconds(Double(bytes) / rate)
        if due > now { try await Task.sleep(until: due, clock: .continuous) }
    }
}
