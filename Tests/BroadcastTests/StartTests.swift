import AsRun
import Foundation
import Measure
import OnAir
import Programme
import Testing

@Suite(.onStage, .timeLimit(.minutes(5)))
struct StartTests {
    @Test("an airing starts at its instant with its first sample, and leaves with its last")
    func startAndEnd() async throws {
        try await Station.with { station in
            let code = TimeCode.first(5)
            try await station.add(code, as: "a.flac")
            let onAir = station.soon()
            let airing = station.airing(
                try station.segment(code, "a.flac", at: onAir), for: 5, title: "Frühstück — “Café”")
            let row = try await station.broadcast(airing)[0]
            let connection = try await station.tap.untilClosed()
            let check = try await AirCheck(connection)

            let start = try #require(check.startError(of: 0, plannedAt: onAir))
            report("start", start)
            #expect(abs(start) <= exact)
            #expect(check.numbers(of: 0) == [0, 1, 2, 3, 4])
            #expect(abs(try #require(check.drift(of: 0))) <= 0.005)

            let end = try #require(check.reading.ends.first)
            #expect(try #require(check.instant(of: end)).isWithin(exact, of: airing.offAir))
            // The recording ends by itself, so its connection stays until its last sample is out.
            #expect(try #require(connection.closed).isWithin(0.05, of: airing.offAir + station.engine.tail))
            #expect(station.tap.connections.count == 1)

            #expect(check.logicalStreams == 1)
            #expect(check.ogg?.links[0].tags["title"] == "Frühstück — “Café”")
            #expect(check.ogg?.links[0].tags["artist"] == "Test FM")

            #expect(row.entry.outcome == .completed)
            #expect(row.entry.interruptions.isEmpty)
            #expect(abs(try #require(row.entry.onAirErrorMs)) <= 20)
            #expect(abs(try #require(row.entry.offAirErrorMs)) <= 20)
        }
    }

    @Test("the connection opens a moment before the start, with silence")
    func leadIn() async throws {
        try await Station.with { station in
            let code = TimeCode.first(2)
            try await station.add(code, as: "a.wav")
            let onAir = station.soon()
            _ = try await station.broadcast(
                station.airing(try station.segment(code, "a.wav", at: onAir), for: 2))
            let connection = try await station.tap.untilClosed()
            let check = try await AirCheck(connection)
            #expect(connection.opened.isWithin(0.1, of: onAir - station.engine.leadIn))
            let sounding = try #require(check.sounding)
            #expect(check.samples[..<(sounding.lowerBound - 480)].allSatisfy { abs($0) < 0.001 })
            #expect(try #require(check.instant(of: sounding.lowerBound)).isWithin(exact, of: onAir))
        }
    }

    @Test("two airings back to back on one mount are both on time and whole")
    func handover() async throws {
        try await Station.with { station in
            let (first, second) = (TimeCode.first(10), TimeCode.second(3))
            try await station.add(first, as: "a.flac")
            try await station.add(second, as: "b.mp3")
            let (one, two) = (station.soon(), station.soon() + 4)
            var earlier = station.airing(try station.segment(first, "a.flac", at: one), for: 3.5, fadedOut: true)
            earlier.offAirBy = earlier.offAir
            let later = station.airing(try station.segment(second, "b.mp3", at: two), for: 3)
            let rows = try await station.broadcast(earlier, later)

            #expect(station.tap.connections.count == 2, "one of them was refused")
            #expect(rows.map(\.entry.outcome) == [.completed, .completed])
            let check = try await AirCheck(station.tap.untilClosed(1))
            let start = try #require(check.startError(of: 1, plannedAt: two))
            report("start after a handover, MP3", start)
            #expect(abs(start) <= exact)
            #expect(check.numbers(of: 1) == [0, 1, 2])
            #expect(!check.reading.ends.isEmpty)
        }
    }
}

/// What was measured, for whoever reads the tests' output.
func report(_ what: String, _ seconds: Double?) {
    print("measured: \(what): \(seconds.map { String(format: "%+.1f ms", $0 * 1000) } ?? "nothing")")
}
