import Foundation
import Programme

/// The signs of life of the engine that is at work.
package struct Pulse: Sendable, Hashable {
    /// Seconds for which the conductor has been watching and nothing was heard of the engine.
    package private(set) var quiet = 0.0
    package private(set) var isArmed = false
    /// A segment has begun.
    private(set) var hasPlayed = false
    /// As far as it knows.
    package private(set) var isConnected = false
    /// Seconds since it was connected.
    private(set) var connectedFor = 0.0
    /// Seconds by which its stream is behind the clock.
    package private(set) var lateness = 0.0
    /// For how many seconds the lateness has been growing.
    private var isFallingBehind = false
    /// The loudest that it sent of late, in dBFS; `nil` if it does not say.
    package private(set) var level: Double?
    /// Seconds of the stream that it has sent and the studio has not acknowledged.
    package var undelivered = 0.0

    package init() {}

    /// Seconds that an engine may take until it is armed, and, from then on, between two signs of life. It beats
    /// once a second.
    private static let startUp = 8.0
    private static let patience = 2.5
    /// Seconds that a connection may take to be made, and some.
    private static let longestWait = 8.0
    /// Seconds of the stream that may be on their way. An Icecast has let go of a source that was silent for so long.
    private static let mostUndelivered = 10.0
    /// Seconds of it by which a network shows that does not keep up.
    private static let leastUndelivered = 0.5

    /// A conductor that was itself held up does not blame the engine: so not all of a long pause counts.
    mutating func pass(_ seconds: Double) {
        let seconds = min(max(seconds, 0), 0.5)
        quiet += seconds
        connectedFor = isConnected ? connectedFor + seconds : 0
    }

    /// It sends, though it does not say so: a disk that is full may have taken its voice.
    mutating func noteWork() { quiet = 0 }

    mutating func note(_ event: AirEvent) {
        quiet = 0
        switch event.kind {
        case .armed: isArmed = true
        case .connected: isConnected = true
        case .disconnected, .refused, .standingBy, .ended, .stopped, .engineExited: isConnected = false
        case .beat:
            guard let beat = event.beat else { break }
            isFallingBehind = beat.late > lateness
            (lateness, level) = (beat.late, beat.level)
        case .segment: hasPlayed = true
        case .exhausted, .unplayable, .fading, .faulted: break
        }
    }

    /// Why an engine with this pulse is of no use.
    /// - Parameter isDue: it should be connected, or be trying to be.
    func trouble(isDue: Bool) -> StopReason? {
        if quiet > (isArmed ? Self.patience : Self.startUp) { return .hung }
        // While it waits for a connection to be made, its stream waits too.
        let mayWait = isDue && !isConnected
        // A network that takes nothing holds the engine up too, which cannot help it.
        if isConnected, undelivered >= Self.leastUndelivered {
            let missing = undelivered + max(0, lateness)
            return missing > Self.mostUndelivered ? .undelivered(seconds: missing) : nil
        }
        return isFallingBehind && lateness > (mayWait ? Self.longestWait : Self.patience) ? .standsStill : nil
    }
}
