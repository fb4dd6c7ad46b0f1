import AsRun
import Foundation
import Programme
import Testing

@testable import playout

@Suite struct TextTests {
    private let utc = TimeZone(identifier: "UTC")!
    private let start = Date(rfc3339: "2026-11-22T14:00:00Z")!

    @Test("A table's columns line up, and nothing in a cell can move the cursor or break the line")
    func table() {
        var table = Table("TITLE", "FILE")
        table.add("News\nat\u{1B}[2J ten", "a.mp3")
        table.add("x", "b.mp3")
        let lines = table.text.split(separator: "\n").map(String.init)
        #expect(
            lines == [
                #"TITLE                     FILE"#, #"News\u{a}at\u{1b}[2J ten  a.mp3"#,
                #"x                         b.mp3"#,
            ])
    }

    @Test(
        "Durations are in hours, minutes and seconds",
        arguments: [(0.4, "0:00"), (59.6, "1:00"), (1792, "29:52"), (7112, "1:58:32")])
    func duration(seconds: Double, text: String) { #expect(TimeText.duration(seconds) == text) }

    @Test("Times of day are the station's, with milliseconds where they matter")
    func times() {
        let times = TimeText(zone: TimeZone(identifier: "America/New_York")!)
        #expect(times.clock(start) == "09:00")
        #expect(times.clock(start + 30) == "09:00:30")
        #expect(times.exactClock(start + 0.9996) == "09:00:01.000")
        #expect(times.exactClock(start - 0.0125) == "08:59:59.988")
        #expect(times.day(start - 12 * 3600) == "Sat 21 Nov 2026")
    }

    @Test("In the log's comma-separated values quotes are doubled, and no title becomes a spreadsheet's formula")
    func csv() throws {
        var entry = try entry(title: #"=HYPERLINK("http://x"), "quoted""#)
        entry.onAirErrorMs = -3.5
        let lines = LogText(zone: utc).csv([entry]).split(separator: "\r\n").map(String.init)
        #expect(lines.count == 2)
        #expect(lines[1].contains(#""'=HYPERLINK(""http://x""), ""quoted""""#))
        #expect(lines[1].contains(#","-3.5","#))
    }

    @Test("The log's table says what is not known as such, and lists the interruptions")
    func log() throws {
        var entry = try entry(title: "Breakfast")
        entry.interruptions = [.init(from: start + 60, to: nil, reason: "the studio closed the connection")]
        let text = LogText(zone: utc).table([entry])
        #expect(text.contains("on air"))
        #expect(text.contains("14:01:00.000 to now, Breakfast: the studio closed the connection"))
        #expect(LogText(zone: utc).table([]) == "Nothing was to go on air.")
    }

    @Test("An inspection's table has a line for each file, and what is to be said of them below")
    func inspection() {
        let loud = Inspection(
            duration: 3552, decodedDuration: 3552, codec: "mp3", sampleRate: 44_100, channels: 2, bitrate: 192_000,
            findings: [.init(kind: .loudness, detail: "too loud")], loudness: -9.26, loudnessRange: 5, truePeak: 0.4)
        let none = Inspection(duration: 0, findings: [.init(kind: .unplayable, detail: "no sound")])
        let text = InspectionText.text([
            InspectedFile(file: "a\n.mp3", inspection: loud), InspectedFile(file: "b.mp3", inspection: none),
        ])
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines[1] == "warning     59:12   mp3 44.1 kHz stereo 192 kbit/s  -9.3  5.0  0.4   a\\u{a}.mp3")
        #expect(lines[2] == "unplayable  –       –                               –     –    –     b.mp3")
        #expect(lines[3...] == ["", "a\\u{a}.mp3: too loud", "b.mp3: no sound"])
    }

    @Test("A plan's table has a line for each segment, and its warnings and gaps below")
    func plan() throws {
        let pid = try PID("breakfast")
        let segments = [
            Segment(file: "a.mp3", startsAt: start, cueOut: 1800, pid: pid, title: "One", origin: .scheduled),
            Segment(
                file: "b.mp3", startsAt: start + 1800, cueOut: 1712, pid: pid, title: "Two", origin: .unscheduled),
        ]
        let airing = Airing(
            onAir: start, offAir: start + 3512, fadedOutBy: start + 3512, offAirBy: start + 3525, title: "One / Two",
            pid: pid, origin: .unscheduled, segments: segments, warnings: ["too short"],
            notes: ["high peaks"])
        let gap = Missing(start: start + 7200, end: start + 9000, pid: pid, title: "Late", reason: "no recording")
        let text = PlanText(zone: utc, span: start..<start + 36_000).text(
            RunningOrder(airings: [airing], missing: [gap]))
        let lines = text.split(separator: "\n").map(String.init)
        #expect(lines[2] == "14:00   14:30          30:00   One    scheduled    a.mp3")
        #expect(lines[3] == "14:30   14:58:32 fade  28:32   + Two  unscheduled  b.mp3")
        #expect(text.contains("\n\nWarnings\n  14:00 One / Two: too short\n\nNotes\n  14:00 One / Two: high peaks\n\n"))
        #expect(text.contains("16:00  16:30  Late   breakfast  no recording"))
    }

    @Test("By how much a recording is made louder is in the plan and the log, where the station has a target")
    func gains() throws {
        let pid = try PID("breakfast")
        let segments = [
            Segment(
                file: "a.mp3", startsAt: start, cueOut: 1800, gain: -3.4, pid: pid, title: "One", origin: .scheduled),
            Segment(file: "b.mp3", startsAt: start + 1800, cueOut: 600, pid: pid, title: "Two", origin: .scheduled),
        ]
        let airing = Airing(
            onAir: start, offAir: start + 2400, fadedOutBy: nil, offAirBy: start + 2400, title: "One", pid: pid,
            origin: .scheduled, segments: segments)
        let order = RunningOrder(airings: [airing])
        let span = start..<start + 36_000
        let text = PlanText(zone: utc, span: span, loudness: .broadcast).text(order)
        let lines = text.split(separator: "\n").map(String.init)
        #expect(lines[1] == "ON AIR  OFF AIR  LENGTH  GAIN     TITLE  WHY        FILE")
        #expect(lines[2] == "14:00   14:30    30:00   -3.4 dB  One    scheduled  a.mp3")
        #expect(lines[3] == "14:30   14:40    10:00   -        + Two  scheduled  b.mp3")
        #expect(!PlanText(zone: utc, span: span).text(order).contains("GAIN"))

        var entry = try entry(title: "One")
        #expect(!LogText(zone: utc).table([entry]).contains("GAIN"))
        entry.gains = [-3.4, nil]
        let log = LogText(zone: utc).table([entry])
        #expect(log.contains("GAIN") && log.contains("  -3.4 dB, -  "))
        #expect(LogText(zone: utc).csv([entry]).hasSuffix(#","'-3.4; ""#))
    }

    private func entry(title: String) throws -> AsRunEntry {
        let pid = try PID("breakfast")
        let airing = Airing(
            onAir: start, offAir: start + 600, fadedOutBy: nil, offAirBy: start + 600, title: title, pid: pid,
            origin: .scheduled, segments: [])
        let events = [AirEvent(at: start, kind: .connected), AirEvent(at: start, kind: .segment, segment: 0)]
        return AsRunEntry(airing: airing, events: events, finished: false)
    }
}
