import Foundation
import Programme

/// What the conductor knows of an airing that it has begun. Times of its engine are uptimes: seconds of a clock that
/// nobody sets.
package struct ActiveAiring: Sendable, Hashable, Identifiable {
    package enum Engine: Sendable, Hashable {
        /// Being started, or at work.
        case running(since: Double)
        /// Gone, at this instant; `pauses` ends in a row without a stretch of health between.
        case down(since: Double, pauses: Int)
    }

    package internal(set) var airing: Airing
    package internal(set) var engine: Engine
    package internal(set) var pulse = Pulse()
    /// Everything that happened, without the engine's heartbeats.
    package private(set) var events: [AirEvent] = []
    /// What there is still to play: less than the airing, once a segment has nothing more to give.
    package internal(set) var rest: Airing?
    /// The engine has left the air by itself, as told.
    package internal(set) var hasLeft = false
    /// Why it has been told to stop.
    package internal(set) var stopping: StopReason?
    /// The recording that could not be played to its end, and has nothing in its place yet.
    package internal(set) var fault: RecordingFault?
    /// Every recording that has been at fault in this airing.
    package internal(set) var unusable = Unusable()
    /// Which of its engines is, or was, at work: news of an earlier one are none of this one's.
    package private(set) var generation = 0
    var hearing = HearingJudgement()
    var complaints = DecoderComplaints()
    /// Segments whose recordings could not be had when the last engine was to be started.
    var absent: Set<Int> = []
    /// The engine leaves for want of one of these: it is to be tried for once more.
    private var isFetching = false
    /// An uptime: until then, what comes first is not tried for again.
    private var absentUntil: Double?
    /// Every recording that failed, whether or not it has been replaced since; and how often one of them was tried again.
    var blamed: Set<String> = []
    private var retries = 0
    /// How often an engine has died just after it had begun with a recording.
    private var crashes = 0

    package var id: Airing.ID { airing.id }

    package init(_ airing: Airing, engine: Engine) {
        (self.airing, self.engine, rest) = (airing, engine, airing)
    }

    /// It has been on air, or all but.
    package var hasBegun: Bool { events.contains { $0.kind == .segment } }

    /// It was never on air, and something else is to be: that does not wait until the log has it.
    package var makesRoom: Bool { !hasBegun && !unusable.isEmpty }

    /// The clock was set when its last engine was at work or gone, and no other has followed.
    var wasEndedByClock: Bool {
        if case .down = engine, case .clockWasSet = stopping { !hasLeft } else { false }
    }

    /// What was on air failed, and nothing is left to play: something may come to take the rest of the slot.
    package var mayComeBack: Bool { isOver && hasBegun && fault != nil }

    /// There is nothing more of it.
    var isOver: Bool { if case .down = engine { rest == nil } else { false } }

    /// Takes in what the engine told.
    package mutating func note(_ event: AirEvent, at uptime: Double) {
        pulse.note(event)
        if event.kind == .segment { complaints.noteSegment(at: uptime) }
        if event.kind != .beat { events.append(event) }
        switch event.kind {
        case .unplayable where isAtWork && absent.contains(event.segment ?? -1):
            rest = airing.remaining(after: (event.segment ?? 0) - 1)
            isFetching = true
        case .exhausted, .unplayable:
            rest = airing.remaining(after: event.segment ?? 0)
            // With nothing to play, an engine goes without a word.
            if event.kind == .unplayable, rest == nil { hasLeft = true }
            noteFault(event, at: uptime)
        case .ended:
            hasLeft = true
            // What was on air is done with; there is more only if it had not begun.
            if let rest, rest.onAir <= event.at, !isFetching { self.rest = nil }
        case .armed: hasLeft = false
        case .faulted: noteOldFault(event, at: uptime)
        default: break
        }
    }

    /// What has been on air stays in the account; what the plan has now takes the rest.
    mutating func amend(by next: Airing, at now: Date) {
        let begun = events.compactMap { $0.kind == .segment || $0.kind == .unplayable ? $0.segment : nil }.max() ?? 0
        airing = airing.amended(by: next.keepingGains(of: airing, exceptOf: blamed), after: begun, at: now)
        rest = airing.remaining(after: begun)
        if rest.map({ blamed.contains($0.segments[0].file) }) ?? false { retries += 1 }
        (fault, hasLeft) = (nil, false)
        hearing.forget()
    }

    /// The segment that plays, or is about to.
    func current(at now: Date) -> Segment? {
        rest?.segments.last { $0.startsAt <= now } ?? rest?.segments.first
    }

    /// Another engine is being started for what is left.
    mutating func resumed(at uptime: Double) {
        (engine, hasLeft, stopping, pulse) = (.running(since: uptime), false, nil, Pulse())
        (isFetching, absentUntil) = (false, nil)
        generation += 1
        complaints.noteEngine()
    }

    /// Seconds after a failure until a recording that has failed before is tried again, in the growing hope that it is
    /// another by now.
    var patience: Double { retries == 0 ? 0 : min(60, 2 * pow(2, Double(retries))) }

    private var isAtWork: Bool { if case .running = engine { true } else { false } }

    /// What comes first cannot be had: it is tried for again and again while there is time, and then something else
    /// has its turn.
    /// - Parameter isDue: there is no more time than an engine needs.
    mutating func couldNotResume(_ reason: String, isDue: Bool, at uptime: Double) {
        engine = .down(since: uptime, pauses: 0)
        isFetching = false
        guard isDue, let first = rest?.segments.first else {
            absentUntil = uptime + Self.fetching
            return
        }
        rest = airing.remaining(after: airing.segments.count - (rest?.segments.count ?? 0))
        blame(first, "\(RecordingFault.absence): \(reason)", at: uptime, isAbsent: true)
    }

    /// Seconds between two tries at what cannot be had.
    private static let fetching = 0.5

    /// The engine's process is gone.
    mutating func noteEngineGone(at uptime: Double, now: Date) {
        var pauses = 0
        if case .running(let since) = engine {
            if uptime - since < Self.healthy { pauses = pausesSoFar + 1 }
            countCrash(ranFor: uptime - since, now: now, uptime: uptime)
        }
        pausesSoFar = pauses
        engine = .down(since: uptime, pauses: pauses)
    }

    /// An engine that dies of its recording does so again and again. Blamed once: something else that dies in the same
    /// way shows that it is not the recording. An engine that never came to play has died of something else.
    private mutating func countCrash(ranFor seconds: Double, now: Date, uptime: Double) {
        if seconds >= Self.healthy { crashes = 0 }
        guard !hasLeft, stopping == nil, pulse.hasPlayed, seconds < Self.healthy else { return }
        crashes += 1
        if crashes == Self.mostCrashes, let segment = current(at: now) {
            blame(segment, "the engine dies of it again and again", at: uptime)
        }
    }

    private var pausesSoFar = 0
    /// Seconds of work after which an engine's end does not count towards the next pause.
    static let healthy = 20.0
    private static let mostCrashes = 4

    /// When, as an uptime, an engine that is down may be started again: at once, at first, and after growing pauses
    /// if it keeps dying.
    package var restartsAt: Double? {
        guard case .down(let since, let pauses) = engine else { return nil }
        return absentUntil ?? since + Self.pause(after: pauses)
    }

    /// Seconds to wait after so many failures in a row.
    static func pause(after failures: Int) -> Double {
        let growing = [0, 0, 0.25, 0.5, 1, 2, 4]
        return failures < growing.count ? growing[failures] : 5
    }
}
