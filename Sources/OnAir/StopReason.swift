import Foundation

/// Why an engine is ended by force.
package enum StopReason: Sendable, Hashable {
    /// Its airing is over.
    case outstayed
    /// What follows has become an airing of its own.
    case makesRoom
    /// It gives no sign of life.
    case hung
    /// It lives, and its stream stands still.
    case standsStill
    /// The wall clock has been set by as many seconds, and the engine goes by the old one.
    case clockWasSet(by: Double)
    /// As many seconds of the stream have not reached the studio: the network swallows them, or is too slow.
    case undelivered(seconds: Double)
    /// Its decoder passed over a stretch that is damaged, and what follows plays too early.
    case damaged
    /// It believes that it is on air, and the studio serves nothing of it.
    case unheard
    /// There is only silence where the recording has none.
    case silent

    package var inWords: String {
        switch self {
        case .outstayed: "the engine outstayed its airing and was ended by force"
        case .makesRoom: "it made room for a recording that has come"
        case .hung: "the engine hung and was ended by force"
        case .standsStill: "the engine's stream stood still, so it was ended by force"
        case .clockWasSet(let seconds):
            "the clock was \(seconds > 0 ? "put forward" : "put back") by \(Self.text(abs(seconds))) s"
        case .undelivered(let seconds):
            "the network did not deliver: \(Self.text(seconds)) s of the stream had not reached the studio"
        case .damaged: "the recording is damaged: the decoder passed over a part of it"
        case .unheard: "the studio served nothing of it, though the engine believed that it was connected"
        case .silent: "there was silence where the recording has none"
        }
    }

    private static func text(_ seconds: Double) -> String { String(format: "%.1f", seconds) }
}
