import AsRun
import Foundation
import Measure
import OnAir
import Programme
import SystemPackage
import Testing

@Suite(.onStage, .timeLimit(.minutes(5)))
struct LateTests {
    @Test("an airing that is begun late is joined where it would be, and ends on time")
    func late() async throws {
        try await Station.with { station in
            let code = TimeCode.first(7)
            try await station.add(code, as: "a.mp3")
            let onAir = station.soon(in: -3)
            let airing = station.airing(try station.segment(code, "a.mp3", at: onAir), for: 7)
            let row = try await station.broadcast(airing)[0]
            let connection = try await station.tap.untilClosed()
            let check = try await AirCheck(connection)
            report("place when joined late", check.worstError(of: 0, startingAt: onAir))
            #expect(abs(try #require(check.worstError(of: 0, startingAt: onAir))) <= 0.03)
            #expect(check.numbers(of: 0).last == 6)
            #expect(try #require(connection.closed).isWithin(0.05, of: airing.offAir + station.engine.tail))
            #expect(row.entry.outcome == .interrupted)
            #expect(try #require(row.entry.onAirErrorMs) > 2900)
            #expect(row.entry.interruptions.map(\.reason) == ["it was started late"])
        }
    }

    /// Encoders as producers have them. Where the bitrate varies and nothing says how, a place is hard to find.
    static let recordings: [(file: String, options: [String])] = [
        ("a.wav", []), ("a.flac", []), ("a.m4a", ["-c:a", "aac", "-b:a", "192k"]),
        ("a.ogg", ["-c:a", "libvorbis", "-q:a", "5"]), ("a.opus", ["-b:a", "160k"]),
        ("a.aac", ["-c:a", "aac", "-b:a", "192k"]), ("cbr.mp3", ["-b:a", "192k"]),
        ("cbr-without-xing.mp3", ["-b:a", "192k", "-write_xing", "0"]), ("vbr.mp3", ["-q:a", "4"]),
        ("vbr-without-xing.mp3", ["-q:a", "4", "-write_xing", "0"]),
    ]

    @Test("a recording of any kind is resumed in the right place", arguments: recordings)
    func place(file: String, options: [String]) async throws {
        try await Station.with { station in
            // Noise in its first half: so the bitrate varies where it may.
            let noise = ["-f", "lavfi", "-i", "anoisesrc=r=48000:a=0.05:d=20", "-filter_complex", "amix=normalize=0"]
            let code = TimeCode.first(40)
            try await station.add(code, as: file, options: noise + options)
            let onAir = station.soon(in: -32)
            let airing = station.airing(try station.segment(code, file, at: onAir), for: 36.5, fadedOut: true)
            _ = try await station.broadcast(airing)
            let check = try await AirCheck(station.tap.untilClosed())
            // Where nothing says how many samples the encoder added in front, any player plays them.
            let own = try await TimeCodeReading(of: station.library.appending(file), seconds: 2)
            let delay = Double(try #require(own.seconds.first).sample) / Double(TimeCode.sampleRate)
            let error = check.worstError(of: 0, startingAt: onAir + delay)
            report("place in \(file), of its own late by \(Int(delay * 1000)) ms", error)
            // In FLAC, Liquidsoap 2.1.3 finds a place to the block: 4608 samples here.
            #expect(abs(try #require(error)) <= (file == "a.flac" ? 0.11 : 0.03))
        }
    }
}
