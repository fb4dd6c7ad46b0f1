import Foundation
import Programme
import TestSupport
import Testing

@testable import Schedule

@Suite struct EventMeaningTests {
    @Test(
        "The PID and the type are found anywhere, whatever the calendar has made of the description",
        arguments: [
            "PID:breakfast TYPE:RECORDED", "pid:breakfast type:recorded", "Pid: breakfast\nType: Recorded",
            "TYPE:RECORDED\nPID:breakfast", "With guests.\n\nPID:breakfast\n\nTYPE:RECORDED\n\nCall us!",
            "PID:&nbsp;breakfast<br>TYPE:&nbsp;RECORDED", "PID:\u{A0}breakfast\u{A0}TYPE:\u{A0}RECORDED",
            "<p>PID:breakfast</p><p>TYPE:RECORDED</p>", "<html-blob>PID:breakfast<br/>TYPE:RECORDED</html-blob>",
            "<b>PID</b>: <i>breakfast</i><br><b>TYPE:</b> <span style=\"color: red\">RECORDED</span>",
            "PID:<br>breakfast<br>TYPE:<br>RECORDED", "P<b>I</b>D:break<u>fast</u> TY<wbr>PE:RECORDED",
            "<span>PID:breakfast</span><span>TYPE:RECORDED</span>", "<ul><li>PID:breakfast<li>TYPE:RECORDED</ul>",
            "Text<span>PID:breakfast</span><div>TYPE:RECORDED</div>", "(PID:breakfast, TYPE:RECORDED)",
            "PID:breakfast. TYPE:RECORDED.", "PID : breakfast, TYPE : RECORDED", "PID:'breakfast';TYPE:\"RECORDED\"",
            "&lt;p&gt;PID:breakfast&lt;/p&gt;&lt;p&gt;TYPE:RECORDED&lt;/p&gt;", "PID:&amp;nbsp;breakfast TYPE:RECORDED",
            "PID&#58;breakfast TYPE&#x3A;RECORDED", "PID:\u{200B}break\u{AD}fast TYPE:RECORDED\u{FEFF}",
            "a < b and b > c: PID:breakfast TYPE:RECORDED", "<PID:breakfast> <TYPE:RECORDED>",
            "<a href=\"https://example.org/?PID:other\">site</a> PID:breakfast TYPE:RECORDED",
            "PID:breakfast\r\nTYPE:RECORDED\r\n", "PID:breakfast\u{2028}TYPE:RECORDED", "PID：breakfast TYPE：RECORDED",
            "**PID:breakfast** TYPE:RECORDED", "PID:breakfast|TYPE:RECORDED", "Show (PID:breakfast); TYPE:RECORDED",
            "PID:(breakfast) TYPE:RECORDED", "PID:breakfast/TYPE:RECORDED".replacing("/", with: ";"),
            "PID:breakfast PID:BREAKFAST TYPE:RECORDED",
            "PID: PID:breakfast TYPE:RECORDED", "PID:BREAKFAST TYPE:RECORDED-AT-HOME",
        ])
    func found(description: String) throws {
        let meaning = try EventMeaning(description)
        #expect(meaning.pid == (try PID("breakfast")))
        #expect(meaning.type == .recorded)
        #expect(meaning.wish == nil)
        #expect(meaning.complaints == [])
    }

