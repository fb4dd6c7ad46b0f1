import Plan
import Programme
import Testing

@Suite struct WhichFileTests {
    let hour = slot("14:00", "15:00", "Breakfast", title: "The Breakfast Show")

    @Test("the scheduled programme's own recording goes before any other, in any letter case")
    func own() {
        let files = [File("1400_BREAKFAST.mp3", 3600), File("1400_other.mp3", 3600, modified: 99)]
        let order = plan([hour], files)
        #expect(order.lines == ["14:00:00-14:58:32 faded Breakfast scheduled 1400_BREAKFAST.mp3"])
        #expect(order.airings[0].title == "The Breakfast Show")
        #expect(order.reason("other.mp3") == "20261122_1400_BREAKFAST.mp3 has this time, as The Breakfast Show")
    }

    @Test("of several recordings for one instant the one most recently modified plays, or the first by name")
    func newest() {
        let newer = [File("1400_a.mp3", 1000), File("1400_b.mp3", 1000, modified: 1), File("1400_a.flac", 1000)]
        #expect(plan([], newer).airings.map(\.pid.text) == ["b"])
        #expect(plan([], newer).ignored.count == 2)
        #expect(plan([], newer).reason("a.mp3") == "20261122_1400_b.mp3, for the same time, was modified more recently")
        let same = [File("1400_b.mp3", 1000), File("x/1400_a.mp3", 1000), File("1400_c.mp3", 1000)]
        #expect(plan([], same).airings.map(\.pid.text) == ["b"])
        let own = [File("1400_breakfast.mp3", 3600), File("1400_breakfast.flac", 3600, modified: 1)]
        #expect(plan([hour], own).airings[0].segments[0].file == "20261122_1400_breakfast.flac")
    }

    @Test("another programme's recording plays in the slot, with a warning, before a repeat or the emergency recording")
    func another() {
        let files = [File("1400_other.mp3", 5000), File("20261121_1400_breakfast.mp3", 3600)]
        let order = plan([hour], files, emergency: 60, from: "2026-11-22T00:00:00Z")
        #expect(order.lines == ["14:00:00-14:58:32 faded other unscheduled 1400_other.mp3"])
        #expect(order.warnings == ["the schedule has The Breakfast Show (Breakfast) at this time"])
        #expect(order.missing == [])
    }

    @Test("a recording is known by its path in the library, not by its name")
    func inFolder() {
        let order = plan([], [File("shows/a/1400_a.mp3", 600), File("1500_a.mp3", 900)])
        #expect(order.airings.map(\.segments[0].file) == ["shows/a/20261122_1400_a.mp3", "20261122_1500_a.mp3"])
        #expect(order.airings.map(\.offAir) == [at("14:10"), at("15:15")])
        #expect(order.airings.flatMap(\.warnings) == [])
    }

