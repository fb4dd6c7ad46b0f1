import Foundation
import Programme

/// What the conductor knows of an airing that it has begun.
package struct ActiveAiring: Sendable, Hashable, Identifiable {
    package enum Engine: Sendable, Hashable {
        /// Being started, or at work.
        case running(since: Date)
        /// Gone, at this instant; `pauses` ends in a row without a stretch of health between.
        case down(since: Date, pauses: Int)
    }

    package let airing: Airing
    package var engine: Engine
    /// Everything that happened, without the engine's heartbeats.
    package var events: [AirEvent] = []
    /// What there is still to play: less than the airing, once a segment has nothing more to give.
    package var rest: Airing?
    /// The engine has left the air by itself, as told.
    package var hasLeft = false
    /// It has been told to stop.
    package var stoppedAt: Date?

    package var id: Airing.ID { airing.id }

    package init(_ airing: Airing, engine: Engine) {
        (self.airing, self.engine, rest) = (airing, engine, airing)
    }

    /// Takes in what the engine told.
    package mutating func note(_ event: AirEvent) {
        if event.kind != .beat { events.append(event) }
        switch event.kind {
        case .exhausted, .unplayable:
            rest = airing.remaining(after: event.segment ?? 0)
            // With nothing to play, an engine goes without a word.
            if event.kind == .unplayable, rest == nil { hasLeft = true }
        case .ended:
            hasLeft = true
            // What was on air is done with; there is more only if it had not begun.
            if let rest, rest.onAir <= event.at { self.rest = nil }
        case .armed: hasLeft = false
        default: break
        }
    }

    /// The engine's process is gone.
    package mutating func noteEngineGone(at instant: Date) {
        var pauses = 0
        if case .running(let since) = engine, instant.timeIntervalSince(since) < Self.healthy {
            pauses = pausesSoFar + 1
        }
        pausesSoFar = pauses
        engine = .down(since: instant, pauses: pauses)
    }

    private var pausesSoFar = 0
    /// Seconds of work after which an engine's end does not count towards the next pause.
    private static let healthy = 20.0

    /// When an engine that is down may be started again: at once, at first, and after growing pauses if it keeps
    /// dying.
    package var restartsAt: Date? {
        guard case .down(let since, let pauses) = engine else { return nil }
        let growing = [0, 0, 0.25, 0.5, 1, 2, 4]
        return since.addingTimeInterval(pauses < growing.count ? growing[pauses] : 5)
    }
}
