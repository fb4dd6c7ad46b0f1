import Foundation
import Programme

/// What passes by itself is tried again, after pauses that grow.
struct Pauses: Sendable {
    /// Seconds before each further try.
    var lengths: [Double]
    /// The longest, in seconds, that a server may ask for. Asked for more, we come back at the next reading.
    var longest = 20.0
    let clock: any WallClock

    /// - Parameter triesAgain: `false` where a person waits, and one try must do.
    init(triesAgain: Bool = true, clock: any WallClock) {
        (lengths, self.clock) = (triesAgain ? [1, 3, 9] : [], clock)
    }

    /// Does something until it succeeds, fails for good, or has been tried often enough.
    /// - Parameter pause: `nil` for an error that does not pass; otherwise the seconds that the server asked for.
    func trying<Value: Sendable, Failure: Error>(
        _ work: @Sendable () async throws(Failure) -> Value, again pause: @Sendable (Failure) -> Passing?
    ) async throws(Failure) -> Value {
        var tries = 0
        while true {
            do throws(Failure) {
                return try await work()
            } catch {
                guard tries < lengths.count, let passing = pause(error), !Task.isCancelled else { throw error }
                let wanted = passing.after ?? 0
                guard wanted <= longest else { throw error }
                // Many stations ask at the full minute: a little of chance spreads them.
                let seconds = max(wanted, lengths[tries] * Double.random(in: 0.8...1.2))
                tries += 1
                do {
                    try await clock.wait(until: clock.now().addingTimeInterval(seconds))
                } catch {
                    continue
                }
            }
        }
    }
}

/// An error that may pass by itself.
struct Passing: Sendable, Equatable {
    /// Seconds for which the server asked.
    var after: Double?
}
