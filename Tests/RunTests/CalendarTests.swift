import AsRun
import Foundation
import Measure
import Programme
import SystemPackage
import TestSupport
import Testing

/// From an iCalendar's text to what `playout` says and does.
@Suite(.serialized, .temporaryFolder, .timeLimit(.minutes(2))) struct CalendarTests {
    private var folder: FilePath { TemporaryFolder.current }
    private var program: Program { Program(folder: folder) }

    private static func event(_ uid: String, _ start: String, _ end: String, _ description: String) -> String {
        """
        BEGIN:VEVENT
        UID:\(uid)
        SUMMARY:\(uid)
        DESCRIPTION:\(description)
        DTSTART:\(start)
        DTEND:\(end)
        END:VEVENT

        """
    }

    private static func calendar(_ events: String...) -> String {
        "BEGIN:VCALENDAR\nVERSION:2.0\n\(events.joined())END:VCALENDAR\n"
    }

    private func put(_ name: String, _ text: String) throws {
        try text.write(toFile: folder.appending(name).string, atomically: true, encoding: .utf8)
    }

    private func record(_ name: String) async throws {
        let file = folder.appending(name)
        try FileManager.default.createDirectory(
            atPath: file.removingLastComponent().string, withIntermediateDirectories: true)
        try await TimeCode(programme: 1, duration: 2).write(to: file)
        try FileManager.default.setAttributes([.modificationDate: Date() - 60], ofItemAtPath: file.string)
    }

    @Test("What FILE:, REPEAT: and EMERGENCY: in a calendar's descriptions ask for is in the plan")
    func tags() async throws {
        try put(
            "playout.yaml",
            """
            station: { name: Test FM, timezone: Europe/London }
            schedule: { ical: a.ics }
            library: { folder: programmes }
            studio: { host: 127.0.0.1, port: 1, password: x }
            emergency: emergency.mp3
            """)
        let day = "20261122T"
        try put(
            "a.ics",
            Self.calendar(
                Self.event(
                    "Asked for by name", "\(day)140000Z", "\(day)150000Z",
                    "<p>pid:&nbsp\\;breakfast</p><p>TYPE:RECORDED<br>FILE:20261101_0900_other.mp3</p>"),
                Self.event(
                    "An earlier edition", "\(day)150000Z", "\(day)160000Z",
                    "PID:news TYPE:RECORDED\\nREPEAT:2026-11-15"),
                Self.event(
                    "No repeat", "\(day)160000Z", "\(day)170000Z", "PID:talk TYPE:RECORDED\\nEMERGENCY:"),
                Self.event("The usual repeat", "\(day)170000Z", "\(day)180000Z", "PID:talk TYPE:RECORDED")))
        for name in [
            "20261122_1400_breakfast", "20261101_0900_other", "20261122_1500_news", "20261121_1500_news",
            "20261115_1500_news", "20261115_1600_talk",
        ] { try await record("programmes/\(name).mp3") }
        try await record("emergency.mp3")

        let result = try await program.run("plan", "--day", "2026-11-22", "--json")
        #expect(result.status == 0, "\(result.messages)")
        struct Plan: Decodable {
            let airings: [Airing]
            let missing: [Missing]
        }
        let plan: Plan = try FactsJSON.decode(from: Data(result.output.utf8))
        #expect(plan.missing == [])
        let played = plan.airings.map { airing in
            "\(airing.title): \(airing.origin.rawValue) \(airing.segments.map(\.file).joined(separator: " "))"
        }
        #expect(
            played == [
                "Asked for by name: scheduled 20261101_0900_other.mp3",
                "An earlier edition: repeat 20261115_1500_news.mp3",
                "No repeat: emergency \(folder.appending("emergency.mp3"))",
                "The usual repeat: repeat 20261115_1600_talk.mp3",
            ])
        let wishes = plan.airings.map { $0.segments.first?.slots?.first?.wish }
        let edition = EditionDate(year: 2026, month: 11, day: 15)
        #expect(
            wishes == [Wish(file: "20261101_0900_other.mp3"), Wish(edition: edition), Wish(withoutRepeat: true), nil])
    }

    @Test("What the calendar says when a programme goes on air is in its row of the log, whatever it says later")
    func changed() async throws {
        try await LiveStation.run { station in
            let start = station.start(in: 8, length: 20)
            @Sendable func stamp(_ seconds: Double) -> String {
                (start + seconds).formatted(
                    .iso8601.year().month().day().dateSeparator(.omitted).time(includingFractionalSeconds: false)
                        .timeSeparator(.omitted).timeZone(separator: .omitted))
            }
            let next = Self.event("Next", stamp(3600), stamp(7200), "PID:next TYPE:RECORDED")
            try station.put(
                "a.ics",
                Self.calendar(Self.event("At first", stamp(0), stamp(20), "PID:show TYPE:RECORDED EMERGENCY:"), next))
            try station.add("schedule: { ical: a.ics, every: 0.1 }")
            try await station.record(2, at: start, length: 20, pid: "show")
            try await station.record(3, at: start + 3600, length: 2, pid: "next")
            try await station.program.conducting { _ in
                while (try? await station.log().first?.onAir) == nil { try await Task.sleep(for: .milliseconds(100)) }
                let changed = Self.event("Later", stamp(0), stamp(600), "PID:show TYPE:LIVE")
                try station.put("a.ics", Self.calendar(changed, next.replacing("SUMMARY:Next", with: "SUMMARY:Other")))
                // The conductor has read it while the programme is on air.
                var status = ""
                while !status.contains("\"title\" : \"Other\""), Date() < start + 20 {
                    status = try await station.program.run("status", "--json").output
                }
                #expect(Date() < start + 20, "the change was not read while the programme was on air")
                let row = try #require(try await station.untilLogged(1).first)
                #expect(row.title == "At first" && row.outcome == .completed)
                #expect(row.plannedOffAir == start + 20)
                let said = Slot(
                    start: start, end: start + 20, pid: try PID("show"), title: "At first",
                    wish: Wish(withoutRepeat: true))
                #expect(row.slots == [said])
            }
        }
    }
}
