import Foundation
import GRDB
import Programme
import Testing

@testable import AsRun

@Suite("The as-run log")
struct LogTests {
    @Test("gives back what was recorded")
    func roundTrip() throws {
        let log = try AsRunLog.inMemory()
        var full = AsRunEntry(
            airing: try airing(files: ["a.mp3", "Ö \"b\".mp3"]),
            events: HistoryTests.onTime + [event(60.1234, .disconnected, "reset"), event(61.5678, .connected)]
                + HistoryTests.atEnd,
            finished: true)
        full.title = "Robert'); DROP TABLE airing;--"
        let wish = Wish(file: "a \"b\".mp3", edition: EditionDate(year: 2026, month: 11, day: 15), withoutRepeat: true)
        full.slots = [
            Slot(start: start, end: start + 1800, pid: full.pid, title: "'", wish: wish),
            Slot(start: start + 1800, end: start + 3600, pid: full.pid, title: "", type: .live),
        ]
        full.gains = [-3.4, nil]
        try log.record(full)
        #expect(try log.entry(airing: full.airing) == full)
        #expect(try log.entry(airing: "another") == nil)
        let running = try entry(pid: "other", finished: false)
        try log.record(running)
        #expect(try log.entry(airing: running.airing) == running)
        let missed = AsRunEntry(missed: try airing(pid: "third"), reason: "nobody there")
        try log.record(missed)
        #expect(try log.entry(airing: missed.airing) == missed)
    }

    @Test("tells what may still come back: what failed, or went for good before its time, as long as that lasts")
    func turn() throws {
        func hasHad(_ state: State, at seconds: Double) throws -> Bool {
            try sample(in: state).hasHadItsTurn(by: start + seconds)
        }
        #expect(try hasHad(.completed, at: 60) && hasHad(.stoodBy, at: 60))
        #expect(try !hasHad(.onAir, at: 60) && !hasHad(.missed, at: 60) && !hasHad(.failed, at: 60))
        #expect(try hasHad(.failed, at: 3600))
        func interrupted(_ rest: [AirEvent]) throws -> AsRunEntry {
            let events = HistoryTests.onTime + [event(60, .engineExited, "the clock was set")] + rest
            return AsRunEntry(airing: try airing(), events: events, finished: true)
        }
        #expect(try !interrupted([]).hasHadItsTurn(by: start + 90))
        #expect(try interrupted([]).hasHadItsTurn(by: start + 3600))
        let again = [event(70, .armed), event(71, .connected), event(71, .segment, segment: 0)]
        #expect(try interrupted(again + HistoryTests.atEnd).hasHadItsTurn(by: start + 90))
    }

    enum State: String, CaseIterable, Sendable {
        case waiting, onAir, completed, stoodBy, failed, missed
    }

    private func sample(in state: State) throws -> AsRunEntry {
        switch state {
        case .waiting: AsRunEntry(airing: try airing(), events: [event(-9, .armed)], finished: false)
        case .onAir: AsRunEntry(airing: try airing(), events: HistoryTests.onTime, finished: false)
        case .completed:
            AsRunEntry(airing: try airing(), events: HistoryTests.onTime + HistoryTests.atEnd, finished: true)
        case .stoodBy: AsRunEntry(airing: try airing(), events: [event(0, .standingBy)], finished: true)
        case .failed: AsRunEntry(airing: try airing(), events: [event(0, .refused, "401")], finished: true)
        case .missed: AsRunEntry(missed: try airing(), reason: "nobody there")
        }
    }

    @Test(
        "has a row for each airing, and forgets nothing that was found out", arguments: State.allCases, State.allCases)
    func replacing(earlier: State, later: State) throws {
        let log = try AsRunLog.inMemory()
        #expect(try log.record(sample(in: earlier)))
        let kept: Set<State> =
            switch later {
            // Another try at a slot takes the place of one that failed.
            case .waiting, .onAir: [.completed, .stoodBy]
            case .completed, .stoodBy, .failed: []
            case .missed: [.onAir, .completed, .stoodBy, .failed]
            }
        #expect(try log.record(sample(in: later)) == !kept.contains(earlier))
        let expected = try sample(in: kept.contains(earlier) ? earlier : later)
        #expect(try log.entries(from: .distantPast, to: .distantFuture) == [expected])
    }

    @Test(
        "finds the airings of a span: planned, or on air, at some time in it",
        arguments: [
            (-7200.0, 0.0, []), (-7200, 0.001, ["a"]), (0, 3600, ["a"]), (0, 3600.001, ["a", "b"]),
            (3511.999, 3600, ["a"]), (3512, 3600, []), (3600, 7200, ["b"]), (7113, 7200, ["b"]),
            (7150, 7200, ["b"]), (7160, 7200, []), (0, 1e6, ["a", "b", "c", "d"]), (5, 5, []), (10, 5, []),
        ])
    func spans(from: Double, to: Double, found: [String]) throws {
        let log = try AsRunLog.inMemory()
        // Out of order; the second is still on air 40 s after its time; two begin at the same instant.
        for (pid, offset, ended) in [("d", 20_000.0, 3512.0), ("b", 3600, 3552), ("c", 20_000, 3512), ("a", 0, 3512)] {
            try log.record(entry(pid: pid, onAir: start + offset, ended: ended))
        }
        #expect(try log.entries(from: start + from, to: start + to).map(\.pid.text) == found)
    }

    @Test("keeps the conductor's last sign of life")
    func lastSeen() throws {
        let log = try AsRunLog.inMemory()
        #expect(try log.lastSeen() == nil)
        try log.setLastSeen(start + 0.1234)
        try log.setLastSeen(start + 1.1234)
        #expect(try log.lastSeen() == (start + 1.123).inMilliseconds)
    }

    @Test("is written by many at once without a loss")
    func concurrent() async throws {
        let folder = try TemporaryFolder()
        let log = try AsRunLog(path: folder.log)
        try await withThrowingTaskGroup { group in
            for index in 0..<50 {
                group.addTask {
                    try log.record(entry(pid: "p\(index)"))
                    try log.setLastSeen(start + Double(index))
                }
            }
            try await group.waitForAll()
        }
        #expect(try log.entries(from: start, to: start + 1).count == 50)
    }

    @Test(
        "with a row that playout did not write is an error, not a crash",
        arguments: ["origin", "pid", "files", "onAir", "slots", "gains"])
    func foreignRow(column: String) throws {
        let log = try AsRunLog.inMemory()
        try log.record(entry())
        try log.database.write { try $0.execute(sql: "UPDATE airing SET \(column) = '?'") }
        #expect(throws: AsRunFailure.self) { try log.entries(from: start, to: start + 1) }
    }
}
