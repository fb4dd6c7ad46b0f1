import Foundation
import Programme
import Subprocess
import SystemPackage
import TestSupport
import Testing

@Suite("playout add", .temporaryFolder, .timeLimit(.minutes(3)))
struct AddTests {
    private var folder: FilePath { TemporaryFolder.current }
    private var program: Program { Program(folder: folder) }
    private var library: FilePath { folder.appending("programmes") }

    private func station(_ library: String = "{ folder: programmes }", schedule: String? = nil) throws {
        let text = """
            station: { name: Test FM, timezone: Europe/London }
            library: \(library)
            studio: { host: 127.0.0.1, password: x }
            state: state
            \(schedule == nil ? "" : "schedule: { csv: schedule.csv }")
            """
        try FileManager.default.createDirectory(atPath: self.library.string, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: folder.appending("playout.yaml").string))
        if let schedule { try Data(schedule.utf8).write(to: URL(filePath: folder.appending("schedule.csv").string)) }
    }

    private func sound(_ name: String, seconds: Int = 20) async throws {
        let result = try await Subprocess.run(
            .name("ffmpeg"),
            arguments: [
                "-nostdin", "-v", "error", "-f", "lavfi", "-i", "sine=frequency=440:duration=\(seconds)", "-ac", "2",
                folder.appending(name).string,
            ], output: .discarded, error: .string(limit: 4096))
        #expect(result.terminationStatus.isSuccess, "\(result.standardError)")
    }

    private var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: library.string).sorted() }
    }

    private func add(_ arguments: String..., environment: [String: String] = [:]) async throws -> Program.Result {
        try await program.run(["add"] + arguments, environment: environment)
    }

    @Test("A recording is put where it belongs, once; and another for the same only with --replace")
    func added() async throws {
        try station()
        try await sound("My Show (final).MP3")
        let dry = try await add("My Show (final).MP3", "--at", "2030-07-01T14:00", "--pid", "show", "--dry-run")
        #expect(dry.status == 0 && dry.output.contains("20300701_1400_show.mp3 would be put in"))
        #expect(try names == [])
        let first = try await add("My Show (final).MP3", "--at", "2030-07-01T14:00", "--pid", "show")
        #expect(first.status == 0 && first.output.contains("20300701_1400_show.mp3 is in"))
        #expect(try names == ["20300701_1400_show.mp3"])
        // The same instant, otherwise written, and the same programme.
        let again = try await add("My Show (final).MP3", "--at", "2030-07-01T13:00:00Z", "--pid", "SHOW")
        #expect(again.status == 1 && again.messages.contains("--replace"))
        let plan = try await program.run("plan", "--day", "2030-07-01")
        #expect(plan.output.contains("20300701_1400_show.mp3"))
        try await sound("other.flac", seconds: 10)
        let other = try await add("other.flac", "--at", "2030-07-01T14:00", "--pid", "show", "--replace")
        #expect(other.status == 0 && other.messages.contains("20300701_1400_show.mp3, which is for the same, stays"))
        #expect(try names == ["20300701_1400_show.flac", "20300701_1400_show.mp3"])
    }

    @Test("Audio in an MP4 gets the name that audio has there")
    func mp4() async throws {
        try station()
        try await sound("a.mp4", seconds: 3)
        let result = try await add("a.mp4", "--at", "2030-07-01T14:00", "--pid", "show", "--dry-run")
        #expect(result.output.contains("20300701_1400_show.m4a would be put in"), "\(result.messages)")
    }

    @Test("A time that is over, or far ahead, is told: a year is quickly mistyped")
    func unlikelyTimes() async throws {
        try station()
        try await sound("a.mp3")
        for (time, part) in [
            ("2020-01-01T14:00", "2020-01-01 14:00, is over"), ("2095-01-01T14:00", "more than a year away"),
        ] {
            let result = try await add("a.mp3", "--at", time, "--pid", "show", "--dry-run")
            #expect(result.status == 0 && result.messages.contains(part), "\(result.messages)")
        }
    }

    @Test("What cannot be played is refused; what is no file is an error; nothing is put anywhere")
    func refused() async throws {
        try station()
        try Data("This is a text.".utf8).write(to: URL(filePath: folder.appending("a.mp3").string))
        let text = try await add("a.mp3", "--at", "2030-07-01T14:00", "--pid", "show")
        #expect(text.status == 1 && text.messages.contains("refused: ") && text.messages.contains("not audio"))
        let missing = try await add("b.mp3", "--at", "2030-07-01T14:00", "--pid", "show")
        #expect(missing.status == 1 && missing.messages.contains("b.mp3"))
        for (time, pid) in [("someday", "show"), ("2030-03-31T01:30", "show"), ("2030-07-01T14:00", "../x")] {
            #expect(try await add("a.mp3", "--at", time, "--pid", pid).status == 64)
        }
        #expect(try names == [])
    }

    @Test("The schedule is compared with: another programme, none, a longer slot, and the second of two same hours")
    func schedule() async throws {
        try station(
            schedule: """
                2030-07-01T14:00,2030-07-01T15:00,show,,The Show,recorded
                2030-07-01T16:00,2030-07-01T17:00,news,,The News,live
                2030-10-27T01:00:00Z,2030-10-27T02:00:00Z,night,,Night,recorded
                """)
        try await sound("a.wav")
        let fits = try await add("a.wav", "--at", "2030-07-01T14:00", "--pid", "show", "--dry-run", "--json")
        let facts = try #require(JSONSerialization.jsonObject(with: Data(fits.output.utf8)) as? [String: Any])
        #expect(facts["name"] as? String == "20300701_1400_show.wav" && facts["added"] as? Bool == false)
        let warnings = try #require(facts["warnings"] as? [String])
        #expect(warnings.contains("it is 3580 s shorter than its slot"))
        let other = try await add("a.wav", "--at", "2030-07-01T16:00", "--pid", "show", "--dry-run")
        #expect(other.status == 0 && other.messages.contains("the schedule has The News (news, live)"))
        let none = try await add("a.wav", "--at", "2030-07-01T18:00", "--pid", "show", "--dry-run")
        #expect(none.messages.contains("the schedule has nothing at this time"))
        let within = try await add("a.wav", "--at", "2030-07-01T16:10", "--pid", "show", "--dry-run")
        #expect(within.messages.contains("the schedule has The News (news, live, since 2030-07-01 16:00) at this time"))
        let first = try await add("a.wav", "--at", "2030-10-27T00:00:00Z", "--pid", "night", "--dry-run")
        #expect(first.status == 1 && first.messages.contains("would mean the second of the two"))
        let second = try await add("a.wav", "--at", "2030-10-27T01:00:00Z", "--pid", "show", "--dry-run")
        #expect(second.status == 1 && second.messages.contains("put back over this time"))
        let scheduled = try await add("a.wav", "--at", "2030-10-27T01:00:00Z", "--pid", "night", "--dry-run")
        #expect(scheduled.status == 0 && scheduled.output.contains("20301027_0100_night.wav"))
    }

    @Test("It goes into a bucket as well", .moto)
    func bucket() async throws {
        try await sound("a.ogg")
        let environment = Moto.credentials.compactMapValues(\.self)
        try await Moto.makeBucket("station")
        try station("{ s3: { bucket: station, prefix: shows, region: us-east-1, endpoint: \"\(Moto.endpoint)\" } }")
        for (status, words) in [(0 as Int32, "is in s3://station/shows/"), (1, "--replace")] {
            let result = try await add(
                "a.ogg", "--at", "2030-07-01T14:00", "--pid", "show", environment: environment)
            #expect(result.status == status && (result.output + result.messages).contains(words))
        }
        let plan = try await program.run(["plan", "--day", "2030-07-01"], environment: environment)
        #expect(plan.output.contains("20300701_1400_show.ogg"))
    }
}
