import AsRun
import Foundation
import Glibc
import Measure
import OnAir
import Programme
import SystemPackage
import Testing

/// What fails on air gives the rest of its slot to the plan's next choice.
@Suite(.serialized) struct RecordingFaultTests {
    /// A station whose programme is cut short on the disk while it is on air, and what the studio got then.
    private func cutShort(
        withEarlierEdition: Bool, _ prove: @escaping @Sendable (Date, [AirCheck], AsRunEntry) throws -> Void
    ) async throws {
        try await LiveStation.run { station in
            let start = station.start(in: 6, length: 16)
            let file = try await station.record(1, at: start, length: 16, pid: "show")
            // The engine's user plays the file itself, not a copy.
            chmod(file.string, 0o644)
            if withEarlierEdition { try await station.record(2, at: start - 86_400, length: 16, pid: "show") }
            try await TimeCode(programme: 3, duration: 4).write(to: station.folder.appending("emergency.mp3"))
            try station.add("emergency: emergency.mp3\n")
            let rows = try await station.program.conducting { _ in
                _ = try await station.tap.untilTaken()
                try await SystemWallClock().wait(until: start + 3)
                truncate(file.string, 1000)
                return try await station.untilLogged(1)
            }
            var checks: [AirCheck] = []
            for connection in station.tap.connections where connection.isTaken {
                checks.append(try await AirCheck(connection))
            }
            #expect(rows.count == 1)
            try prove(start, checks, #require(rows.first))
        }
    }

    @Test("A recording that breaks off on air gives the rest to an earlier edition, at the same place in its own time")
    func earlierEdition() async throws {
        try await cutShort(withEarlierEdition: true) { start, checks, row in
            let own = checks.flatMap { $0.places(of: 1, startingAt: start) }
            let other = checks.flatMap { $0.places(of: 2, startingAt: start) }
            let (last, first) = try (#require(own.last), #require(other.first))
            #expect(first.at.timeIntervalSince(last.at) < 4, "a second of it, and the change")
            #expect(other.allSatisfy { abs($0.error) < 0.04 })
            #expect(other.last?.second.number == 15)
            #expect(row.files.count == 2)
            #expect(row.outcome == .interrupted)
            #expect(row.interruptions.count == 1)
            #expect(row.interruptions.first?.reason.contains("ended early") == true)
            #expect(abs(row.offAirErrorMs ?? .infinity) < 40)
        }
    }

    @Test("With nothing else to play it waits, and the whole recording, once it is there, takes the rest at its place")
    func another() async throws {
        try await LiveStation.run { station in
            let start = station.start(in: 6, length: 36)
            let file = try await station.record(1, at: start, length: 36, pid: "show")
            // The engine's user plays the file itself, not a copy.
            chmod(file.string, 0o644)
            let rows = try await station.program.conducting { _ in
                _ = try await station.tap.untilTaken()
                try await SystemWallClock().wait(until: start + 3)
                truncate(file.string, 1000)
                while !station.engines.isEmpty { try await Task.sleep(for: .milliseconds(100)) }
                unlink(file.string)
                try await station.record(1, at: start, length: 36, pid: "show")
                return try await station.untilLogged(1, within: 60)
            }
            let connections = station.tap.connections.filter(\.isTaken)
            #expect(connections.count == 2, "what broke off is not tried again as it is")
            var places: [AirCheck.Place] = []
            for connection in connections { places += try await AirCheck(connection).places(of: 1, startingAt: start) }
            #expect(places.allSatisfy { abs($0.error) < 0.04 })
            #expect(places.last?.second.number == 35)
            let row = try #require(rows.first)
            #expect(rows.count == 1 && row.outcome == .interrupted && row.interruptions.count == 1)
            let gap = try #require(row.interruptions.first)
            #expect(gap.reason.contains("ended early"))
            // Each second is recognised but those that are missing.
            let silence = try #require(
                zip(places, places.dropFirst()).max {
                    $0.1.at.timeIntervalSince($0.0.at) < $1.1.at.timeIntervalSince($1.0.at)
                })
            #expect(abs(gap.from.timeIntervalSince(silence.0.at)) < 2)
            #expect(abs(gap.to?.timeIntervalSince(silence.1.at) ?? .infinity) < 1.5)
            #expect(silence.1.at.timeIntervalSince(silence.0.at) < 15, "a look at the library, and a preflight")
            #expect(abs(row.offAirErrorMs ?? .infinity) < 40)
        }
    }

    @Test("Without one it is the emergency recording, until the slot's end")
    func emergency() async throws {
        try await cutShort(withEarlierEdition: false) { start, checks, row in
            let own = try #require(checks.flatMap { $0.places(of: 1, startingAt: start) }.last)
            let other = checks.flatMap { $0.timeline }.filter { $0.second.programme == 3 }
            let first = try #require(other.first)
            #expect(first.at.timeIntervalSince(own.at) < 4)
            #expect(first.second.number <= 1, "from its beginning")
            #expect(Set(other.map(\.second.number)) == [0, 1, 2, 3], "round and round")
            #expect(abs(row.offAirErrorMs ?? .infinity) < 40)
            #expect(row.files.last?.hasSuffix("emergency.mp3") == true)
            #expect(row.outcome == .interrupted)
        }
    }
}
