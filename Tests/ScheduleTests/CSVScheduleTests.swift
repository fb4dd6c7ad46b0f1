import Foundation
import Programme
import Schedule
import SystemPackage
import TestSupport
import Testing

/// Always shows the same time.
struct StoppedClock: WallClock {
    var time = Date(timeIntervalSince1970: 1_795_000_000.5)

    func now() -> Date { time }
    func wait(until instant: Date) async throws { Issue.record("nothing in the schedule waits") }
}

func date(_ text: String) throws -> Date { try #require(Date(rfc3339: text)) }

@Suite(.temporaryFolder)
struct CSVScheduleTests {
    let file = TemporaryFolder.current.appending("schedule.csv")
    let a = #""2026-11-22T14:00:00+00:00","2026-11-22T15:00:00+00:00","Alpha","20261122_1400_alpha","Alpha hour""#
    let b = #""2026-11-22T15:00:00+00:00","2026-11-22T16:00:00+00:00","beta","20261122_1500_beta","Beta, live","Live""#

    func read(_ text: String) async throws -> ScheduleReading { try await read(Data(text.utf8)) }

    func read(_ data: Data) async throws -> ScheduleReading {
        try data.write(to: URL(filePath: file.string))
        return try await schedule(file).read()
    }

    func schedule(_ file: FilePath) throws -> CSVSchedule {
        CSVSchedule(file: file, zone: try #require(TimeZone(identifier: "Europe/London")), clock: StoppedClock())
    }

    /// The titles of slots read from lines that are put between the good `a` and `b`, which must both survive.
    func between(_ middle: String) async throws -> (titles: [String], notes: [ScheduleNote]) {
        let reading = try await read("\(a)\n\(middle)\n\(b)\n")
        let titles = reading.slots.map(\.title)
        #expect(titles.contains("Alpha hour") && titles.contains("Beta, live"), "\(titles)")
        return (titles.filter { $0 != "Alpha hour" && $0 != "Beta, live" }, reading.notes)
    }

    @Test("The forerunner's lines become slots, in order of time, and the sixth column says which are live")
    func good() async throws {
        let reading = try await read("\(b)\n\(a)\n")
        #expect(reading.source == "CSV file \(file)" && reading.fetchedAt == StoppedClock().time && !reading.stale)
        #expect(reading.notes == [])
        let (two, three, four) = try (
            date("2026-11-22T14:00:00Z"), date("2026-11-22T15:00:00Z"), date("2026-11-22T16:00:00Z")
        )
        #expect(
            reading.slots == [
                Slot(start: two, end: three, pid: try PID("alpha"), title: "Alpha hour"),
                Slot(start: three, end: four, pid: try PID("BETA"), title: "Beta, live", type: .live),
            ])
        #expect(reading.slots.map(\.pid.text) == ["Alpha", "beta"])
    }

    @Test(
        "What a CSV file may look like makes no difference",
        arguments: [
            "\u{FEFF}{a}\n{b}\n", "{a}\r\n{b}\r\n", "{a}\r{b}\r", "{a}\n{b}", "\n\n{a}\n \n\r\n\t\n{b}\n\n",
            "start,end,pid,file,title\n{a}\n{b}\n",
            "\u{FEFF}\"Start\",\"End\",\"PID\",\"File\",\"Title\"\r\n{a}\r\n{b}",
            "{a},\n{b}\n", "{a},recorded\n{b}\n", " {a} , RECORDED\n {b}\n",
        ])
    func shapes(template: String) async throws {
        let reading = try await read(
            template.replacingOccurrences(of: "{a}", with: a).replacingOccurrences(of: "{b}", with: b))
        #expect(reading.notes == [])
        #expect(reading.slots.map(\.title) == ["Alpha hour", "Beta, live"])
        #expect(reading.slots.map(\.type) == [.recorded, .live])
    }

    static let times = "2026-11-22T18:00Z,2026-11-22T19:00Z"

    @Test(
        "Titles may have commas, quotes and line ends, and come out on one line",
        arguments: [
            (#""Tea, cake""#, "Tea, cake"), (#""The ""Best"" Show""#, #"The "Best" Show"#), (#""""""""#, #""""#),
            ("\"Two\nlines\"", "Two lines"), ("\"Two\r\n\r\nlines\"", "Two lines"), ("Plain title", "Plain title"),
            ("\"\"", "x"), ("", "x"), ("\"  much   room \"", "much room"), ("\"\u{1B}[2Jx\u{7}\"", "[2Jx"),
            ("\"a\u{202E}b\"", "a b"), ("\"caf\u{E9} 👨‍👩‍👧\"", "caf\u{E9} 👨‍👩‍👧"),
            ("\"$(touch x) #{y} %s\"", "$(touch x) #{y} %s"),
        ])
    func titles(field: String, title: String) async throws {
        let (titles, notes) = try await between("\(Self.times),x,file,\(field)")
        #expect(titles == [title])
        #expect(notes == [])
    }

    @Test(
        "A bad line becomes a note that says where and what, and harms no other",
        arguments: [
            ("hello", "found 1"), ("a,b,c", "found 3"), ("\(times),x,file", "found 4"),
            ("\(times),x,f,t,live,more", "found 7"), ("# a comment", "found 1"),
            ("tomorrow,2026-11-22T19:00Z,x,f,t", "the start 'tomorrow' is not a time; expected ISO 8601"),
            ("2026-11-22T18:00Z,,x,f,t", "the end '' is not a time"),
            ("2026-02-30T18:00Z,2026-03-01T19:00Z,x,f,t", "is not a time"),
            ("2026-11-22T18:00+99:00,2026-11-22T19:00Z,x,f,t", "is not a time"),
            ("2026-11-22T18:00+01:,2026-11-22T19:00Z,x,f,t", "is not a time"),
            ("2026-11-22T18:00Zulu,2026-11-22T19:00Z,x,f,t", "is not a time"),
            ("2026-11-22T18:00Z,2026-11-22T18:00Z,x,f,t", "at or before its start"),
            ("2026-11-22T18:00Z,2026-11-22T17:00Z,x,f,t", "at or before its start"),
            ("2026-03-29T01:30,2026-03-29T03:30,x,f,t", "does not exist in Europe/London"),
            ("\(times),,f,t", "the programme id is empty"), ("\(times),a/b,f,t", "contains '/'"),
            ("\(times),x,f,t,sometimes", "the type 'sometimes' is unknown; expected recorded or live"),
            ("2026-11-22T14:00:00Z,2026-11-22T14:30Z,ALPHA,f,t", "the same programme at the same start as line 1"),
            (#"\#(times),x,f,"The "Best" Show""#, "has to be doubled"),
            (#"\#(times),x,f,The "Best" Show"#, "in quotes"),
            (#"\#(times),x,f,"no end"#, "has to be doubled"), (#""\#(times),x,f,t"#, "has to be doubled"),
        ])
    func badLine(line: String, part: String) async throws {
        let (titles, notes) = try await between(line)
        #expect(titles == [])
        #expect(notes.count == 1)
        let note = try #require(notes.first)
        #expect(note.event == "line 2" || note.event == "line 2: t")
        #expect(note.reason.contains(part), "\(note.reason)")
    }

    @Test("A line that is not UTF-8 is a note, and a slot's title after it is whole")
    func latin1() async throws {
        let reading = try await read(Data("\(Self.times),x,f,caf".utf8) + [0xE9] + Data("\n\(a)\n".utf8))
        #expect(reading.slots.map(\.title) == ["Alpha hour"])
        #expect(reading.notes.map(\.event) == ["line 1"])
    }

    @Test("A quote that is never closed costs its own line only", arguments: [0, 5, 50])
    func unclosedQuote(following: Int) async throws {
        let others = (0..<following).map { "2026-11-23T\(10 + $0 / 60):\(10 + $0 % 50)Z,2026-11-24T19:00Z,x\($0),f,t" }
        let reading = try await read("\(a)\n\(Self.times),x,f,\"t\n" + others.joined(separator: "\n"))
        #expect(reading.slots.count == 1 + following)
        #expect(reading.notes.map(\.event) == ["line 2"])
        #expect(reading.notes.first?.reason.contains("closing quote is missing") == true)
    }

    @Test("Fields that something else than a comma separates are told as such", arguments: [";", "\t"])
    func otherSeparators(separator: String) async throws {
        let fields = ["2026-11-22T14:00:00Z", "2026-11-22T15:00:00Z", "x", "f", "t"].map { "\"\($0)\"" }
        let reading = try await read(fields.joined(separator: separator))
        #expect(reading.slots.isEmpty && reading.notes.first?.reason.contains("by commas") == true, "\(reading.notes)")
    }

    @Test("Two forgotten quotes far apart do not make one long title of the lines between")
    func forgottenQuotes() async throws {
        let between = (10..<40).map { "2026-11-23T10:\($0)Z,2026-11-24T19:00Z,x\($0),f,t" }.joined(separator: "\n")
        let reading = try await read("\(Self.times),x,f,\"t\n\(between)\n\(Self.times),y,f,t\"\n\(a)")
        #expect(reading.slots.count == 31)
        #expect(reading.notes.map(\.event) == ["line 1", "line 32"])
    }

    @Test("Lines are counted through titles of several lines")
    func lineNumbers() async throws {
        let reading = try await read("\r\n\(Self.times),x,f,\"one\r\ntwo\nthree\"\r\nbad\r\n\r\nworse\n")
        #expect(reading.slots.map(\.title) == ["one two three"])
        #expect(reading.notes.map(\.event) == ["line 5", "line 7"])
    }

    @Test(
        "A time is an instant, in the station's zone if it has no offset",
        arguments: [
            ("2026-07-01T14:00", "2026-07-01T13:00:00Z"), ("2026-01-01 14:00:00", "2026-01-01T14:00:00Z"),
            ("2026-07-01T14:00:00+01:00", "2026-07-01T13:00:00Z"), ("2026-07-01T14:00:00-0330", "2026-07-01T17:30:00Z"),
            ("2026-07-01T14:00:00+01", "2026-07-01T13:00:00Z"), ("2026-07-01t14:00:00.000z", "2026-07-01T14:00:00Z"),
            ("2026-10-25T01:30", "2026-10-25T00:30:00Z"), ("2026-10-25T01:30+00:00", "2026-10-25T01:30:00Z"),
        ])
    func instants(text: String, expected: String) async throws {
        let reading = try await read("\(text),2027-01-01T00:00Z,x,f,t\n")
        #expect(reading.notes == [])
        #expect(reading.slots.map(\.start) == [try date(expected)])
    }

    @Test("An end in the hour that occurs twice is the first one after the start")
    func changeover() async throws {
        let reading = try await read("2026-10-25T01:30+00:00,2026-10-25T01:45,x,f,t\n")
        #expect(reading.slots.map(\.end) == [try date("2026-10-25T01:45:00Z")])
    }

    @Test("An empty file is a schedule with nothing in it", arguments: ["", "\n", "\u{FEFF}", "start,end\n"])
    func empty(text: String) async throws {
        let reading = try await read(text)
        #expect(reading.slots == [] && reading.notes == [])
    }

    @Test("A file that cannot be read at all is an error that says what to do", .timeLimit(.minutes(3)))
    func unreadable() async throws {
        let folder = TemporaryFolder.current
        #expect(mkfifo(folder.appending("pipe").string, 0o600) == 0)
        try Data([0xFF, 0xFE, 0x41, 0]).write(to: URL(filePath: folder.appending("utf16").string))
        try Data(count: CSVSchedule.largest + 1).write(to: URL(filePath: folder.appending("huge").string))
        let cases = [
            ("gone", "does not exist"), ("pipe", "not a file"), ("", "not a file"), ("utf16", "UTF-8"),
            ("huge", "16 MiB"),
        ]
        for (name, part) in cases {
            let path = folder.appending(name)
            let error = await #expect(throws: ScheduleError.self) { try await schedule(path).read() }
            #expect(error?.description.contains(part) == true && error?.description.contains(path.string) == true)
        }
    }

    @Test("A large file with quotes all over is read in no time", .timeLimit(.minutes(3)))
    func large() async throws {
        let hostile = [#","""#, #"""#, #""a"#, #"a""b"#, #","""""""#, "x"].joined(separator: "\n")
        let text = String(repeating: "\(hostile)\n", count: 20_000) + a
        #expect(try await read(text).slots.map(\.title) == ["Alpha hour"])
    }
}
