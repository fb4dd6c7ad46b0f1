import Schedule
import SystemPackage
import Testing

@testable import playout

@Suite("The schedule's settings")
struct ScheduleSettingsTests {
    @Test("say where the calendar is, and how often it is read")
    func good() throws {
        let google = try Sample(rest: "schedule: { google: { calendar: primary, credentials: g.json } }").settings()
        #expect(google.schedule.source == .google(calendar: "primary", credentials: .file("/station/g.json")))
        #expect(google.schedule.every == 300 && google.schedule.doubtFor == 86_400)
        let file = try Sample(rest: "schedule: { ical: ../a.ics, every: 2.5, doubtFor: 0 }").settings()
        #expect(file.schedule.source == .ical(.file("/a.ics")))
        #expect(file.schedule.every == 150 && file.schedule.doubtFor == 0)
        #expect(try Sample(rest: "schedule: { csv: a.csv }").settings().schedule.every == 30)
    }

    @Test(
        "take an address in each of its forms",
        arguments: [
            "https://example.org/a.ics?x=1", "http://127.0.0.1:5232/a", "webcal://example.org/a.ics",
            "WEBCAL://Example.org/a", "https://user:pass@example.org/a.ics",
        ])
    func addresses(address: String) throws {
        let settings = try Sample(rest: "schedule: { ical: \"\(address)\" }").settings()
        let expected = try #require(CalendarAddress(address))
        #expect(settings.schedule.source == .ical(.web(expected)))
        #expect(!"\(settings.schedule) \(String(reflecting: settings.schedule))".contains("pass"))
        var dumped = ""
        dump(settings.schedule, to: &dumped)
        #expect(!dumped.contains("pass") && !dumped.contains("a.ics"))
    }

    @Test("tell a calendar on the web from a file, which is looked at more often")
    func web() throws {
        for (schedule, isOnWeb) in [
            ("{ google: { calendar: primary, credentials: g.json } }", true),
            ("{ ical: \"https://example.org/a\" }", true),
            ("{ ical: a.ics }", false), ("{ csv: a.csv }", false), ("{}", false),
        ] {
            let settings = try Sample(rest: "schedule: \(schedule)").settings()
            #expect(settings.schedule.source.isOnWeb == isOnWeb, "\(schedule)")
            #expect((settings.schedule.every > 60) == isOnWeb, "\(schedule)")
        }
    }

    @Test("find a secret address where secrets are, and say so where there is none")
    func secret() throws {
        let environment = ["PLAYOUT_SCHEDULE_ICAL": "https://example.org/private-abc/basic.ics"]
        let sample = Sample(rest: "schedule: { ical: secret }")
        let expected = try #require(CalendarAddress("https://example.org/private-abc/basic.ics"))
        #expect(try sample.settings(environment: environment).schedule.source == .ical(.web(expected)))
        let without = try sample.settings()
        #expect(without.schedule.source == .awaited)
        #expect(without.warnings.contains { $0.contains("PLAYOUT_SCHEDULE_ICAL") })
        let wrong = problems(sample.text, environment: ["PLAYOUT_SCHEDULE_ICAL": "gopher://hackme"])
        #expect(wrong.count == 1 && wrong[0].contains("PLAYOUT_SCHEDULE_ICAL") && !wrong[0].contains("hackme"))
    }

    @Test(
        "take half an address for no path, and show no more of it than its host",
        arguments: [
            "calendar.google.com/calendar/ical/a/private-hackme/basic.ics",
            "http:/calendar.google.com/hackme/basic.ics",
            "https:calendar.google.com/hackme", "//calendar.google.com/hackme", "u:hackme@calendar.google.com/a/hackme",
        ])
    func half(address: String) {
        let wrong = problems(Sample(rest: "schedule: { ical: \"\(address)\" }").text)
        #expect(wrong.count == 1 && wrong[0].contains("calendar.google.com: write https:// before it"), "\(wrong)")
        #expect(!"\(wrong)".contains("hackme"))
    }

    @Test("take a folder with a dot in its name for the path that it is")
    func folders() throws {
        let folder = try TemporaryFolder()
        try folder.write("x", to: "a.ics")
        for path in ["a.ics", "x/a.ics", "../b.d/a.ics", "\(folder.path)/a.b/c.ics"] {
            let source = try Sample(rest: "schedule: { ical: \"\(path)\" }").settings().schedule.source
            guard case .ical(.file) = source else { return #expect(Bool(false), "\(path): \(source)") }
        }
    }

    @Test("warn of what everybody on the machine can read")
    func readable() throws {
        let folder = try TemporaryFolder()
        let key = try folder.write("{}", to: "google.json", mode: 0o644)
        let text = Sample(rest: "schedule: { google: { calendar: a, credentials: \(key) } }").text
        #expect(try read(text).warnings.contains { $0.contains("chmod 600 \(key)") })
        try folder.write("{}", to: "google.json", mode: 0o600)
        #expect(try read(text).warnings == [])
        let password = Sample(studio: "{ host: h }", rest: "schedule: { ical: \"https://u:hackme@example.org/\" }").text
        let warnings = try read(password, isReadableByOthers: true).warnings
        #expect(warnings.contains { $0.contains("calendar's password") } && !"\(warnings)".contains("hackme"))
    }
}
