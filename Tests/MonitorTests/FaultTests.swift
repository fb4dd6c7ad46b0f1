import Foundation
import Glibc
import Measure
import Monitor
import Preflight
import Programme
import Subprocess
import SystemPackage
import Testing

/// Seconds after the beginning of a fault within which it must be told.
private let inTime = 10.0

@Suite("On a real mount,", .timeLimit(.minutes(2)))
struct FaultTests {
    @Test(
        "a source that goes silent is told, and that it is back",
        arguments: [Studio.Format.opus, .mp3, .vorbis, .aac, .flac])
    func silent(format: Studio.Format) async throws {
        try await OnStage.run(format: format) { stage in
            try await stage.withSource(volume: "not(between(t,4,14))") { _ in
                let start = Date()
                try await stage.listening {
                    let silent = try await stage.untilHeard(.silent)
                    #expect(silent.hearing.isExpected == false)
                    #expect(silent.at.timeIntervalSince(silent.hearing.since) < 6)
                    #expect(abs(silent.hearing.since.timeIntervalSince(start) - 4) < 1.5)
                    let back = try await stage.untilHeard(.sound, after: 2)
                    #expect(abs(back.hearing.since.timeIntervalSince(start) - 14) < 1.5)
                }
            }
        }
    }

    @Test(
        "a quiet passage that the preflight found is expected; the same elsewhere is trouble", arguments: [true, false])
    func quietPassage(isInPlace: Bool) async throws {
        try await OnStage.run { stage in
            let file = stage.folder.appending("a.mp3")
            let tone =
                "sine=frequency=440:sample_rate=44100:duration=20,volume=volume='not(between(t,4,12))':eval=frame"
            _ = try await Subprocess.run(
                .name("ffmpeg"),
                arguments: ["-v", "error", "-f", "lavfi", "-i", tone, "-ac", "2", "-b:a", "192k", file.string],
                output: .discarded, error: .discarded)
            let preflight = Preflight(cache: stage.folder.appending("cache"))
            let silences = try #require(try await preflight.fullInspection(of: file).silences)
            #expect(silences.count == 1)
            let place = isInPlace ? 0.0 : 100
            let known = silences.map { Inspection.Silence(from: $0.from + place, to: $0.to + place) }
            try await stage.withSource(input: ["-re", "-i", file.string]) { _ in
                try await stage.listening(silences: known) {
                    _ = try await stage.untilHeard(.sound)
                    let silent = try await stage.untilHeard(.silent)
                    #expect(silent.hearing.isExpected == isInPlace)
                    _ = try await stage.untilHeard(.sound, after: 2)
                    #expect(stage.told.value.contains { $0.hearing.isTrouble } == !isInPlace)
                }
            }
        }
    }

    @Test("a source that hangs is frozen, and then missing once Icecast throws it out")
    func stalled() async throws {
        var options = IcecastServer.Options()
        options.sourceTimeout = 7
        try await OnStage.run(options) { stage in
            try await stage.withSource { source in
                try await stage.listening {
                    _ = try await stage.untilHeard(.sound)
                    kill(source.value, SIGSTOP)
                    let fault = Date()
                    let frozen = try await stage.untilHeard(.frozen)
                    #expect(frozen.at.timeIntervalSince(fault) < inTime)
                    #expect(abs(frozen.hearing.since.timeIntervalSince(fault)) < 1)
                    let missing = try await stage.untilHeard(.missing)
                    #expect(missing.hearing.since == frozen.hearing.since)
                }
            }
        }
    }

    @Test("a source that vanishes is missing, and one that comes again is heard")
    func vanished() async throws {
        try await OnStage.run { stage in
            try await stage.listening {
                let fault = try await stage.withSource { source in
                    _ = try await stage.untilHeard(.sound)
                    kill(source.value, SIGKILL)
                    return Date()
                }
                let missing = try await stage.untilHeard(.missing)
                #expect(missing.at.timeIntervalSince(fault) < inTime)
                #expect(abs(missing.hearing.since.timeIntervalSince(fault)) < 1)
                try await stage.withSource { _ in _ = try await stage.untilHeard(.sound, after: 2) }
                #expect(stage.kinds == [.sound, .missing, .sound])
            }
        }
    }

    @Test("an engine that dies and is back at once is no trouble, nor one that connects late")
    func replaced() async throws {
        try await OnStage.run { stage in
            try await stage.listening {
                try await Task.sleep(for: .seconds(2))
                try await stage.withSource { source in
                    _ = try await stage.untilHeard(.sound)
                    kill(source.value, SIGKILL)
                }
                try await stage.withSource(volume: "not(gt(t,5))") { _ in
                    _ = try await stage.untilHeard(.silent)
                }
                #expect(stage.kinds == [.sound, .silent])
            }
        }
    }

    @Test("an Icecast that hangs is frozen, then unreachable, and is heard when it goes on")
    func hungServer() async throws {
        try await OnStage.run { stage in
            let process = try stage.icecastProcess()
            try await stage.withSource { _ in
                try await stage.listening {
                    _ = try await stage.untilHeard(.sound)
                    kill(process, SIGSTOP)
                    let fault = Date()
                    let frozen = try await stage.untilHeard(.frozen)
                    #expect(frozen.at.timeIntervalSince(fault) < inTime)
                    _ = try await stage.untilHeard(.unreachable)
                    kill(process, SIGCONT)
                    _ = try await stage.untilHeard(.sound, after: 3)
                    #expect(stage.kinds == [.sound, .frozen, .unreachable, .sound])
                }
            }
        }
    }

    @Test("an Icecast that dies is unreachable")
    func deadServer() async throws {
        try await OnStage.run { stage in
            let process = try stage.icecastProcess()
            try await stage.withSource { _ in
                try await stage.listening {
                    _ = try await stage.untilHeard(.sound)
                    kill(process, SIGKILL)
                    let fault = Date()
                    let unreachable = try await stage.untilHeard(.unreachable)
                    #expect(unreachable.at.timeIntervalSince(fault) < inTime)
                    #expect(abs(unreachable.hearing.since.timeIntervalSince(fault)) < 1)
                }
            }
        }
    }

    @Test("a mount that nobody has come to is missing, though not at once")
    func nobody() async throws {
        try await OnStage.run { stage in
            let onAir = Date()
            try await stage.listening(from: onAir) {
                let missing = try await stage.untilHeard(.missing)
                #expect((3.0...inTime).contains(missing.at.timeIntervalSince(onAir)))
            }
        }
    }
}
