import AsRun
import Foundation
import Glibc
import Measure
import OnAir
import Programme
import SystemPackage
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

    @Test("what a decoder passes over in a damaged recording is waited for: what follows is in its place again")
    func damaged() async throws {
        try await Station.with { station in
            let code = TimeCode.first(14)
            try await station.add(code, as: "a.flac")
            let file = station.library.appending("a.flac").string
            // The engine's user plays the file itself, not a copy.
            chmod(file, 0o644)
            let onAir = station.soon()
            let airing = station.airing(try station.segment(code, "a.flac", at: onAir), for: 14)
            let row = try await station.conduct([airing]) {
                try await station.clock.wait(until: onAir + 1.2)
                try Self.overwrite(file, from: 4 / 14, to: 6 / 14)
                return try await station.ledger.finished(airing)
            }
            let before = try await AirCheck(try await station.tap.untilClosed(0))
            let after = try await AirCheck(try await station.tap.untilClosed(1))
            let early = try #require(before.places(of: 0, startingAt: onAir).map(\.error).min())
            #expect(early < -1, "the decoder did pass over it")
            // A place in a FLAC is found to its block.
            #expect(abs(try #require(after.worstError(of: 0, startingAt: onAir))) <= 0.06)
            #expect(after.numbers(of: 0).last == 13)
            #expect(row.entry.interruptions.map(\.reason) == [StopReason.damaged.inWords])
        }
    }

    /// In place, with zeros, between these shares of the file's length.
    private static func overwrite(_ path: String, from: Double, to: Double) throws {
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        defer { try? file.close() }
        let size = Double(try file.seekToEnd())
        try file.seek(toOffset: UInt64(size * from))
        try file.write(contentsOf: Data(count: Int(size * (to - from))))
    }

    @Test("an engine that cannot say that it lives, as on a full disk, is left alone while it sends")
    func voiceless() async throws {
        try await Station.with { station in
            let mute = OnAirScript.text.replacing("  emit(\"beat\"", with: "  (fun (_, _) -> ())(\"beat\"")
            #expect(mute != OnAirScript.text)
            try Data(mute.utf8).write(to: URL(filePath: station.script.string))
            let code = TimeCode.first(7)
            try await station.add(code, as: "a.mp3")
            let row = try await station.broadcast(
                station.airing(try station.segment(code, "a.mp3", at: station.soon()), for: 7))[0]
            #expect(row.entry.outcome == .completed)
            #expect(station.tap.connections.count { $0.isTaken } == 1)
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
