import Foundation
import OnAir
import Programme

/// What has to hold at each step.
package enum Invariant: String, Sendable, CaseIterable {
    case oneEngine = "there are never two engines at once on the studio, nor two of one airing"
    case onAir = "what can be on air is on air within the promised time"
    case junction = "nothing outstays its junction"
    case rightRecording = "the right recording is on air, at the right place"
    case blame = "no recording is blamed that was not at fault"
    case oneRow = "each airing gets one row, which is finished and stays so"
    case truth = "the log agrees with what the studio got"
    case unharmed = "no event kills a later programme"
    case bounded = "nothing is tried again and again without an end"
    case alerts = "alerts are raised once and cleared once"
}

/// An invariant that did not hold, and all that it takes to see it again.
package struct Violation: Error, Sendable, CustomStringConvertible {
    package let seed: UInt64
    package let days: Int
    package let day: Int
    package let at: Date
    package let invariant: Invariant
    package let detail: String
    let trace: [String]

    package var description: String {
        """
        It does not hold that \(invariant.rawValue):
          \(detail)
          at \(at.rfc3339), day \(day) of \(days)
        What came before:
        \(trace.map { "  " + $0 }.joined(separator: "\n"))
        To see it again: make simulate SEED=\(seed) DAYS=\(days)
        """
    }
}

/// How much has been simulated.
package struct Figures: Sendable {
    package var days = 0
    package var steps = 0
    package var looks = 0
    package var plans = 0
    package var faults = 0
    package var airings = 0
    package var engines = 0
    package var amendments = 0
    /// Times that what was to be run on to became an airing of its own.
    package var splits = 0
    package var notices = 0
    /// Airings that were in the log, and were begun again.
    package var reopened = 0
    /// Airings whose own world was healthy, that were checked to be completed.
    package var unharmed = 0
    package var outcomes: [String: Int] = [:]

    package init() {}

    package var inWords: String {
        let outcomes = outcomes.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        return """
            \(days) days, \(faults) faults, \(airings) airings (\(outcomes)), \(engines) engines, \
            \(amendments) times something else for the rest of a slot, \(splits) times for a half hour run on to; \(reopened) times an airing begun again; \(notices) notices to people; \(unharmed) programmes whose own world was \
            healthy; \(steps) steps, \(looks) looks of the conductor, \(plans) plans
            """
    }

    package static func += (a: inout Figures, b: Figures) {
        a.days += b.days
        a.steps += b.steps
        a.looks += b.looks
        a.plans += b.plans
        a.faults += b.faults
        a.airings += b.airings
        a.engines += b.engines
        a.amendments += b.amendments
        a.splits += b.splits
        a.notices += b.notices
        a.reopened += b.reopened
        a.unharmed += b.unharmed
        a.outcomes.merge(b.outcomes, uniquingKeysWith: +)
    }
}

/// The last that happened, kept as it is: put into words only if somebody asks.
struct Trace {
    enum Item {
        case fault(Fault)
        case over(Fault)
        case event(AirEvent, Airing.ID)
        case decision(Decision)
        case engine(Int, String, Airing.ID)
        case conductor(String)
    }

    private var items: [(now: Date, item: Item)] = []
    /// How many are kept.
    var length = 80

    mutating func note(_ item: Item, at clock: SimulatedClock) {
        if items.count >= 4 * length { items.removeFirst(items.count - length) }
        items.append((clock.now, item))
    }

    var lines: [String] { items.suffix(length).map { "\($0.now.rfc3339) \(Self.words($0.item))" } }

    private static func words(_ item: Item) -> String {
        switch item {
        case .fault(let fault): "FAULT \(fault)"
        case .over(let fault): "is over: \(fault)"
        case .event(let event, let id):
            "  \(id): \(event.kind.rawValue)\(event.segment.map { " \($0)" } ?? "") \(event.detail ?? "")"
        case .decision(.begin(let airing)):
            "decision: begin \(airing.id) until \(airing.offAir.rfc3339) \(airing.segments.map(\.file))"
        case .decision(.amend(let id, let next)): "decision: amend \(id) by \(next.segments.map(\.file))"
        case .decision(.distrust(let id, let fault)):
            "decision: distrust \(fault.segment.file) of \(id): \(fault.reason)"
        case .decision(let decision): "decision: \(decision)"
        case .engine(let number, let what, let id): "  \(id): engine \(number) \(what)"
        case .conductor(let what): "the conductor \(what)"
        }
    }
}
