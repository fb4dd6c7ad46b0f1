import AsRun
import Foundation
import Programme

/// What is owed. Times are in seconds.
struct Expectation: Sendable {
    /// In the programme's slot, at most.
    var deadAir: Double
    /// From the end of what was wrong, as far as it lay outside the machine, until there is programme; at most.
    var back: Double?
    /// How far the content may be off its place afterwards; `nil` where something else plays in its place.
    var place: Double? = 0.02
    /// How far the last sound may be off the planned end; `nil` where there is nothing at the end.
    var end: Double? = 0.04
    /// `nil` where the log itself is gone.
    var outcome: AsRunEntry.Outcome? = .interrupted
    /// What plays in the slot.
    var heard = ["show"]
    /// What is told of, and nothing else: each raised once, and cleared once at most.
    var alerts: Set<String> = ["resumed"]
    /// What keeps it from being less, where something else than we sets a floor.
    var floor: String?

    /// The later programme is to begin this exactly, whatever happened.
    static let next = 0.04

    /// Nothing is to be heard of it.
    static let nothing = Expectation(deadAir: 0, outcome: .completed, alerts: [])
    static func deadAir(_ seconds: Double) -> Expectation { Expectation(deadAir: seconds) }

    /// What is granted to a machine that others use at the same time, as CI's.
    struct Leeway: Sendable {
        /// For gaps.
        var gap: Double
        /// For places and instants.
        var instant: Double

        static let none = Leeway(gap: 0, instant: 0)
        static let shared = Leeway(gap: 0.5, instant: 0.03)
    }

    /// Where what was found falls short, in words; empty if it does not.
    func shortfalls(of finding: Finding, leeway: Leeway) -> [String] {
        var all: [String] = []
        func check(_ what: String, _ found: Double?, atMost limit: Double?, _ leeway: Double) {
            guard let limit = limit.map({ $0 + leeway }) else { return }
            guard let found else { return all.append("\(what): nothing was found to measure") }
            if abs(found) > limit { all.append("\(what): \(found.inSeconds), at most \(limit.inSeconds)") }
        }
        check("dead air", finding.deadAir, atMost: deadAir, leeway.gap)
        check("back on air", finding.back, atMost: back, leeway.gap)
        check("place", finding.placeError, atMost: place, leeway.instant)
        check("end", finding.endError, atMost: end, leeway.instant)
        check("the next programme's start", finding.nextError, atMost: Self.next, leeway.instant)
        if !finding.isNextWhole { all.append("the next programme is not whole") }
        if let outcome, finding.outcome != outcome.rawValue {
            all.append("the log says '\(finding.outcome ?? "nothing")', not '\(outcome.rawValue)'")
        }
        if finding.heard != heard { all.append("heard is \(finding.heard), not \(heard)") }
        if Set(finding.alerts) != alerts {
            let (told, owed) = (finding.alerts.sorted(), alerts.sorted())
            all.append("told is \(told.isEmpty ? "nothing" : told.joined(separator: ", ")), not \(owed)")
        }
        return all + (finding.excess ?? [])
    }
}

extension Double {
    /// For the table and for messages.
    var inSeconds: String {
        let digits = abs(self) < 0.1 ? 3 : 2
        return formatted(.number.precision(.fractionLength(digits)).grouping(.never)) + " s"
    }
}
