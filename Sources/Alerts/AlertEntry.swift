import Foundation

/// What the book knows of one condition.
struct AlertEntry: Sendable, Equatable, Codable {
    enum Phase: String, Sendable, Codable {
        /// It is not worth telling yet.
        case pending
        /// Told. It may be gone at the moment.
        case open
        /// The all-clear was told; if it comes back soon it is the same one again.
        case closed
        /// Nothing to remember.
        case forgotten
    }

    /// As it was last.
    private(set) var condition: Condition
    private(set) var phase = Phase.pending
    /// When it began.
    private(set) var since: Date
    private(set) var goneSince: Date?
    private(set) var timesAway = 0
    private(set) var firstAway: Date?
    private var closedAt: Date?
    private var toldStage = 0
    private var toldTimes = 0

    init(_ condition: Condition, at now: Date) { (self.condition, since) = (condition, now) }

    var isAlert: Bool { phase == .open && goneSince == nil && condition.lasts }
    var isForgotten: Bool { phase == .forgotten }

    /// As if all of it had happened so many seconds later.
    func shifted(by seconds: Double) -> AlertEntry {
        var entry = self
        entry.since += seconds
        entry.goneSince = goneSince?.addingTimeInterval(seconds)
        entry.firstAway = firstAway?.addingTimeInterval(seconds)
        entry.closedAt = closedAt?.addingTimeInterval(seconds)
        return entry
    }

    func begun(at now: Date) -> AlertEntry {
        var entry = self
        entry.since = now
        return entry
    }

    /// It differs in nothing but its texts.
    func isSame(as other: AlertEntry) -> Bool {
        var other = other
        other.condition = condition
        return other == self
    }

    /// It is so.
    /// - Returns: how to tell it, if it is to be told.
    mutating func meet(_ condition: Condition, at now: Date) -> Notice.Kind? {
        self.condition = condition
        switch phase {
        case .pending, .forgotten:
            // A clock that was put back must not make it wait.
            since = min(since, now)
        case .open:
            if goneSince != nil { comeBack() }
            return grow()
        case .closed:
            if !condition.lasts, condition.times <= toldTimes {
                phase = .open
                return nil
            }
            (phase, since) = (.pending, now)
        }
        guard now.timeIntervalSince(since) >= condition.grace else { return nil }
        (phase, toldStage, toldTimes) = (.open, condition.stage, condition.times)
        (timesAway, firstAway, goneSince) = (0, nil, nil)
        guard condition.lasts else { return .happened }
        return closedAt == nil ? .raised : .again
    }

    private mutating func comeBack() {
        firstAway = firstAway ?? goneSince
        timesAway += 1
        goneSince = nil
    }

    private mutating func grow() -> Notice.Kind? {
        guard condition.stage > toldStage else { return nil }
        toldStage = condition.stage
        return .worse
    }

    /// It is not so.
    mutating func miss(at now: Date) -> Notice.Kind? {
        switch phase {
        case .pending: phase = closedAt == nil ? .forgotten : .closed
        case .open:
            let gone = min(goneSince ?? now, now)
            goneSince = gone
            let patience = closedAt == nil ? AlertBook.settle : AlertBook.memory
            if now.timeIntervalSince(gone) >= patience { return close(at: now) }
        case .closed:
            let closed = min(closedAt ?? now, now)
            closedAt = closed
            if now.timeIntervalSince(closed) >= AlertBook.memory { phase = .forgotten }
        case .forgotten: break
        }
        return nil
    }

    private mutating func close(at now: Date) -> Notice.Kind? {
        (phase, closedAt) = (.closed, now)
        if condition.lasts { return .cleared }
        guard condition.times > toldTimes else { return nil }
        toldTimes = condition.times
        return .happened
    }
}
