import AsRun
import Foundation
import Measure
import Programme
import Testing

@Suite(.onStage, .timeLimit(.minutes(5)))
struct SeamTests {
    @Test("at the seam of two joined recordings the first is cut and the second starts at its instant")
    func cut() async throws {
        try await Station.with { station in
            let (first, second) = (TimeCode.first(10), TimeCode.second(3))
            try await station.add(first, as: "a.flac")
            try await station.add(second, as: "b.flac")
            let onAir = station.soon()
            let seam = onAir + 2.5
            let airing = station.airing(
                try station.segment(first, "a.flac", at: onAir), try station.segment(second, "b.flac", at: seam),
                for: 5.5)
            let row = try await station.broadcast(airing)[0]
            let check = try await AirCheck(station.tap.untilClosed())

            report("start of the second of two joined recordings", check.startError(of: 1, plannedAt: seam))
            #expect(abs(try #require(check.startError(of: 0, plannedAt: onAir))) <= exact)
            #expect(abs(try #require(check.startError(of: 1, plannedAt: seam))) <= exact)
            #expect(check.numbers(of: 0) == [0, 1, 2])
            #expect(check.numbers(of: 1) == [0, 1, 2])
            let onset = try #require(check.reading.seconds.first { $0.programme == 1 }).sample
            let begin = try #require(check.reading.seconds.first { $0.programme == 0 }).sample
            #expect(abs(Double(onset - begin) / 48_000 - 2.5) <= frame + 0.001)
            #expect(check.samples[(onset - 240)..<onset].contains { abs($0) > 0.2 }, "there is a gap")
            #expect(check.logicalStreams == 1)
            #expect(station.tap.connections.count == 1)
            #expect(row.entry.outcome == .completed)
        }
    }

    @Test("where the first ends before the seam there is silence, and then the second is on time")
    func early() async throws {
        try await Station.with { station in
            let (first, second) = (TimeCode.first(2), TimeCode.second(2))
            try await station.add(first, as: "a.flac")
            try await station.add(second, as: "b.flac")
            let onAir = station.soon()
            let seam = onAir + 3.5
            let airing = station.airing(
                try station.segment(first, "a.flac", at: onAir), try station.segment(second, "b.flac", at: seam),
                for: 5.5)
            let row = try await station.broadcast(airing)[0]
            let check = try await AirCheck(station.tap.untilClosed())

            #expect(abs(try #require(check.startError(of: 1, plannedAt: seam))) <= exact)
            let end = try #require(check.reading.ends.first)
            #expect(try #require(check.instant(of: end)).isWithin(exact, of: onAir + 2))
            let onset = try #require(check.reading.seconds.first { $0.programme == 1 }).sample
            #expect(check.samples[(end + 960)..<(onset - 960)].allSatisfy { abs($0) < 0.003 })
            #expect(check.logicalStreams == 1)
            #expect(station.tap.connections.count == 1)
            #expect(row.entry.outcome == .completed)
        }
    }

    @Test("the fade is linear over 3 s by the wall clock, and the connection is closed at its end")
    func fade() async throws {
        try await Station.with { station in
            let code = TimeCode.first(20)
            try await station.add(code, as: "a.mp3")
            let onAir = station.soon()
            let airing = station.airing(
                try station.segment(code, "a.mp3", at: onAir), for: 5.5, fadedOut: true)
            let row = try await station.broadcast(airing)[0]
            let connection = try await station.tap.untilClosed()
            let check = try await AirCheck(connection)

            let gains = check.gains(of: code, every: 0.1)
            #expect(gains.count > 45)
            for (at, gain) in gains {
                let planned = min(1, max(0, airing.offAir.timeIntervalSince(at) / 3))
                #expect(abs(Double(gain) - planned) < 0.04, "at \(at.timeIntervalSince(onAir)) s")
            }
            #expect(try #require(check.lastSound) <= airing.offAir + exact)
            #expect(try #require(connection.closed).isWithin(0.05, of: airing.offAir))
            #expect(row.entry.outcome == .completed)
        }
    }
}