    @Test("an untitled programme is called by its PID as it was written")
    func untitled() {
        #expect(
            plan([slot("14:00", "15:00", "MixTape")], [File("1400_mixtape.mp3", 100)]).airings[0].title == "MixTape")
        #expect(plan([], [File("1400_MixTape.mp3", 100)]).airings[0].title == "MixTape")
    }

    @Test("an unplayable recording is ignored with what the preflight found, and the next one plays")
    func unplayable() {
        let order = plan([hour], [.unplayable("1400_breakfast.mp3", modified: 9), File("1400_other.mp3", 3600)])
        #expect(order.airings.map(\.pid.text) == ["other"])
        #expect(order.reason("breakfast.mp3") == "unplayable: no audio stream")
    }

    @Test("a recording of no length is unplayable", arguments: [0, -1, Double.nan, .infinity])
    func noLength(duration: Double) {
        let order = plan([], [File("1400_a.mp3", duration)])
        #expect(order.airings.isEmpty)
        #expect(order.reason("a.mp3") == "unplayable: there is no audio in it")
    }

    @Test("a scheduled recording that has not been inspected yet has its slot, with a warning")
    func uninspected() {
        let order = plan([slot("14:00", "14:45", "a")], [File("1400_a.mp3", nil)])
        #expect(order.lines == ["14:00:00-14:45:00 a scheduled 1400_a.mp3"])
        #expect(order.airings[0].segments[0].cueOut == 2700)
        #expect(order.warnings == ["20261122_1400_a.mp3 is not yet inspected"])
        var inputs = inputs([slot("14:00", "14:45", "a")], [File("1400_a.mp3", nil)])
        inputs.obstacles = ["20261122_1400_a.mp3": "ffprobe is not installed"]
        #expect(
            RunningOrder(planning: inputs).warnings == [
                "20261122_1400_a.mp3 could not be inspected: ffprobe is not installed"
            ])
    }

    @Test(
        "a recording that ends more than five seconds before it would be taken off is noted; by more than 30 s or 5 % it is a warning",
        arguments: [
            ("15:00", 3507.0, [], nil), ("15:00", 3506.9, [], ["a ends 5 s before it was to leave the air"]),
            ("15:00", 3482, [], ["a ends 30 s before it was to leave the air"]),
            ("15:00", 3481, ["a ends 31 s before it was to leave the air"], nil),
            ("14:05", 286, [], ["a ends 14 s before it was to leave the air"]),
            ("14:05", 284, ["a ends 16 s before it was to leave the air"], nil),
            ("15:00", 3000, ["a ends 512 s before it was to leave the air"], nil), ("14:45", 2700, [], nil),
        ] as [(String, Double, [String], [String]?)])
    func short(end: String, duration: Double, warnings: [String], notes: [String]?) {
        let order = plan([slot("14:00", end, "a")], [File("1400_a.mp3", duration)])
        #expect(order.warnings == warnings && order.airings[0].notes == notes)
    }

    @Test("a recording whose slot is only a guess from its length is not called short")
    func guessed() {
        #expect(plan([], [File("1400_a.mp3", 2400)]).warnings == [])
    }

    @Test("what the preflight found is among the warnings")
    func findings() {
        let file = File("1400_a.mp3", 2700, findings: [.init(kind: .damaged, detail: "at 12:10")])
        #expect(plan([slot("14:00", "14:45", "a")], [file]).warnings == ["20261122_1400_a.mp3 is damaged: at 12:10"])
    }

    @Test("what the preflight found is a note where the programme is heard all the same, and keeps nothing off the air")
    func minor() {
        for kind in Inspection.Finding.Kind.allCases where kind != .unplayable {
            let file = File("1400_a.mp3", 2700, findings: [.init(kind: kind, detail: "see")])
            let order = plan([slot("14:00", "14:45", "a")], [file, File("1300_a.mp3", 2700)])
            #expect(order.lines.last == "14:00:00-14:45:00 a scheduled 1400_a.mp3")
            let airing = order.airings.last
            #expect((airing?.warnings.count, airing?.notes?.count) == (kind.isMinor ? (0, 1) : (1, nil)), "\(kind)")
        }
        let peak = File("1400_a.mp3", 2700, findings: [.init(kind: .truePeak, detail: "so high")])
        #expect(
            plan([slot("14:00", "14:45", "a")], [peak]).airings[0].notes == [
                "20261122_1400_a.mp3 has high peaks: so high"
            ])
    }

    @Test("last week's recording under this week's name is a warning that names it; another programme's copy is not")
    func copy() {
        let slots = [slot("14:00", "14:45", "a")]
        let old = File("20261115_1400_a.mp3", 2700, content: "c1")
        #expect(
            plan(slots, [File("1400_a.mp3", 2700, content: "c1"), old], from: "2026-11-22T00:00:00Z").warnings == [
                "20261122_1400_a.mp3 is the same recording as 20261115_1400_a.mp3: put the new one in its place, if there "
                    + "is one"
            ])
        for other in [
            File("20261115_1400_a.mp3", 2700, content: "c2"), File("20261115_1400_a.mp3", 2700),
            File("20261115_1400_b.mp3", 2700, content: "c1"), File("20261129_1400_a.mp3", 2700, content: "c1"),
        ] {
            let order = plan(
                slots, [File("1400_a.mp3", 2700, content: "c1"), other], from: "2026-11-22T00:00:00Z",
                to: "2026-11-23T00:00:00Z")
            #expect(order.warnings == [], "\(other.recording.file)")
        }
        // A repeat is what it says it is.
        let again = plan(
            [slot("14:00", "14:45", "a"), slot("16:00", "16:45", "a")], [old], from: "2026-11-22T00:00:00Z")
        #expect(again.airings.allSatisfy { $0.warnings.count == 1 && $0.origin == .repeat })
    }
}
