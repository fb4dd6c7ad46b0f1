import Foundation
import Programme

/// Makes hearings of what a listener notices. No clock and no I/O of its own: every instant is given.
package struct Judge: Sendable {
    package enum Notice: Sendable, Hashable {
        /// The server has begun to send the stream.
        case connected
        /// A tenth of a second was decoded.
        /// - `place`: its end, in seconds from the connection's first.
        /// - `peak`: dBFS of the loudest sample.
        case level(place: Double, peak: Double)
        /// The stream has ended.
        case lost
        /// There was nothing to listen to, and why.
        case absent(Hearing.Kind)
    }

    /// Seconds without the programme that count as trouble.
    package static let patience = 4.0
    /// The same, where it is not known whether the programme is silent there.
    package static let patienceInDoubt = 8.0
    /// Seconds after which what comes by a connection is news: what comes at first may be seconds old, and is so
    /// also where the source has stood still for long.
    package static let settling = 1.0
    /// dBFS below which a stretch is silent, of what is not made quieter.
    package static let threshold = -60.0
    /// Seconds of audio for which there is one level.
    package static let block = 0.1

    private enum Connection: Hashable {
        case none
        case open(since: Date)
        case absent(Hearing.Kind)
    }

    private var expectation: Expectation
    private let delivery: Delivery
    private let threshold: Double
    private var connection = Connection.none
    private var clock = StreamClock()
    /// When audio came first on this connection, and last on any.
    private var firstAt: Date?
    private var cameAt: Date
    /// What comes is not from the past.
    private var isLive = false
    /// The end of what came on this connection, and of what was to be heard in it; in seconds from its first.
    private var place: Double?
    private var audiblePlace: Double?
    /// Of earlier connections, when what was to be heard ended.
    private var audibleBefore: Date
    /// What was said last.
    private var hearing: Hearing?

    /// - Parameters:
    ///   - start: since when the programme should be heard.
    ///   - gain: decibels, of the recording that is made quieter by the most: what the preflight takes for quiet, and
    ///     not for silent, is no silence on air either.
    package init(start: Date, expectation: Expectation, delivery: Delivery, gain: Double = 0) {
        (self.expectation, self.delivery) = (expectation, delivery)
        threshold = Self.threshold + gain
        (cameAt, audibleBefore) = (start, start)
    }

    package mutating func expect(_ expectation: Expectation) { self.expectation = expectation }

    package mutating func note(_ notice: Notice, at now: Date) {
        switch notice {
        case .connected:
            leaveStream()
            // A server that takes us, sends nothing and hangs up, again and again, is one that is frozen.
            if case .open = connection { return }
            connection = .open(since: now)
        case .level(let place, let peak): note(place: place, peak: peak, at: now)
        case .lost: leaveStream()
        case .absent(let kind):
            leaveStream()
            connection = .absent(kind)
        }
    }

    private mutating func note(place: Double, peak: Double, at now: Date) {
        clock.note(place: place, at: now)
        self.place = place
        if peak >= threshold { audiblePlace = place }
        firstAt = firstAt ?? now
        isLive = isLive || firstAt.map { now.timeIntervalSince($0) >= Self.settling } == true
        guard isLive else { return }
        cameAt = max(cameAt, now)
        connection = .open(since: now)
    }

    /// - Returns: what is to be heard, if it is something else than before.
    package mutating func news(at now: Date) -> Hearing? {
        guard var next = conclusion(at: now) else { return nil }
        guard next.kind != hearing?.kind || next.isExpected != hearing?.isExpected else { return nil }
        if let hearing, hearing.isTrouble, next.isTrouble {
            next = Hearing(next.kind, since: hearing.since, isExpected: next.isExpected)
        }
        hearing = next
        return next
    }

    private mutating func leaveStream() {
        if isLive { audibleBefore = audibleUntil }
        (clock, place, audiblePlace, firstAt, isLive) = (StreamClock(), nil, nil, nil, false)
    }

    private var audibleUntil: Date {
        guard isLive, let audiblePlace, let instant = clock.instant(of: audiblePlace) else { return audibleBefore }
        return max(audibleBefore, instant)
    }

    private func conclusion(at now: Date) -> Hearing? {
        switch connection {
        case .none: nil
        case .absent(let kind):
            now.timeIntervalSince(cameAt) < Self.patience
                ? nil : Hearing(kind, since: cameAt, isExpected: kind == .refused ? nil : false)
        case .open(let since):
            now.timeIntervalSince([cameAt, since, firstAt ?? since].max() ?? since) < Self.patience
                + delivery.longestPage
                ? conclusionOnContent : frozen(at: now)
        }
    }

    private func frozen(at now: Date) -> Hearing? {
        guard delivery.needsSound else { return Hearing(.frozen, since: cameAt, isExpected: false) }
        return conclusion(on: .frozen, audibleUntil..<max(audibleUntil, now))
    }

    private var conclusionOnContent: Hearing? {
        guard isLive, let place, let end = clock.instant(of: place) else { return nil }
        // Heard just now. Where in the programme it belongs is no matter, and after a standstill not known.
        if place == audiblePlace {
            return Hearing(.sound, since: cameAt.addingTimeInterval(-Self.block), isExpected: true)
        }
        return conclusion(on: .silent, audibleUntil..<max(audibleUntil, end))
    }

    private func conclusion(on kind: Hearing.Kind, _ run: Range<Date>) -> Hearing? {
        guard run.seconds >= Self.patience else { return nil }
        let certain = expectation.unexplained(run, doubting: true)
        if certain.seconds >= Self.patience { return Hearing(kind, since: certain.from, isExpected: false) }
        let possible = expectation.unexplained(run, doubting: false)
        if possible.seconds < Self.patience { return Hearing(kind, since: run.lowerBound, isExpected: true) }
        return possible.seconds < Self.patienceInDoubt ? nil : Hearing(kind, since: possible.from, isExpected: nil)
    }
}

extension Airing {
    /// Decibels, of the segment that is made quieter by the most; 0 if none is.
    var lowestGain: Double { segments.compactMap(\.gain).min().map { min(0, $0) } ?? 0 }
}
