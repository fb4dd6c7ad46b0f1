import Foundation
import Programme

/// Recordings that came after their time, and from when on each can be on air: worked out once, when it has come, so
/// that every plan after that has it at the same instant.
package struct Arrivals: Sendable, Hashable {
    /// By `Recording.file`.
    package private(set) var starts: [String: Date]
    /// All that could be played at some look; `nil` before the first, by which nothing can be said to have come.
    private var seen: Set<String>?

    package init(starts: [String: Date] = [:]) { self.starts = starts }

    /// Seconds that it takes to put something on air that has just come.
    package static let lead = 3.0
    /// Seconds for which it is remembered: longer than anybody looks back.
    private static let memory = 8 * 86_400.0

    /// Takes in what can be played at an instant.
    /// - Parameter order: the plan before this. Where it has something on air now, that stays on air, and what has come
    ///   for its slot is not waited for by anybody.
    package mutating func note(_ inputs: PlanInputs, after order: RunningOrder?, now: Date) {
        let usable = inputs.recordings.filter { inputs.inspections[$0.file]?.verdict != .unplayable }
        let soonest = Date(timeIntervalSince1970: (now.timeIntervalSince1970 + Self.lead).rounded(.up))
        let isBusy = order?.airings(notOverAt: now).first.map { $0.onAir <= soonest } ?? false
        if let seen, !isBusy {
            for new in usable where !seen.contains(new.file) && starts[new.file] == nil {
                guard let time = new.name.time.instants(in: inputs.zone).first, time < soonest else { continue }
                starts[new.file] = soonest
            }
        }
        seen = (seen ?? []).union(usable.map(\.file))
        starts = starts.filter { now.timeIntervalSince($0.value) < Self.memory }
    }
}
