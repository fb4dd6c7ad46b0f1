import AsRun
import Foundation
import Measure
import Programme
import SystemPackage
import Testing

@Suite(.onStage, .timeLimit(.minutes(5)))
struct StudioTests {
    @Test("a studio that comes late gets the programme in step with the clock, and its title")
    func comesLate() async throws {
        try await Station.with { station in
            let code = TimeCode.first(6)
            try await station.add(code, as: "a.flac")
            station.tap.refuse()
            let onAir = station.soon()
            let airing = station.airing(
                try station.segment(code, "a.flac", at: onAir), for: 6, title: "Late, but there")
            let row = try await station.conduct([airing]) {
                try await station.clock.wait(until: onAir + 1.5)
                try station.tap.listen()
                return try await station.ledger.finished(airing)
            }
            let connection = try await station.tap.untilClosed()
            let check = try await AirCheck(connection)
            #expect(connection.opened.timeIntervalSince(onAir) < 3)
            report("place where the studio came late", check.worstError(of: 0, startingAt: onAir))
            #expect(abs(try #require(check.worstError(of: 0, startingAt: onAir))) <= exact)
            #expect(check.numbers(of: 0).last == 5)
            #expect(check.ogg?.links.last?.tags["title"] == "Late, but there")
            #expect(row.entry.outcome == .interrupted)
            #expect(row.entry.interruptions.count == 1)
            #expect(row.entry.interruptions[0].reason.contains("Connection refused"))
            #expect(try #require(row.entry.onAirErrorMs) > 1400)
        }
    }

    @Test("a studio that is restarted gets the programme back, in step with the clock")
    func restarted() async throws {
        try await Station.with { station in
            let code = TimeCode.first(8)
            try await station.add(code, as: "a.flac")
            let onAir = station.soon()
            let airing = station.airing(
                try station.segment(code, "a.flac", at: onAir), for: 8, title: "Still the same")
            let row = try await station.conduct([airing]) {
                try await station.clock.wait(until: onAir + 2)
                station.tap.refuse()
                station.tap.cut()
                try await station.clock.wait(until: onAir + 4)
                try station.tap.listen()
                return try await station.ledger.finished(airing)
            }
            let check = try await AirCheck(station.tap.untilClosed(1))
            let back = try #require(check.sounding.flatMap { check.instant(of: $0.lowerBound) })
            report("back after the studio's return", back.timeIntervalSince(onAir + 4))
            report("place after the studio's return", check.worstError(of: 0, startingAt: onAir))
            #expect(back.timeIntervalSince(onAir + 4) < 1.5)
            #expect(abs(try #require(check.worstError(of: 0, startingAt: onAir))) <= exact)
            #expect(check.ogg?.links.last?.tags["title"] == "Still the same")
            #expect(row.entry.outcome == .interrupted)
            let interruption = try #require(row.entry.interruptions.first)
            #expect(row.entry.interruptions.count == 1)
            #expect(interruption.from.isWithin(0.3, of: onAir + 2))
            #expect(try #require(interruption.to).isWithin(0.3, of: back))
        }
    }

    @Test("a wrong password is told as such, and the next airing with the right one goes out")
    func wrongPassword() async throws {
        try await Station.with { station in
            let code = TimeCode.first(2)
            try await station.add(code, as: "a.flac")
            var mistaken = station
            mistaken.studio.password = "wrong"
            let first = station.airing(try station.segment(code, "a.flac", at: station.soon()), for: 2)
            let failed = try await mistaken.broadcast(first)[0].entry
            #expect(failed.outcome == .failed)
            #expect(failed.onAir == nil)
            #expect(failed.interruptions.map(\.reason) == ["401, Authentication Required (HTTP/1.0)"])
            let second = station.airing(try station.segment(code, "a.flac", at: station.soon()), for: 2)
            #expect(try await station.broadcast(second)[0].entry.outcome == .completed)
        }
    }

    @Test(
        "a recording that cannot be played fails, and the next programme goes out",
        arguments: ["text", "empty", "not there", "a picture's name"])
    func unplayable(kind: String) async throws {
        try await Station.with { station in
            let (bad, good) = (TimeCode.first(2), TimeCode.second(2))
            try await station.add(good, as: "good.mp3")
            let file = URL(filePath: station.library.appending("bad.mp3").string)
            switch kind {
            case "text": try Data("A line of text, that is all.\n".utf8).write(to: file)
            case "empty": try Data().write(to: file)
            case "a picture's name": try Data([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]).write(to: file)
            default: break
            }
            let onAir = station.soon()
            let failing = station.airing(try station.segment(bad, "bad.mp3", at: onAir), for: 2)
            let next = station.airing(try station.segment(good, "good.mp3", at: onAir + 3), for: 2)
            let rows = try await station.broadcast(failing, next).map(\.entry)
            #expect(rows[0].outcome == .failed)
            #expect(rows[0].interruptions[0].reason.contains("bad.mp3"))
            #expect(rows[1].outcome == .completed)
            let last = try #require(station.tap.connections.last { $0.isTaken })
            #expect(abs(try #require(try await AirCheck(last).startError(of: 1, plannedAt: onAir + 3))) <= exact)
        }
    }
}
