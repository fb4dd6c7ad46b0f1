import Foundation
import Programme

/// What it takes to know when something leaves the air: no more, because there are thousands of these.
struct Stretch {
    let start: Date
    /// When there is something to play.
    let begins: Date
    /// Where its slot ends: to begin with where it should, in the end where what follows lets it.
    var end: Date
    /// Where its slot should end.
    let wholeEnd: Date
    /// Where there is nothing more to play.
    let contentEnd: Date
}

/// How something leaves the air.
struct Leaving {
    /// When it is silent: its content has ended, or has been cut.
    let stopsAt: Date
    /// Where it is cut with a fade, when the fade has reached silence.
    let fadedOutBy: Date?
    /// The backstop.
    let offAirBy: Date
    /// When it would be cut, were it long enough.
    let latest: Date
    /// The connection is kept for what follows.
    let runsOn: Bool
}

/// Junctions, running on, and making room on the mount for what follows.
struct LeavingRule {
    private let zone: TimeZone
    private let junctions: [Int: Junction]
    private let rules: PlanRules

    /// A recording that is longer by less than this, in seconds, is not worth a fade.
    static let tolerance = 0.05

    init(zone: TimeZone, junctions: [Junction], rules: PlanRules) {
        (self.zone, self.rules) = (zone, rules)
        self.junctions = Dictionary(junctions.map { ($0.minute, $0) }) { first, _ in first }
    }

    /// What is ended early leaves by the junction there, and no later than it would have by its own.
    /// - Parameter next: When something is on air next: at the stretch's end or later.
    /// - Returns: `nil` if there is no time to play it.
    func leaving(_ stretch: Stretch, before next: Date?) -> Leaving? {
        let (end, contentEnd) = (stretch.end, stretch.contentEnd)
        let here = junction(at: end)
        let own = end == stretch.wholeEnd ? here : junction(at: stretch.wholeEnd)
        let ownLatest = stretch.wholeEnd - own.fadedOutBy
        if here.runOn, next == end, stretch.begins < end, end == stretch.wholeEnd || ownLatest >= end,
            contentEnd >= end - rules.maxHold
        {
            return Leaving(
                stopsAt: min(contentEnd, end), fadedOutBy: nil, offAirBy: end, latest: end, runsOn: true)
        }
        let handover = next.map { $0 - rules.handover } ?? .distantFuture
        let offAirBy = min(end - here.offAirBy, stretch.wholeEnd - own.offAirBy, handover)
        let latest = min(end - here.fadedOutBy, ownLatest, offAirBy)
        let isFaded = contentEnd > latest + Self.tolerance
        guard latest > stretch.begins, !isFaded || latest >= stretch.begins + rules.fade else { return nil }
        return Leaving(
            stopsAt: min(contentEnd, latest), fadedOutBy: isFaded ? latest : nil, offAirBy: offAirBy, latest: latest,
            runsOn: false)
    }

    /// The junction of a slot that ends at `instant`: at a full minute only.
    private func junction(at instant: Date) -> Junction {
        let none = Junction(minute: 0, fadedOutBy: 0, offAirBy: 0)
        let shown = instant.timeIntervalSince1970 + Double(zone.secondsFromGMT(for: instant))
        guard shown.remainder(dividingBy: 60) == 0 else { return none }
        let minutes = (shown / 60).truncatingRemainder(dividingBy: 60)
        return junctions[Int(minutes < 0 ? minutes + 60 : minutes)] ?? none
    }
}
