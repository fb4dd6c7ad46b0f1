import Foundation
import Library
import Monitor
import OnAir
import Programme
import SystemPackage
import Testing
import Tools

@testable import playout

@Suite("The settings")
struct SettingsTests {
    @Test("have a default for whatever may be left out")
    func defaults() throws {
        let settings = try Sample().settings()
        #expect(settings.file == "/station/playout.yaml")
        #expect(settings.station.name == "Cambridge 105")
        #expect(settings.station.timeZone.identifier == "Europe/London")
        #expect(settings.schedule.source == .none)
        #expect(settings.library == .folder("/station/programmes"))
        #expect(settings.studio == Studio(host: "localhost", password: "hackme"))
        #expect(settings.emergency == nil)
        #expect(settings.junctions == Junction.defaults)
        #expect(settings.maxHold == 10)
        #expect(settings.engine == EngineSettings())
        #expect(settings.monitor == MonitorSettings())
        #expect(settings.loudness == nil)
        #expect(settings.late == .inProgress)
        #expect(settings.state == "/station/state")
        #expect(settings.warnings == [])
    }

    @Test("take every value from the file, and paths relative to its folder")
    func everything() throws {
        let settings = try read(
            """
            station:
              name: "Radio: Nö"
              timezone: Asia/Kathmandu
            schedule: { csv: ../slots.csv }
            library: { folder: /srv/programmes/ }
            studio: { host: "::1", port: 8443, mount: /live.mp3, user: me, password: pw, tls: true,
                      format: mp3, bitrate: 320, retitle: true }
            emergency: sounds/sorry.mp3
            junctions: [ { minute: 15, fadedOutBy: 7.5, offAirBy: 0.25, runOn: true } ]
            maxHold: 2.5
            engine: { program: bin/liquidsoap, script: mine.liq, nice: 5, user: air, preRoll: 20, leadIn: 0.5,
                      fade: 0, bias: -0.012, tail: 0.1 }
            monitor: { url: "http://[::1]:8000/live?from=monitor", off: true }
            loudness: { target: -16.5 }
            late: from-start
            state: ./state
            """)
        #expect(
            settings.station == .init(name: "Radio: Nö", timeZone: try #require(TimeZoneName.zone("Asia/Kathmandu"))))
        #expect(settings.schedule.source == .csv("/slots.csv"))
        #expect(settings.library == .folder("/srv/programmes"))
        #expect(
            settings.studio
                == Studio(
                    host: "::1", port: 8443, mount: "/live.mp3", user: "me", password: "pw", tls: true, format: .mp3,
                    bitrate: 320, retitle: true))
        #expect(settings.studio.address == "https://[::1]:8443/live.mp3")
        #expect(settings.emergency == "/station/sounds/sorry.mp3")
        #expect(settings.junctions == [Junction(minute: 15, fadedOutBy: 7.5, offAirBy: 0.25, runOn: true)])
        #expect(settings.maxHold == 2.5)
        #expect(
            settings.engine
                == EngineSettings(
                    program: "/station/bin/liquidsoap", script: "/station/mine.liq", nice: 5, user: "air", preRoll: 20,
                    leadIn: 0.5, fade: 0, bias: -0.012, tail: 0.1, maxHold: 2.5))
        #expect(settings.monitor == MonitorSettings(url: "http://[::1]:8000/live?from=monitor", isOff: true))
        #expect(settings.loudness == LoudnessTarget(lufs: -16.5))
        #expect(settings.late == .fromStart)
        #expect(settings.state == "/station/state")
    }

    @Test("know a bucket and a remote as libraries, and what may be taken for what is fetched")
    func stores() throws {
        let bucket = try Sample(
            library:
                "{ s3: { bucket: cam-105, prefix: programmes, region: eu-west-1, endpoint: 'http://127.0.0.1:9000' } }",
            rest: "spool: { quota: 2.5, bandwidth: 8, refresh: 30 }"
        ).settings()
        let expected = S3Settings(
            bucket: "cam-105", prefix: "programmes/",
            place: .init(region: "eu-west-1", endpoint: "http://127.0.0.1:9000"))
        #expect(bucket.library == .s3(expected))
        #expect(bucket.library.name == "s3://cam-105/programmes/")
        var limits = SpoolLimits()
        (limits.quota, limits.rate, limits.period) = (2_500_000_000, 1_000_000, 30)
        #expect(bucket.spool == limits)
        let remote = try Sample(library: "{ rclone: 'my drive:Radio/Programmes' }").settings()
        #expect(remote.library == .rclone("my drive:Radio/Programmes"))
        #expect(remote.spool == SpoolLimits())
    }

    @Test("have no junctions at all where the list is empty, and the defaults where it is commented out")
    func junctions() throws {
        #expect(try Sample(rest: "junctions: []").settings().junctions == [])
        #expect(try Sample(rest: "junctions:\n  # - { minute: 0 }").settings().junctions == Junction.defaults)
    }

    @Test("take a section with every key commented out for one that is left out")
    func emptySections() throws {
        let settings = try Sample(rest: "schedule:\n  # csv: a.csv\nengine:\nloudness:\n").settings()
        #expect(settings.loudness == nil)
        #expect(settings.schedule.source == .none)
        #expect(settings.engine == EngineSettings())
    }

    @Test(
        "take a bitrate that the format has",
        arguments: [(Studio.Format.opus, 6), (.opus, 510), (.mp3, 32), (.vorbis, 500), (.aac, 320), (.flac, 1000)])
    func bitrates(format: Studio.Format, bitrate: Int) throws {
        let sample = Sample(studio: "{ host: h, password: x, format: \(format.rawValue), bitrate: \(bitrate) }")
        #expect(try sample.settings().studio.bitrate == bitrate)
    }

    @Test(
        "measure words by letters to insert, delete, replace or swap",
        arguments: [
            ("port", "port", 0), ("prot", "port", 1), ("hst", "host", 1), ("hostt", "host", 1), ("PORT", "port", 0),
            ("", "port", 4), ("port", "", 4), ("kitten", "sitting", 3), ("abcd", "badc", 2),
        ])
    func distance(from: String, to: String, expected: Int) {
        #expect(from.editDistance(to: to) == expected)
    }
}
