import Foundation
import Plan
import Programme
import Testing

@Suite("What the programmer asks for in a slot") struct WishTests {
    let day = "2026-11-22T00:00:00Z"
    let files = [
        File("20261108_1400_breakfast.mp3", 3600), File("20261115_1000_breakfast.mp3", 3600),
        File("20261115_1400_breakfast.mp3", 3600), File("1400_breakfast.mp3", 3600),
        File("20261101_0900_other.mp3", 3600),
    ]

    func order(_ wish: Wish, _ files: [File]? = nil, emergency: Double? = nil) -> RunningOrder {
        let slot = Slot(
            start: at("14:00"), end: at("15:00"), pid: try! PID("breakfast"), title: "Breakfast", wish: wish)
        return plan([slot], files ?? self.files, emergency: emergency, from: day)
    }

    @Test("a recording by its name goes before the slot's own")
    func file() {
        let order = order(Wish(file: "20261101_0900_other.mp3"))
        #expect(order.lines == ["14:00:00-14:58:32 faded breakfast scheduled 20261101_0900_other.mp3"])
        #expect(order.warnings == ["the schedule asks for 20261101_0900_other.mp3"])
    }

    @Test(
        "a recording in a folder by its bare name, in any letter case, if that is clear",
        arguments: [
            "20260101_0900_special.mp3", "20260101_0900_Special.MP3", "archive/20260101_0900_special.mp3",
        ])
    func bareName(wish: String) {
        let inside = File("archive/20260101_0900_special.mp3", 3600)
        #expect(order(Wish(file: wish), files + [inside]).airings[0].segments[0].file == inside.recording.file)
    }

    @Test("a bare name that several folders have is told with all of them; the exact one goes before other cases")
    func ambiguous() {
        let both = [File("a/20260101_0900_special.mp3", 3600), File("b/20260101_0900_special.mp3", 3600)]
        let order = order(Wish(file: "20260101_0900_special.mp3"), files + both)
        #expect(order.airings[0].segments[0].file == "20261122_1400_breakfast.mp3")
        #expect(
            order.airings[0].warnings.first == "the schedule asks for 20260101_0900_special.mp3, which is "
                + "a/20260101_0900_special.mp3 or b/20260101_0900_special.mp3: name the folder too")
        let cases = [File("c/20260101_0900_x.mp3", 3600), File("d/20260101_0900_X.mp3", 3600)]
        let exact = self.order(Wish(file: "20260101_0900_x.mp3"), files + cases)
        #expect(exact.airings[0].segments[0].file == "c/20260101_0900_x.mp3")
    }

    @Test("is said of what is missing, too")
    func missing() {
        let order = order(Wish(file: "20261101_0900_gone.mp3"), [])
        #expect(order.missing.first?.reason.contains("the schedule asks for 20261101_0900_gone.mp3") == true)
    }

    @Test("is said of what is missing beside a live programme, too")
    func missingBesideLive() throws {
        let recorded = Slot(
            start: at("14:00"), end: at("15:00"), pid: try PID("breakfast"), title: "Breakfast",
            wish: Wish(file: "20261101_0900_gone.mp3"))
        let order = plan([recorded, slot("14:00", "15:00", "a", title: "Alive", .live)], [], from: day)
        let reason = try #require(order.missing.first?.reason)
        #expect(reason.contains("the schedule asks for 20261101_0900_gone.mp3") && reason.contains("Alive, live"))
    }

    @Test(
        "an edition of a day, or of its time",
        arguments: [
            (EditionDate(year: 2026, month: 11, day: 15), "20261115_1400_breakfast.mp3"),
            (EditionDate(year: 2026, month: 11, day: 15, hour: 10, minute: 0), "20261115_1000_breakfast.mp3"),
            (EditionDate(year: 2026, month: 11, day: 8), "20261108_1400_breakfast.mp3"),
        ])
    func edition(date: EditionDate?, file: String) {
        let order = order(Wish(edition: date))
        #expect(order.lines == ["14:00:00-14:58:32 faded breakfast repeat \(file)"])
    }

    @Test("what is not there, cannot be played or is yet to come is told, and the usual rules apply")
    func notThere() {
        for wish in [
            Wish(file: "20261101_0900_gone.mp3"), Wish(file: "20261103_0900_bad.mp3"),
            Wish(edition: EditionDate(year: 2026, month: 11, day: 9)),
            Wish(edition: EditionDate(year: 2026, month: 11, day: 29)),
        ] {
            let more = [File.unplayable("20261103_0900_bad.mp3"), File("20261129_1400_breakfast.mp3", 3600)]
            let order = order(wish, files + more)
            #expect(order.airings[0].segments[0].file == "20261122_1400_breakfast.mp3", "\(wish)")
            #expect(order.airings[0].warnings.first?.contains("the schedule asks for") == true, "\(wish)")
        }
    }

    @Test("what the schedule said goes with what plays in its slot, whatever that is, and with what is missing")
    func said() throws {
        let wish = Wish(edition: EditionDate(year: 2026, month: 11, day: 15))
        let slot = Slot(start: at("14:00"), end: at("15:00"), pid: try PID("breakfast"), title: "Breakfast", wish: wish)
        for files in [files, [File("1400_breakfast.mp3", 3600)], [File("1400_another.mp3", 3600)], []] {
            let order = plan([slot], files, emergency: 60, from: day)
            #expect(order.airings.flatMap(\.segments).first { $0.startsAt == slot.start }?.slots == [slot])
        }
        #expect(plan([slot], [], from: day).missing.map(\.wish) == [wish])
        let live = Slot(
            start: at("14:00"), end: at("15:00"), pid: try PID("breakfast"), title: "Breakfast", type: .live)
        #expect(plan([live], files, from: day).airings.map { $0.segments[0].slots } == [[live]])
        #expect(plan([], files, from: day).airings.map { $0.segments[0].slots } == [nil])
        let halves = try ["14:00", "14:30"].map { start in
            Slot(start: at(start), end: at(start) + 1800, pid: try PID("half"), title: start)
        }
        let joined = plan(halves, [File("1400_joined.mp3", 3600)], from: day)
        #expect(joined.airings.map { $0.segments[0].slots } == [halves])
    }

    @Test("no repeat: then the emergency recording, or nothing")
    func withoutRepeat() {
        let earlier = Array(files.prefix(3))
        #expect(order(Wish(withoutRepeat: true), earlier, emergency: 60).airings.map(\.origin) == [.emergency])
        let order = order(Wish(withoutRepeat: true), earlier)
        #expect(order.airings == [] && order.missing.map { $0.reason.contains("wants no repeat") } == [true])
        #expect(self.order(Wish(withoutRepeat: true)).airings.map(\.origin) == [.scheduled])
    }
}
