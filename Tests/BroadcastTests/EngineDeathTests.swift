import AsRun
import Foundation
import Measure
import OnAir
import Programme
import Testing

@Suite(.onStage, .timeLimit(.minutes(5)))
struct EngineDeathTests {
    @Test("an engine that is killed is back within a second, in the right place, and ends on time")
    func killed() async throws {
        try await Station.with { station in
            let code = TimeCode.first(9)
            try await station.add(code, as: "a.mp3")
            let onAir = station.soon()
            let airing = station.airing(try station.segment(code, "a.mp3", at: onAir), for: 9)
            let row = try await station.conduct([airing]) {
                try await station.clock.wait(until: onAir + 2.2)
                _ = station.killEngine(of: airing)
                return try await station.ledger.finished(airing)
            }
            let before = try await station.tap.untilClosed(0)
            let after = try await station.tap.untilClosed(1)
            let check = try await AirCheck(after)
            let gone = try #require(before.closed)
            let back = try #require(check.sounding.flatMap { check.instant(of: $0.lowerBound) })
            report("back after a kill", back.timeIntervalSince(gone))
            report("place after a kill", check.worstError(of: 0, startingAt: onAir))
            #expect(back.timeIntervalSince(gone) < 1)
            // A place in an MP3 is found to the frame of 24 ms.
            #expect(abs(try #require(check.worstError(of: 0, startingAt: onAir))) <= 0.03)
            #expect(check.numbers(of: 0) == Array(4...8) || check.numbers(of: 0) == Array(3...8))
            #expect(try #require(check.reading.ends.first.flatMap(check.instant)).isWithin(0.03, of: airing.offAir))
            #expect(try #require(after.closed).isWithin(0.05, of: airing.offAir + station.engine.tail))

            #expect(row.entry.outcome == .interrupted)
            let interruption = try #require(row.entry.interruptions.first)
            #expect(row.entry.interruptions.count == 1)
            #expect(interruption.from.isWithin(0.2, of: gone))
            #expect(try #require(interruption.to).isWithin(0.2, of: back))
            #expect(abs(try #require(row.entry.offAirErrorMs)) <= 40)
        }
    }

    /// The second of them comes back at a seam of two rounds.
    @Test(
        "the emergency recording goes round and round, and is resumed in the right place of its round",
        arguments: [2.7, 3.5])
    func loop(killedAt: Double) async throws {
        try await Station.with { station in
            let code = TimeCode.first(2)
            try await station.add(code, as: "emergency.mp3")
            let onAir = station.soon()
            let segment = try station.segment(code, "emergency.mp3", at: onAir, loop: true)
            let airing = station.airing(segment, for: 9, fadedOut: true)
            _ = try await station.conduct([airing]) {
                try await station.clock.wait(until: onAir + killedAt)
                _ = station.killEngine(of: airing)
                return try await station.ledger.finished(airing)
            }
            for index in 0...1 {
                let check = try await AirCheck(station.tap.untilClosed(index))
                let numbers = check.numbers(of: 0)
                #expect(numbers.count >= (index == 0 ? 3 : 4))
                #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 != $1 })
                for place in check.places(of: 0, startingAt: onAir) {
                    let error = place.error - (place.error / 2).rounded() * 2
                    #expect(abs(error) <= 0.06)
                }
            }
        }
    }

    @Test("without its conductor an airing plays on, and the next conductor takes it over")
    func conductorGone() async throws {
        try await Station.with { station in
            let code = TimeCode.first(5)
            try await station.add(code, as: "a.flac")
            let onAir = station.soon()
            let airing = station.airing(try station.segment(code, "a.flac", at: onAir), for: 5)
            let engine = try await station.conduct([airing]) {
                try await station.clock.wait(until: onAir + 1.3)
                return station.engines(of: airing)
            }
            try await station.clock.wait(until: onAir + 2.3)
            let row = try await station.conduct([airing]) {
                #expect(station.engines(of: airing) == engine)
                return try await station.ledger.finished(airing)
            }
            #expect(engine.count == 1)
            #expect(station.tap.connections.count == 1)
            let check = try await AirCheck(station.tap.untilClosed())
            #expect(check.numbers(of: 0) == [0, 1, 2, 3, 4])
            let places = check.reading.seconds.map(\.sample)
            #expect(zip(places, places.dropFirst()).allSatisfy { abs($1 - $0 - 48_000) <= 1 }, "samples were lost")
            #expect(abs(try #require(check.worstError(of: 0, startingAt: onAir))) <= exact)
            #expect(row.entry.outcome == .completed)
            #expect(row.entry.interruptions.isEmpty)
            #expect(station.ledger.all.count == 1)
            #expect(row.timesFinished == 1)
        }
    }
}