    @Test(
        "A PID is what the calendar's people write",
        arguments: [
            ("PID:late-breakfast", "late-breakfast"), ("PID:show_2", "show_2"), ("PID:a.b+c", "a.b+c"),
            ("PID:Caf\u{E9}", "Caf\u{E9}"), ("PID:मराठी", "मराठी"), ("PID:105", "105"), ("PID:rock+", "rock+"),
            ("PID:late(night)", "late(night)"), ("PID:caf\u{65}\u{301}", "caf\u{E9}"), ("PID:x_", "x_"),
            ("PID:\"x\"!", "x"), ("PID:one two", "one"), ("PID:a<b>b</b>c", "abc"),
            ("PID:\"late night\" TYPE:LIVE", "late night"), ("PID: “late night”!", "late night"),
            ("PID:\"late night", "late"), ("**PID:** late", "late"), ("PID:: x", "x"), ("PID\n:\nx", "x"),
            ("<!-- PID:old -->PID:new", "new"), ("<!-- PID:old", "old"), ("PID:a<!-- b -->c", "ac"),
            ("PID:e\u{301}t\u{E9}", "été"),
        ])
    func pids(description: String, pid: String) throws { #expect(try EventMeaning(description).pid == (try PID(pid))) }

    @Test(
        "Whatever is not called recorded is live, and a type that is none of both is told",
        arguments: [
            ("PID:x", ProgrammeType.live, nil), ("PID:x TYPE:LIVE", .live, nil), ("PID:x type: live", .live, nil),
            ("PID:x TYPE:RECORDED", .recorded, nil), ("PID:x TYPE:RECRODED", .live, "TYPE:recroded is neither"),
            ("PID:x TYPE:", .live, "is neither RECORDED nor LIVE"), ("PID:x recorded", .live, nil),
            ("PID:x TYPEWRITER:RECORDED", .live, nil), ("PID:x, typed, recorded", .live, nil),
            ("PID:x TYPE=RECORDED", .live, "'TYPE=RECORDED' is no TYPE"),
            ("PID:x TYP:RECORDED", .live, "'TYP:RECORDED' is no TYPE"),
            ("PID:x Type recorded", .live, "'Type recorded' is no TYPE"), ("PID:x TYPE=LIVE", .live, "is no TYPE"),
            ("PID:x FILE:20261122_1400_x.mp3", .live, "FILE: is for what is recorded"),
            ("PID:x REPEAT:2026-11-15", .live, "REPEAT: is for what is recorded"),
            ("PID:x FILE:20261122_1400_x.mp3\nTYPE:LIVE", .live, nil),
            ("PID:x\ntYpE\n:\nRECORDED", .recorded, nil),
            ("PID:x TYPE:LIVE TYPE:RECORDED", .recorded, "there is TYPE:LIVE, too"),
        ] as [(String, ProgrammeType, String?)])
    func types(description: String, type: ProgrammeType, complaint: String?) throws {
        let meaning = try EventMeaning(description)
        #expect(meaning.type == type)
        #expect(meaning.complaints.count == (complaint == nil ? 0 : 1))
        if let complaint { #expect(meaning.complaints.first?.contains(complaint) == true, "\(meaning.complaints)") }
    }

    @Test(
        "An event that means nothing says why",
        arguments: [
            ("", "has no description"), (" \n ", "has no description"), ("Board meeting", "no PID:"),
            ("PID", "no PID:"), ("PID:", "nothing after PID:"), ("PID:\nTYPE:RECORDED", "nothing after PID:"),
            ("PID:<br>&nbsp;<br>", "nothing after PID:"), ("PID:!!!", "nothing after PID:"),
            ("PID:\(String(repeating: "x", count: 121))", "longer than 120"), ("<a title='PID:x'>y</a>", "no PID:"),
            ("PIDGIN:x", "no PID:"), ("Rapid: weekly call", "no PID:"), ("XPID:breakfast", "no PID:"),
            ("PID:rock&amp;roll", "contains '&'"), ("PID:foo/bar", "contains '/'"),
            ("PID:rock'n'roll", "the programme id contains"),
            ("PID:x,y", "contains ','"), ("PID:x😀", "contains '😀'"),
        ])
    func nothing(description: String, reason: String) {
        let error = #expect(throws: EventMeaning.Nothing.self) { try EventMeaning(description) }
        #expect(error?.reason.contains(reason) == true, "\(error?.reason ?? "")")
    }

    @Test("Another PID is told, and the first one counts")
    func twoPIDs() throws {
        let meaning = try EventMeaning("PID:one PID:two")
        #expect(meaning.pid.text == "one")
        #expect(meaning.complaints.map { $0.contains("'two'") } == [true])
    }

    @Test(
        "A programmer's wishes are read",
        arguments: [
            ("FILE:20261122_1400_breakfast.mp3", Wish(file: "20261122_1400_breakfast.mp3")),
            ("<p>FILE: 2026/20261122_1400_rock &amp; roll.mp3</p>", nil),
            (
                "FILE:&nbsp;shows/20261122_1400_two words.flac<br>TYPE:RECORDED",
                Wish(file: "shows/20261122_1400_two words.flac")
            ),
            ("file: \"20261122_1400_breakfast.mp3\" and more", Wish(file: "20261122_1400_breakfast.mp3")),
            ("FILE:20261122_1400_a.mp3 TYPE:RECORDED", Wish(file: "20261122_1400_a.mp3")),
            ("REPEAT:2026-11-15", Wish(edition: EditionDate(year: 2026, month: 11, day: 15))),
            ("Repeat: 20261115 please", Wish(edition: EditionDate(year: 2026, month: 11, day: 15))),
            (
                "REPEAT:2026-11-15 14:00",
                Wish(edition: EditionDate(year: 2026, month: 11, day: 15, hour: 14, minute: 0))
            ),
            (
                "REPEAT:20261115_1400",
                Wish(edition: EditionDate(year: 2026, month: 11, day: 15, hour: 14, minute: 0))
            ),
            (
                "REPEAT:2026-11-15 9:00",
                Wish(edition: EditionDate(year: 2026, month: 11, day: 15, hour: 9, minute: 0))
            ),
            (
                "REPEAT:2026-11-15 at 14:00, please",
                Wish(edition: EditionDate(year: 2026, month: 11, day: 15, hour: 14, minute: 0))
            ),
            ("REPEAT:2026-11-15, for the holidays", Wish(edition: EditionDate(year: 2026, month: 11, day: 15))),
            ("EMERGENCY:", Wish(withoutRepeat: true)), ("EMERGENCY:yes", Wish(withoutRepeat: true)),
            ("EMERGENCY:\nno repeats here", Wish(withoutRepeat: true)), ("EMERGENCY: no", nil), ("Emergency!", nil),
            ("(EMERGENCY:)", Wish(withoutRepeat: true)), ("EMERGENCY: !!!", nil), ("EMERGENCY: ?", nil),
        ] as [(String, Wish?)])
    func wishes(text: String, wish: Wish?) throws {
        #expect(try EventMeaning("PID:x \(text)").wish == wish)
        #expect(try EventMeaning("\(text)\nPID:x").wish == wish)
    }

    @Test(
        "A time that cannot be read is told; the day counts",
        arguments: [
            "REPEAT:2026-11-15 2pm", "REPEAT:2026-11-15 2:30 pm", "REPEAT:20261115 14h",
        ])
    func oddTime(text: String) throws {
        let meaning = try EventMeaning("PID:x TYPE:RECORDED\n\(text)")
        #expect(meaning.wish == Wish(edition: EditionDate(year: 2026, month: 11, day: 15)))
        #expect(
            meaning.complaints.count == 1 && meaning.complaints[0].contains("needs a time"), "\(meaning.complaints)")
    }

    @Test(
        "A wish that cannot be granted is told, and the event counts all the same",
        arguments: [
            ("FILE:../20261122_1400_a.mp3", "no name in the library"), ("FILE:/etc/passwd", "no name of a recording"),
            ("FILE:/srv/20261122_1400_a.mp3", "no name in the library"), ("FILE:intro.mp3", "no name of a recording"),
            ("REPEAT:last week", "needs a day"), ("REPEAT:2026-02-30", "needs a day"),
            ("REPEAT:2026-11-155", "needs a day"),
            ("REPEAT:", "needs a day"), ("FILE:", "no name of a recording"), ("Emergency: 07700 900123", "has '07700'"),
            ("EMERGENCY: (call us)", "has 'call'"), ("EMERGENCY: !!!", "has '!!!'"),
        ])
    func badWishes(text: String, complaint: String) throws {
        let meaning = try EventMeaning("PID:x TYPE:RECORDED\n\(text)")
        #expect(meaning.type == .recorded && meaning.wish == nil)
        #expect(meaning.complaints.count == 1 && meaning.complaints[0].contains(complaint), "\(meaning.complaints)")
    }

    @Test(
        "A description made to be slow is read in no time", .timeLimit(.minutes(3)),
        arguments: [
            "<a ", "&", "&nbsp", "PID:", "PID", "<!--", "<!-- -->", "PID:\"x", "\"FILE:", "<<", "FILE:\"", "REPEAT:1",
            "P<b>ID:", "TYPE:x ",
        ])
    func slow(piece: String) throws {
        let text = String(repeating: piece, count: 200_000)
        let began = ContinuousClock.now
        _ = try? EventMeaning(text)
        #expect(began.duration(to: .now) < .seconds(5))
    }
}
