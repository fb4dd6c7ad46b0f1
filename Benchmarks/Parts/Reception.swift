import Foundation
import Measure

/// What reached the studio of one turn. All in milliseconds; late is positive.
struct Reception: Sendable, Encodable {
    /// How late the programme was, by its content.
    let startError: Double?
    /// How much of its beginning never came.
    let lostHead: Double?
    /// How late its last sample was; `nil` if it was faded out.
    let endError: Double?
    /// How late the connection was closed after a fade; `nil` if it was not faded out.
    let fadeEndError: Double?

    init(_ check: AirCheck, of turn: Turn) {
        let places = check.places(of: turn.code.programme, startingAt: turn.onAir)
        startError = places.first.map { ($0.error * 1000).toThousandths }
        lostHead = places.first.flatMap { first in
            if first.second.number == 0 && first.second.hasHead { return 0 }
            // Where in the programme the sound begins, reckoned back from the first second that is there whole.
            let silence = first.second.sample - (check.sounding?.lowerBound ?? 0)
            let place = Double(first.second.number) - Double(silence) / Double(TimeCode.sampleRate)
            return max(0, (place * 1000).toThousandths)
        }
        if let fadedOutBy = turn.fadedOutBy {
            endError = nil
            fadeEndError = check.connection.closed.map { ($0.timeIntervalSince(fadedOutBy) * 1000).toThousandths }
        } else {
            let end = check.reading.ends.last.flatMap { check.instant(of: $0) }
            endError = end.map { ($0.timeIntervalSince(turn.offAir) * 1000).toThousandths }
            fadeEndError = nil
        }
    }
}
