import Dispatch
import Foundation
import Preflight
import Programme
import SystemPackage
import TestSupport
import Testing

/// What happens when the tools do not do what they should; scripts stand in for them.
@Suite(.temporaryFolder, .timeLimit(.minutes(3)))
struct ToolTests {
    let folder = TemporaryFolder.current
    let recording = TemporaryFolder.current.appending("a.mp3")

    /// What a stand-in has written so far, a line each time.
    func lines(_ file: FilePath) throws -> Int {
        guard FileManager.default.fileExists(atPath: file.string) else { return 0 }
        return String(decoding: try Sounds.data(file), as: UTF8.self).split(separator: "\n").count
    }

    func preflight(
        ffprobe: String = "ffprobe", ffmpeg: String = "ffmpeg", limit: Duration = .seconds(30)
    ) -> Preflight {
        Preflight(cache: folder.appending("cache"), ffprobe: ffprobe, ffmpeg: ffmpeg, timeLimit: limit)
    }

    func standIn(_ script: String) throws -> String {
        let file = folder.appending("tool-\(UUID().uuidString)")
        try Sounds.script(script, file)
        return file.string
    }

    @Test("A tool that is not installed is an error that says how to get it, and says nothing of the recording")
    func missing() async throws {
        try Sounds.make(recording, seconds: 1)
        for name in ["no-such-probe", "/nonexistent/ffprobe"] {
            await #expect(throws: PreflightError.toolMissing(name)) {
                try await preflight(ffprobe: name).quickLook(at: recording)
            }
        }
        await #expect(throws: PreflightError.toolMissing("no-such-mpeg")) {
            try await preflight(ffmpeg: "no-such-mpeg").fullInspection(of: recording)
        }
        #expect(PreflightError.toolMissing("ffprobe").description.contains("apt install ffmpeg"))
        #expect(try await preflight().fullInspection(of: recording).verdict == .ok)
    }

    @Test("A tool that hangs is ended, with an error and without a verdict")
    func hanging() async throws {
        try Sounds.make(recording, seconds: 1)
        let pid = folder.appending("pid")
        let probe = try standIn("echo $$ > \(pid)\ntrap '' TERM\nwhile :; do sleep 0.1; done")
        let error = await #expect(throws: PreflightError.self) {
            try await preflight(ffprobe: probe, limit: .seconds(3)).quickLook(at: recording)
        }
        #expect(error?.description.contains("did not end within 3 s") == true)
        let number = try #require(pid_t(String(decoding: try Sounds.data(pid), as: UTF8.self).dropLast()))
        #expect(kill(number, 0) == -1)
        #expect(await preflight().cached(at: recording) == nil)
    }

    @Test("What a tool failed at is not tried again for a while, unless the file changes")
    func pausing() async throws {
        try Sounds.make(recording, seconds: 1)
        let tries = folder.appending("tries")
        let probe = try standIn("echo try >> \(tries); kill -KILL $$")
        let patient = Preflight(cache: folder.appending("cache"), ffprobe: probe)
        for _ in 0..<3 {
            let error = await #expect(throws: PreflightError.self) { try await patient.quickLook(at: recording) }
            #expect(error?.description.contains("was ended by signal 9") == true)
        }
        #expect(try lines(tries) == 1)
        await #expect(throws: PreflightError.self) { try await patient.fullInspection(of: recording) }
        #expect(try lines(tries) == 1)
        try FileManager.default.removeItem(atPath: recording.string)
        try Sounds.make(recording, seconds: 2)
        await #expect(throws: PreflightError.self) { try await patient.quickLook(at: recording) }
        #expect(try lines(tries) == 2)
        let restless = Preflight(cache: folder.appending("cache"), ffprobe: probe, pause: .zero)
        for _ in 0..<2 { _ = try? await restless.quickLook(at: recording) }
        #expect(try lines(tries) == 4)
    }

    @Test("While a disk gives no answer, what was last known of a recording holds; of another nothing is known")
    func hangingDisk() async throws {
        try Sounds.make(recording, seconds: 1)
        let other = folder.appending("b.mp3")
        try Sounds.make(other, seconds: 1)
        let disk = OwnThread("test", limit: .milliseconds(100))
        let preflight = Preflight(cache: folder.appending("cache"), looks: disk)
        let known = try await preflight.quickLook(at: recording)
        let end = DispatchSemaphore(value: 0)
        await #expect(throws: OwnThread.NoAnswer.self) { try await disk.run { end.wait() } }
        #expect(try await preflight.quickLook(at: recording) == known)
        await #expect(throws: PreflightError.unreadable(other, .timedOut)) { try await preflight.quickLook(at: other) }
        end.signal()
    }

    @Test(
        "A tool that crashes on the recording, or talks nonsense, makes it unplayable; one that was killed does not",
        arguments: [
            ("kill -SEGV $$", true), ("kill -ABRT $$", true), ("echo nonsense", true), ("echo {}", true),
            ("exit 1", true),
            (#"printf '{"streams":[{"nb_read_frames":"0"}]}'"#, true), ("kill -KILL $$", false),
            ("kill -TERM $$", false),
            ("echo 'file:/a.mp3: Input/output error' >&2; exit 1", true),
            ("echo 'file:/a.mp3: Cannot allocate memory' >&2; exit 1", false), ("yes 1234567890", false),
        ])
    func crashing(script: String, isUnplayable: Bool) async throws {
        try Sounds.make(recording, seconds: 1)
        let preflight = try preflight(ffprobe: standIn(script))
        if isUnplayable {
            #expect(try await preflight.quickLook(at: recording).verdict == .unplayable)
        } else {
            let error = await #expect(throws: PreflightError.self) { try await preflight.quickLook(at: recording) }
            if case .toolFailed = error { return }
            Issue.record("\(String(describing: error))")
        }
    }

    @Test("A tool that complains without end takes no memory, and its answer is still read")
    func endlessComplaints() async throws {
        try Sounds.make(recording, seconds: 1)
        let probe = try standIn("head -c 50000000 /dev/zero | tr '\\0' 'x' >&2\nexec ffprobe \"$@\"")
        #expect(try await preflight(ffprobe: probe).quickLook(at: recording).verdict == .ok)
    }

    @Test("At most two quick looks run at once, and the same file is looked at once for all who ask")
    func concurrency() async throws {
        let log = folder.appending("log")
        let probe = try standIn(
            """
            echo + >> \(log)
            while [ $(grep -c + \(log)) -lt 2 ]; do sleep 0.02; done
            ffprobe "$@"
            sleep 0.3
            echo - >> \(log)
            """)
        try Sounds.make(recording, seconds: 1)
        let files = (0..<5).map { folder.appending("\($0).mp3") }
        for file in files { try Sounds.write(try Sounds.data(recording), file) }
        let preflight = preflight(ffprobe: probe)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for file in files + files + files {
                group.addTask {
                    let verdict = try await preflight.quickLook(at: file).verdict
                    #expect(verdict == .ok)
                }
            }
            try await group.waitForAll()
        }
        var (now, most, all) = (0, 0, 0)
        for line in String(decoding: try Sounds.data(log), as: UTF8.self).split(separator: "\n") {
            now += line == "+" ? 1 : -1
            all += line == "+" ? 1 : 0
            most = max(most, now)
        }
        #expect(all == 5 && most == 2)
    }

    @Test("Work that nobody waits for any more is ended; work that somebody waits for is not")
    func cancelling() async throws {
        let other = folder.appending("b.mp3")
        for file in [recording, other] { try Sounds.make(file, seconds: 1) }
        let (started, goOn) = (folder.appending("started"), folder.appending("go-on"))
        let probe = try standIn(
            "echo $$ >> \(started)\nwhile ! test -e \(goOn); do sleep 0.05; done\nexec ffprobe \"$@\"")
        let preflight = preflight(ffprobe: probe, limit: .seconds(600))
        let (first, second) = (
            Task { try await preflight.quickLook(at: recording) }, Task { try await preflight.quickLook(at: recording) }
        )
        while try lines(started) < 1 { try await Task.sleep(for: .milliseconds(10)) }
        first.cancel()
        try Sounds.write(Data(), goOn)
        #expect(try await second.value.verdict == .ok)

        for file in [goOn, started] { try FileManager.default.removeItem(atPath: file.string) }
        let alone = Task { try await preflight.quickLook(at: other) }
        while try lines(started) < 1 { try await Task.sleep(for: .milliseconds(10)) }
        alone.cancel()
        // The tool would go on for ten minutes.
        await #expect(throws: CancellationError.self) { try await alone.value }
        let pid = try #require(pid_t(String(decoding: try Sounds.data(started), as: UTF8.self).dropLast()))
        #expect(kill(pid, 0) == -1)
    }

    @Test("The complete decoding runs at a low priority")
    func niceness() async throws {
        try Sounds.make(recording, seconds: 1)
        let seen = folder.appending("nice")
        let mpeg = try standIn("nice > \(seen)\nexec ffmpeg \"$@\"")
        #expect(try await preflight(ffmpeg: mpeg).fullInspection(of: recording).verdict == .ok)
        #expect(try #require(Int(String(decoding: try Sounds.data(seen), as: UTF8.self).dropLast())) >= 15)
    }
}
