import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite(.temporaryFolder) struct CommandTests {
    private var folder: FilePath { TemporaryFolder.current }
    private var program: Program { Program(folder: folder) }

    @Test(
        "Wrong usage is exit status 64, with what is right",
        arguments: [
            ["--nonsense"], ["plan", "--day", "someday"], ["log", "--csv", "--json"], ["demo", "--length", "1"],
            ["alerts", "raise"], ["alerts", "raise", " "], ["alerts", "raise", "x", "--urgency", "very"],
        ])
    func usage(arguments: [String]) async throws {
        if arguments[0] != "--nonsense" { try await program.run("init") }
        let result = try await program.run(arguments)
        #expect(result.status == 64)
        #expect(["Usage:", "Error:", "is not a day"].contains { result.messages.contains($0) })
        #expect(result.output.isEmpty)
    }

    @Test(
        "Every command has help that says what it does",
        arguments: [
            [], ["demo"], ["init"], ["check"], ["plan"], ["inspect"], ["schedule"], ["schedule", "login"], ["add"],
            ["run"],
            ["status"],
            ["log"], ["alerts", "test"], ["alerts", "raise"], ["alerts", "watch"],
        ])
    func help(command: [String]) async throws {
        let result = try await program.run(command + ["--help"])
        #expect(result.status == 0)
        #expect(result.output.contains("OVERVIEW: "))
    }

    @Test(
        "Without a configuration every command says how to get one, and exits with 78",
        arguments: [
            "check", "plan", "schedule", "run", "status", "log",
        ])
    func noConfiguration(command: String) async throws {
        let result = try await program.run(command)
        #expect(result.status == 78)
        #expect(result.messages.contains("playout init"))
    }

    @Test("A mistake in the configuration is named with its line, and what was meant")
    func mistake() async throws {
        try await program.run("init")
        let file = folder.appending("playout.yaml").string
        let text = try String(contentsOfFile: file, encoding: .utf8).replacing("  mount:", with: "  muont:")
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        let result = try await program.run("plan")
        #expect(result.status == 78)
        let line = text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.contains("muont") }!
        #expect(
            result.messages.contains("playout.yaml:\(line + 1):3: studio.muont: unknown key; did you mean 'mount'?"))
    }

    @Test("What init writes works; it does not write over what is there")
    func initial() async throws {
        #expect(try await program.run("init", "--name", "Test: \"FM\"", "--timezone", "Europe/London").status == 0)
        try FileManager.default.createDirectory(
            atPath: folder.appending("programmes").string, withIntermediateDirectories: false)
        let plan = try await program.run("plan", "--json")
        #expect(plan.status == 0)
        let facts = try #require(try JSONSerialization.jsonObject(with: Data(plan.output.utf8)) as? [String: Any])
        #expect(facts["station"] as? String == "Test: \"FM\"")
        #expect(facts["timezone"] as? String == "Europe/London")
        #expect(Set(facts.keys) == ["station", "timezone", "generatedAt", "airings", "missing", "ignored"])
        let again = try await program.run("init")
        #expect(again.status == 1)
        #expect(again.messages.contains("--force"))
        #expect(try await program.run("init", "--timezone", "Europe/Lodnon", "--force").status == 64)
        #expect(try await program.run("init", "--force").status == 0)
    }

    @Test("A schedule's bad lines are listed with their reasons, and the others count")
    func schedule() async throws {
        try await program.run("init", "--timezone", "Europe/London")
        let file = folder.appending("playout.yaml").string
        let text = try String(contentsOfFile: file, encoding: .utf8).replacing("#csv:", with: "csv:")
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        let lines = #"""
            "2026-11-22T14:00:00+00:00","2026-11-22T15:00:00+00:00","show","20261122_1400_show","Show, ""live"""
            "2026-11-22T15:00:00+00:00","2026-11-22T14:00:00+00:00","back","20261122_1500_back","Backwards"
            "2026-11-22T16:00:00+00:00","2026-11-22T17:00:00+00:00","talk","20261122_1600_talk","Talk","live"
            """#
        try lines.write(toFile: folder.appending("schedule.csv").string, atomically: true, encoding: .utf8)
        let result = try await program.run("schedule", "--day", "2026-11-22", "--json")
        #expect(result.status == 1)
        let reading = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        let slots = try #require(reading["slots"] as? [[String: Any]])
        #expect(slots.map { $0["title"] as? String } == ["Show, \"live\"", "Talk"])
        #expect(slots.map { $0["type"] as? String } == ["recorded", "live"])
        #expect(slots[0]["start"] as? String == "2026-11-22T14:00:00.000Z")
        let notes = try #require(reading["notes"] as? [[String: Any]])
        #expect(notes.count == 1)
        #expect("\(notes[0])".contains("line 2"))
    }

    @Test("A calendar is read from its file, and cut short by a mishap it is read from the cache; so is an empty one")
    func calendar() async throws {
        try await program.run("init", "--timezone", "Europe/London")
        let file = folder.appending("playout.yaml").string
        let text = try String(contentsOfFile: file, encoding: .utf8).replacing(
            "#csv: schedule.csv", with: "ical: a.ics")
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        try FileManager.default.createDirectory(
            atPath: folder.appending("state").string, withIntermediateDirectories: false)
        let calendar = folder.appending("a.ics")
        let whole = """
            BEGIN:VCALENDAR
            BEGIN:VEVENT
            UID:1
            SUMMARY:Breakfast
            DESCRIPTION:<b>PID:</b>&nbsp\\;breakfast<br>TYPE:RECORDED
            DTSTART;TZID=Europe/London:20200101T070000
            DTEND;TZID=Europe/London:20200101T090000
            RRULE:FREQ=DAILY
            END:VEVENT
            END:VCALENDAR

            """
        try whole.write(toFile: calendar.string, atomically: false, encoding: .utf8)
        // Nowhere to keep it.
        try FileManager.default.moveItem(atPath: folder.appending("state").string, toPath: folder.appending("s").string)
        let nowhere = try await program.run("schedule", "--accept")
        #expect(nowhere.status == 1 && nowhere.messages.contains("nothing is accepted"), "\(nowhere)")
        try FileManager.default.moveItem(atPath: folder.appending("s").string, toPath: folder.appending("state").string)
        let good = try await program.run("schedule", "--json")
        #expect(good.status == 0, "\(good.messages)")
        #expect(good.output.contains("\"title\":\"Breakfast\"") || good.output.contains("\"title\" : \"Breakfast\""))
        let far = try await program.run("schedule", "--day", "2031-07-01")
        #expect(far.status == 0 && far.output.contains("07:00") && far.output.contains("Breakfast"))

        try String(whole.prefix(100)).write(toFile: calendar.string, atomically: false, encoding: .utf8)
        let cut = try await program.run("schedule")
        #expect(cut.status == 1 && cut.output.contains("Breakfast") && cut.output.contains("not whole"))
        #expect(cut.output.contains("as it was on"))
        try "BEGIN:VCALENDAR\nEND:VCALENDAR\n".write(toFile: calendar.string, atomically: false, encoding: .utf8)
        let empty = try await program.run("schedule")
        #expect(empty.status == 1 && empty.output.contains("Breakfast") && empty.output.contains("suddenly empty"))
        let accepted = try await program.run("schedule", "--accept")
        #expect(accepted.status == 0 && accepted.output.contains("Nothing is scheduled"))
        #expect(try await program.run("schedule").output.contains("Nothing is scheduled"))
    }

    @Test("Signing in needs a client, and says what it should be")
    func login() async throws {
        try await program.run("init")
        #expect(try await program.run("schedule", "login").status == 64)
        let missing = try await program.run("schedule", "login", "--client", "nowhere.json", "--output", "token.json")
        #expect(missing.status == 1 && missing.messages.contains("nowhere.json does not exist"))
        try "{}".write(toFile: folder.appending("client.json").string, atomically: true, encoding: .utf8)
        let wrong = try await program.run("schedule", "login", "--client", "client.json", "--output", "token.json")
        #expect(wrong.status == 1 && wrong.messages.contains("Desktop app"))
    }

    @Test("Before anything was on air, the log and the status say so")
    func beforeAnything() async throws {
        try await program.run("init")
        let log = try await program.run("log")
        #expect(log.status == 1)
        #expect(log.messages.contains("no as-run log yet"))
        let status = try await program.run("status")
        #expect(status.status == 1)
        #expect(status.messages.contains("playout run"))
    }

    @Test("check names what is amiss with its remedy: a studio that is not there, a library that is not there")
    func check() async throws {
        try await program.run("init")
        let file = folder.appending("playout.yaml").string
        let text = try String(contentsOfFile: file, encoding: .utf8).replacing("port: 8000", with: "port: 1")
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        let result = try await program.run("check", "--json")
        #expect(result.status == 1)
        let findings = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
        func finding(_ name: String) -> [String: Any]? { findings.first { $0["name"] as? String == name } }
        #expect(finding("liquidsoap")?["ok"] as? Bool == true)
        #expect(finding("studio")?["ok"] as? Bool == false)
        #expect((finding("studio")?["detail"] as? String)?.contains("127.0.0.1:1") == true)
        #expect(finding("library")?["ok"] as? Bool == false)
        #expect((finding("library")?["remedy"] as? String)?.isEmpty == false)
        #expect(!result.output.contains("change-me"))
        #expect(finding("monitor")?["ok"] as? Bool == false)
        #expect((finding("monitor")?["remedy"] as? String)?.contains("monitor.url") == true)
    }

    @Test("Other programs are given nothing of the environment but where things are, no secrets of ours or of others")
    func environment() async throws {
        try await program.run("init")
        let tools = folder.appending("bin")
        for name in ["programmes", "bin"] {
            try FileManager.default.createDirectory(
                atPath: folder.appending(name).string, withIntermediateDirectories: false)
        }
        let recording = folder.appending("programmes/20261122_1400_show.mp3").string
        try Data("x".utf8).write(to: URL(filePath: recording))
        try FileManager.default.setAttributes([.modificationDate: Date() - 60], ofItemAtPath: recording)
        for name in ["ffprobe", "ffmpeg", "liquidsoap"] {
            let tool = tools.appending(name).string
            try Data("#!/bin/sh\nenv > '\(tool).environment'\n".utf8).write(to: URL(filePath: tool))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: tool)
        }
        let environment = [
            "PATH": "\(tools):/usr/bin:/bin", "PLAYOUT_STUDIO_PASSWORD": "s3cret", "AWS_SECRET_ACCESS_KEY": "s3cret",
            "CREDENTIALS_DIRECTORY": folder.string,
        ]
        func given(_ name: String) throws -> String {
            let file = tools.appending(name + ".environment").string
            defer { try? FileManager.default.removeItem(atPath: file) }
            return try String(contentsOfFile: file, encoding: .utf8)
        }
        try await program.run(["check"], environment: environment)
        for name in ["ffprobe", "ffmpeg", "liquidsoap"] {
            let given = try given(name)
            #expect(given.contains("PATH=\(tools)") && !given.contains("s3cret"), "\(name): \(given)")
        }
        try await program.run(["plan", "--day", "2026-11-22"], environment: environment)
        let given = try given("ffprobe")
        #expect(given.contains("PATH=\(tools)") && !given.contains("s3cret"), "\(given)")
    }
}
