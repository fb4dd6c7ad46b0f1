import AsRun
import Foundation
import Measure
import Plan
import Preflight
import Programme
import SystemPackage
import Testing

@testable import OnAir

/// How loud it is at the studio.
@Suite(.onStage, .timeLimit(.minutes(5)))
struct GainTests {
    /// One that has to be made louder, one quieter, and one whose peaks leave it room for a part of that only.
    static let sounds = [
        "quiet": "anoisesrc=c=pink:a=0.1:s=1:r=48000:d=8",
        "loud": "anoisesrc=c=pink:a=1:s=1:r=48000:d=8",
        "peaks":
            "aevalsrc=0.02*(random(0)-0.5)+if(lt(mod(t\\,2)\\,0.002)\\,0.7*sin(2*PI*1500*t)\\,0):s=48000:d=8",
    ]

    @Test(
        "a recording comes to the target at the studio, as far as its peaks allow",
        arguments: ["quiet", "loud", "peaks"], [Studio.Format.flac, .opus])
    func target(sound: String, format: Studio.Format) async throws {
        try await Station.with {
            $0.studio.format = format
        } _: { station in
            let target = LoudnessTarget(lufs: -23)
            let file = station.library.appending("a.flac")
            try await Loudness.write(try #require(Self.sounds[sound]), to: file)
            let made = try await Loudness(of: file)
            let gain = try #require(target.gain(loudness: made.integrated, truePeak: made.truePeak))
            let onAir = station.soon()
            var segment = try station.segment(TimeCode.first(8), "a.flac", at: onAir)
            segment.gain = gain
            let row = try await station.broadcast(station.airing(segment, for: 8))[0]
            let aired = try await Loudness(of: AirCheck(station.tap.untilClosed()))

            print("measured: \(sound) in \(format.rawValue): \(made), made louder by \(gain) dB: \(aired)")
            #expect(abs(aired.integrated - (made.integrated + gain)) <= 0.5)
            if sound == "peaks" {
                #expect(gain > 1 && aired.integrated < target.lufs - 3, "its peaks do not matter here")
                #expect(aired.truePeak > -1.5)
            } else {
                #expect(abs(aired.integrated - target.lufs) <= 0.5)
                #expect(abs(gain) > 8, "there was little to do")
            }
            // What an encoder that loses something makes of a peak is its own.
            if format == .flac { #expect(aired.truePeak <= LoudnessTarget.highestPeak + 0.05) }
            #expect(row.entry.gains == [gain])
        }
    }

    /// File name's end, channels, and how it is encoded.
    static let kinds: [(file: String, channels: Int, options: [String])] = [
        ("wav", 1, []), ("flac", 1, []), ("mp3", 1, ["-b:a", "96k"]), ("ogg", 1, ["-c:a", "libvorbis", "-q:a", "5"]),
        ("opus", 1, ["-b:a", "96k"]), ("m4a", 1, ["-c:a", "aac", "-b:a", "128k"]),
        ("aac", 1, ["-c:a", "aac", "-b:a", "128k"]), ("mp3", 2, ["-b:a", "192k"]),
        ("flac", 6, []), ("m4a", 6, ["-c:a", "aac", "-b:a", "384k"]), ("ogg", 6, ["-c:a", "libvorbis", "-q:a", "5"]),
    ]

    @Test(
        "what the preflight makes of a recording's loudness is what the studio gets, however many its channels are",
        arguments: kinds)
    func channels(kind: (file: String, channels: Int, options: [String])) async throws {
        try await Station.with {
            $0.studio.format = .flac
        } _: { station in
            let file = "a.\(kind.file)"
            // Surround with something else in each of its channels.
            let surround = (1...6).map { "0.05*(random(\($0))-0.5)" }.joined(separator: "|")
            try await Loudness.write(
                kind.channels == 6
                    ? "aevalsrc=\(surround):c=5.1:s=48000:d=8" : "anoisesrc=c=pink:a=0.2:s=1:r=48000:d=8",
                to: station.library.appending(file), channels: kind.channels,
                options: kind.options)
            let known = try await Preflight(cache: station.library.appending("cache"))
                .fullInspection(of: station.library.appending(file))
            let loudness = try #require(known.loudness)
            let onAir = station.soon()
            var segment = try station.segment(TimeCode.first(8), file, at: onAir)
            segment.gain = -6
            _ = try await station.broadcast(station.airing(segment, for: 8))
            let aired = try await Loudness(of: AirCheck(station.tap.untilClosed()))
            print("measured: \(kind): \(loudness) LUFS, \(known.truePeak ?? 0) dBTP; on air less 6 dB: \(aired)")
            #expect(abs(aired.integrated - (loudness - 6)) <= 0.5)
        }
    }

    @Test("from its first sample to its last, and not a sample of the next; the fade and the times stay as they are")
    func seam() async throws {
        try await Station.with { station in
            let (first, second) = (TimeCode.first(10), TimeCode.second(20))
            try await station.add(first, as: "a.flac")
            try await station.add(second, as: "b.flac")
            let onAir = station.soon()
            let seam = onAir + 2.5
            var segments = [
                try station.segment(first, "a.flac", at: onAir), try station.segment(second, "b.flac", at: seam),
            ]
            (segments[0].gain, segments[1].gain) = (-12, -3)
            let airing = station.airing(segments[0], segments[1], for: 8, fadedOut: true)
            _ = try await station.broadcast(airing)
            let check = try await AirCheck(station.tap.untilClosed())

            #expect(abs(try #require(check.startError(of: 0, plannedAt: onAir))) <= exact)
            #expect(abs(try #require(check.startError(of: 1, plannedAt: seam))) <= exact)
            let onset = try #require(check.reading.seconds.first { $0.programme == 1 }).sample
            let begin = try #require(check.reading.seconds.first { $0.programme == 0 }).sample
            #expect(abs(Double(onset - begin) / 48_000 - 2.5) <= frame + 0.001)
            // The sweep with which each second begins has nine tenths of full scale.
            let (quiet, loud) = (Float(0.9 * pow(10, -0.6)), Float(0.9 * pow(10, -0.15)))
            func peak(_ samples: Range<Int>) -> Float { check.samples[samples].map(abs).max() ?? 0 }
            #expect(abs(peak(begin..<begin + 480) / quiet - 1) < 0.05)
            #expect(peak(onset - 480..<onset - 48) < 0.8 * quiet, "the first one's tones")
            #expect(abs(peak(onset..<onset + 480) / loud - 1) < 0.05)
            for (at, gain) in check.gains(of: second, every: 0.1) {
                let planned = pow(10, -0.15) * min(1, max(0, airing.offAir.timeIntervalSince(at) / 3))
                #expect(abs(Double(gain) - planned) < 0.04, "at \(at.timeIntervalSince(onAir)) s")
            }
        }
    }

    @Test("the emergency recording is as loud in each of its rounds")
    func loop() async throws {
        try await Station.with { station in
            let code = TimeCode.first(2)
            try await station.add(code, as: "a.flac")
            let onAir = station.soon()
            var segment = try station.segment(code, "a.flac", at: onAir, loop: true)
            segment.gain = -6
            _ = try await station.broadcast(station.airing(segment, for: 7))
            let check = try await AirCheck(station.tap.untilClosed())
            let gains = check.reading.seconds.map(\.gain)
            #expect(gains.count >= 6)
            #expect(gains.allSatisfy { abs($0 - Float(pow(10, -0.3))) < 0.03 }, "\(gains)")
        }
    }

    @Test("an engine that takes the place of one that died plays as loud as that one")
    func resumed() async throws {
        try await Station.with { station in
            let code = TimeCode.first(12)
            try await station.add(code, as: "a.flac")
            let onAir = station.soon()
            var segment = try station.segment(code, "a.flac", at: onAir)
            segment.gain = -9
            let airing = station.airing(segment, for: 6)
            _ = try await station.conduct([airing]) {
                try await station.clock.wait(until: onAir + 2.2)
                _ = station.killEngine(of: airing)
                return try await station.ledger.finished(airing)
            }
            let connections = station.tap.connections.filter(\.isTaken)
            #expect(connections.count == 2)
            for connection in connections {
                let gains = try await AirCheck(connection).gains(of: code, every: 0.1).map { Double($0.gain) }
                // The first and the last may be cut through.
                #expect(gains.count > 10)
                #expect(gains.dropFirst().dropLast(2).allSatisfy { abs($0 - pow(10, -0.45)) < 0.03 })
            }
        }
    }
}

/// Which gain an airing has that has been begun: the one with which it was begun.
struct KeptGainTests {
    @Test("what a new plan knows of the loudness of what is on air starts no engine again, and is not told to one")
    func replanned() throws {
        let airing = SituationTests.airing()
        var learnt = airing
        learnt.segments[0].gain = 4
        var situation = Situation(
            now: SituationTests.noon + 5, uptime: 5, order: RunningOrder(airings: [airing]),
            active: [ActiveAiring(airing, engine: .running(since: 0))], settings: SituationTests.settings)
        #expect(situation.decisions == [])
        situation.order = RunningOrder(airings: [learnt])
        #expect(situation.decisions == [])
        #expect(situation[airing.id]?.rest?.segments.map(\.gain) == [nil])
    }

    @Test(
        "what goes on after a clock was put right is as loud as it was; a recording that took its place is as planned")
    func amended() throws {
        let noon = SituationTests.noon
        var airing = SituationTests.airing()
        airing.segments[0].gain = -2
        var next = airing
        next.segments[0].gain = 4
        var active = ActiveAiring(airing, engine: .running(since: 0))
        active.note(AirEvent(at: noon, kind: .segment, segment: 0), at: 0)
        active.amend(by: next, at: noon + 5)
        #expect(active.rest?.segments.map(\.gain) == [-2])

        next.segments[0].file = "another"
        active.amend(by: next, at: noon + 6)
        #expect(active.rest?.segments.map(\.gain) == [4])

        // It failed, and somebody put another in its place.
        var failed = ActiveAiring(airing, engine: .running(since: 0))
        failed.note(AirEvent(at: noon, kind: .segment, segment: 0), at: 0)
        failed.note(AirEvent(at: noon + 2, kind: .unplayable, segment: 0), at: 2)
        next.segments[0].file = airing.segments[0].file
        failed.amend(by: next, at: noon + 6)
        #expect(failed.rest?.segments.map(\.gain) == [4])
    }

    @Test("an airing that was written down before there were gains is read, and has none")
    func earlierVersion() throws {
        var airing = SituationTests.airing()
        let text = String(decoding: try FactsJSON.encode(airing), as: UTF8.self)
        #expect(!text.contains("gain"), "as an earlier version writes it")
        #expect(try FactsJSON.decode(Airing.self, from: Data(text.utf8)) == airing)
        airing.segments[0].gain = -3.4
        #expect(try FactsJSON.decode(Airing.self, from: FactsJSON.encode(airing)) == airing)
    }
}
