import Foundation

/// The time of day, and waiting for it. Everything that needs the time is given one of these.
package protocol WallClock: Sendable {
    func now() -> Date
    /// Returns when the clock shows `instant` or later, at once if it does already. A clock that is stepped
    /// while somebody waits moves the end of the waiting.
    /// - Throws: `CancellationError`.
    func wait(until instant: Date) async throws
    /// The time of day beside a time that nobody sets.
    func reading() -> ClockReading
}

/// What two clocks showed at one instant.
package struct ClockReading: Sendable, Hashable, Codable {
    package var now: Date
    /// Seconds since an instant that is the same to every process of this machine. Nobody sets this clock, and it stands still while the machine
    /// is suspended.
    package var uptime: Double

    package init(now: Date, uptime: Double) { (self.now, self.uptime) = (now, uptime) }

    /// By how many seconds the wall clock has been set forward since `earlier`; negative if it was put back.
    package func step(since earlier: ClockReading) -> Double {
        now.timeIntervalSince(earlier.now) - (uptime - earlier.uptime)
    }
}

extension WallClock {
    /// For a clock that nobody sets.
    package func reading() -> ClockReading { ClockReading(now: now(), uptime: now().timeIntervalSince1970) }
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

    /// A thread that loses the processor between the two readings would look like a clock that was set: so the two
    /// that are closest together of a few.
    package func reading() -> ClockReading {
        var best: (gap: Double, reading: ClockReading)?
        for _ in 0..<5 {
            let before = Self.uptime
            let now = Date()
            let gap = Self.uptime - before
            if gap < best?.gap ?? .infinity { best = (gap, ClockReading(now: now, uptime: before)) }
            if gap < 0.001 { break }
        }
        return best?.reading ?? ClockReading(now: Date(), uptime: Self.uptime)
    }

    /// Since the machine's start, and so the same to a conductor that comes after this one.
    private static var uptime: Double { ProcessInfo.processInfo.systemUptime }
}
