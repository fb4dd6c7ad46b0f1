import Foundation
import Programme
import Testing

@Suite struct RecordingNameTests {
    @Test(
        "a good name is a time, a programme and an extension",
        arguments: [
            ("20261122_1400_breakfast.mp3", "14:00:00", "breakfast", "mp3"),
            ("20261122_140007_breakfast.mp3", "14:00:07", "breakfast", "mp3"),
            ("20261122_0000_The.Late-Show_(part 2)+x.FLAC", "00:00:00", "The.Late-Show_(part 2)+x", "flac"),
            ("20261122_2359_a_b_c.Opus", "23:59:00", "a_b_c", "opus"),
            ("20261122_1400_2000.m4a", "14:00:00", "2000", "m4a"),
            ("20261122_1400_caf\u{E9}.aac", "14:00:00", "caf\u{E9}", "aac"),
            ("20261122_1400_番組.wav", "14:00:00", "番組", "wav"),
        ])
    func good(name: String, clock: String, pid: String, fileExtension: String) throws {
        let name = try RecordingName(name)
        #expect(String(format: "%02d:%02d:%02d", name.time.hour, name.time.minute, name.time.second) == clock)
        #expect((name.time.year, name.time.month, name.time.day) == (2026, 11, 22))
        #expect(name.pid.text == pid)
        #expect(name.fileExtension == fileExtension)
    }

    @Test(
        "any other name is refused in words that say what is wrong with it",
        arguments: [
            ("", "no file extension"), (".mp3", "no file extension"), ("20261122_1400_a", "no file extension"),
            ("20261122_1400_a.", "extension is none of"), ("20261122_1400_a.txt", "extension is none of"),
            ("20261122_1400_a.mp3.part", "extension is none of"),
            ("20261122_1400.mp3", "yyyymmdd_hhmm_pid"), ("breakfast.mp3", "yyyymmdd_hhmm_pid"),
            ("2026112_1400_a.mp3", "date and time"), ("20261122_14_a.mp3", "date and time"),
            ("20261122_14000_a.mp3", "date and time"), ("2026-11-22_1400_a.mp3", "date and time"),
            ("20261122_14:0_a.mp3", "date and time"), ("+2026112_1400_a.mp3", "date and time"),
            ("２０２６１１２２_1400_a.mp3", "date and time"), (" 20261122_1400_a.mp3", "date and time"),
            ("20260230_1400_a.mp3", "no such date"), ("20261301_1400_a.mp3", "no such date"),
            ("20261122_2400_a.mp3", "no such date"), ("20261122_1460_a.mp3", "no such date"),
            ("20261122_140060_a.mp3", "no such date"), ("00000000_0000_a.mp3", "no such date"),
            ("20261122_1400_.mp3", "is empty"), ("20261122_1400_ a.mp3", "space"), ("20261122_1400_a .mp3", "space"),
            ("20261122_1400_$(touch x).mp3", "'$'"), ("20261122_1400_`id`.mp3", "'`'"),
            ("20261122_1400_#{system(\"id\")}.mp3", "'#'"), ("20261122_1400_a\"b.mp3", "'\\\"'"),
            ("20261122_1400_a'b.mp3", "'\\''"), ("20261122_1400_a\nb.mp3", "'\\n'"),
            ("20261122_1400_a\r\nb.mp3", "'\\r\\n'"), ("20261122_1400_a\u{0}b.mp3", "'\\0'"),
            ("20261122_1400_a;b.mp3", "';'"), ("20261122_1400_a/b.mp3", "'/'"), ("20261122_1400_a\\b.mp3", "'\\\\'"),
            ("20261122_1400_a\u{202E}b.mp3", "'\\u{202E}'"), ("20261122_1400_a%b.mp3", "'%'"),
            ("20261122_1400_\(String(repeating: "a", count: 121)).mp3", "longer than 120 bytes"),
            ("20261122_1400_\(String(repeating: "a", count: 237)).mp3", "longer than 120 bytes"),
            ("20261122_1400_\(String(repeating: "é", count: 61)).mp3", "longer than 120 bytes"),
        ])
    func bad(name: String, complaint: String) {
        let error = #expect(throws: RecordingName.Unreadable.self) { try RecordingName(name) }
        #expect(error?.description.contains(complaint) == true, "\(String(describing: error))")
    }

    @Test("both Unicode forms of a name mean one programme")
    func unicodeForms() throws {
        let (composed, decomposed) = ("20261122_1400_Caf\u{E9}.mp3", "20261122_1400_cafe\u{301}.mp3")
        #expect(try RecordingName(composed) == RecordingName(decomposed))
    }

    @Test(
        "the name that it gives is the one that it was made from, seconds written where they are not zero",
        arguments: ["20261122_1400_breakfast.mp3", "20261122_140007_A b.flac", "19700101_0000_x.aac"])
    func fileName(name: String) throws {
        #expect(try RecordingName(name).fileName == name)
    }

    @Test("seconds that are zero are left out of the name")
    func zeroSeconds() throws {
        #expect(try RecordingName("20261122_140000_a.MP3").fileName == "20261122_1400_a.mp3")
        #expect(try RecordingName("20261122_140000_a.mp3") == RecordingName("20261122_1400_a.mp3"))
    }
}

@Suite struct PIDTests {
    @Test("ids compare without regard to letter case or Unicode form")
    func equality() throws {
        #expect(try PID("Breakfast") == PID("bREAKFAST"))
        #expect(try PID("CAF\u{C9}") == PID("cafe\u{301}"))
        #expect(try PID("CAF\u{C9}").hashValue == PID("cafe\u{301}").hashValue)
        #expect(try PID("a-b") != PID("a_b"))
        #expect(try PID("A") < PID("b") && !(PID("B") < PID("a")) && !(PID("a") < PID("A")))
    }

    @Test("the longest id has 120 bytes")
    func longest() throws {
        #expect(try PID(String(repeating: "a", count: 120)).text.count == 120)
        #expect(throws: PID.Malformed.self) { try PID(String(repeating: "a", count: 121)) }
    }

    @Test("joined is reserved, in any letter case")
    func joined() throws {
        #expect(try PID("Joined").isJoined && !PID("joined2").isJoined)
    }

    @Test("an id that is read is checked as one that is written")
    func decoding() throws {
        #expect(try FactsJSON.decode([PID].self, from: Data(#"["a b"]"#.utf8)) == [PID("A B")])
        #expect(throws: (any Error).self) { try FactsJSON.decode([PID].self, from: Data(#"["a/b"]"#.utf8)) }
    }
}
