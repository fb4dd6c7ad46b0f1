import AsRun
import Foundation
import Measure
import OnAir
import Programme
import SystemPackage
import Testing

@Suite("A recording that comes after its slot has begun", .serialized, .timeLimit(.minutes(5)))
struct LateTests {
    /// A station whose slot of 20 s has begun for 2 s when its recording comes, all at once.
    private static func run(
        _ lines: String,
        _ body:
            @escaping @Sendable (LiveStation, _ start: Date, _ come: @escaping @Sendable () throws -> Void) async throws
            -> Void
    ) async throws {
        try await LiveStation.run { station in
            let start = station.start(in: 8, length: 20)
            let recording = try await station.record(0, at: start, length: 20, pid: "show")
            let aside = station.folder.appending("aside.mp3")
            try FileManager.default.moveItem(atPath: recording.string, toPath: aside.string)
            try station.put("schedule.csv", "\(start.rfc3339),\((start + 20).rfc3339),show,recorded,Show\n")
            try station.add("schedule: { csv: schedule.csv }\n" + lines)
            try await body(station, start) {
                try FileManager.default.moveItem(atPath: aside.string, toPath: recording.string)
            }
        }
    }

    @Test("is joined where it would be by then")
    func inProgress() async throws {
        try await Self.run("") { station, start, come in
            let (rows, connection) = try await station.program.conducting { _ in
                try await SystemWallClock().wait(until: start + 2)
                try come()
                let connection = try await station.tap.untilClosed()
                return (try await station.untilLogged(1), connection)
            }
            let places = try await AirCheck(connection).places(of: 0, startingAt: start)
            #expect(try #require(places.first).second.number >= 2)
            #expect(places.last?.second.number ?? 0 >= 15, "it fades from the 17th second on")
            #expect(places.allSatisfy { abs($0.error) < 0.04 })
            #expect(rows.map(\.outcome) == [.interrupted])
            #expect(rows.first?.plannedOnAir == start)
        }
    }

    @Test("is played from its beginning where the station wants that, and goes on with another conductor")
    func fromStart() async throws {
        try await Self.run("late: from-start\n") { station, start, come in
            let connection = try await station.program.conducting { _ in
                try await SystemWallClock().wait(until: start + 2)
                try come()
                return try await station.tap.wait(for: "the studio to take it", within: 12) { $0.last { $0.isTaken } }
            }
            #expect(connection.closed == nil)
            let plan = try await station.program.run(
                "plan", "--json", "--from", start.rfc3339, "--to", (start + 20).rfc3339)
            let rows = try await station.program.conducting { _ in
                _ = try await station.tap.untilClosed()
                return try await station.untilLogged(1)
            }
            let row = try #require(rows.first)
            #expect(rows.count == 1 && row.outcome == .completed)
            #expect(plan.output.contains(row.airing), "the plan has it as it was put on air")
            let taken = station.tap.connections.filter(\.isTaken)
            #expect(taken.count == 1)
            let check = try await AirCheck(try #require(taken.first))
            let places = check.places(of: 0, startingAt: row.plannedOnAir)
            #expect(row.plannedOnAir > start + 2 && row.plannedOnAir < start + 12)
            #expect(abs(try #require(check.startError(of: 0, plannedAt: row.plannedOnAir))) < 0.04)
            #expect(places.map(\.second.number) == Array(0..<places.count))
            #expect(try #require(taken.first?.closed).timeIntervalSince(start + 20) < 0.3)
        }
    }
}
