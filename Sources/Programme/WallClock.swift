import Foundation

/// The time of day, and waiting for it. Everything that needs the time is given one of these.
package protocol WallClock: Sendable {
    func now() -> Date
    /// Returns when the clock shows `instant` or later, at once if it does already. A clock that is stepped
    /// while somebody waits moves the end of the waiting.
    /// - Throws: `CancellationError`.
    func wait(until instant: Date) async throws
}

/// The machine's own clock, read again at least each second while waiting.
package struct SystemWallClock: WallClock {
    package init() {}

    package func now() -> Date { Date() }

    package func wait(until instant: Date) async throws {
        while true {
            let remaining = instant.timeIntervalSince(now())
            if remaining <= 0 { return }
            try await Task.sleep(for: .seconds(min(remaining, 1)), tolerance: .zero)
        }
    }
}
