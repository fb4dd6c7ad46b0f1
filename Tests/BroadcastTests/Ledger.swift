import AsRun
import Foundation
import Measure
import Programme

/// Stands for the as-run log: what the conductor had recorded of each airing.
struct Ledger: Sendable {
    struct Row: Sendable {
        let events: [AirEvent]
        let entry: AsRunEntry
        let isFinished: Bool
        /// How often it was recorded as finished.
        let timesFinished: Int
    }

    private let rows = Watched<[Airing.ID: Row]>([:])

    func record(_ airing: Airing, _ events: [AirEvent], _ isFinished: Bool) {
        let entry = AsRunEntry(airing: airing, events: events, finished: isFinished)
        rows.change {
            let before = $0[airing.id]?.timesFinished ?? 0
            $0[airing.id] = Row(
                events: events, entry: entry, isFinished: isFinished, timesFinished: before + (isFinished ? 1 : 0))
        }
    }

    var all: [Airing.ID: Row] { rows.value }

    func finished(_ airing: Airing) async throws -> Row {
        try await wait(for: "the end of \(airing.id)", of: airing) { $0.isFinished ? $0 : nil }
    }

    func event(_ kind: AirEvent.Kind, of airing: Airing) async throws -> AirEvent {
        try await wait(for: "\(kind) of \(airing.id)", of: airing) { $0.events.first { $0.kind == kind } }
    }

    func wait<Found: Sendable>(
        for what: String, of airing: Airing, _ find: @escaping @Sendable (Row) -> Found?
    ) async throws -> Found {
        try await rows.wait(for: what, within: 40) { $0[airing.id].flatMap(find) }
    }
}
