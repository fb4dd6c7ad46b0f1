import Foundation
import Programme
import Testing

@testable import Alerts

@Suite("The book of alerts") struct BookTests {
    /// Looks once a second, and writes down what is told and when.
    private func told(
        _ seconds: Int, book: AlertBook = AlertBook(), _ conditions: (Int) -> [Condition]
    ) -> [String] {
        var book = book
        return (0...seconds).flatMap { second in
            book.update(conditions(second), at: noon + Double(second)).map {
                "\(second) \($0.kind) \($0.condition.key)"
            }
        }
    }

    @Test("tells a condition once, and that it is over when it has been gone for a minute")
    func once() {
        #expect(
            told(500) { (10..<100).contains($0) ? [condition("disk")] : [] }
                == ["10 raised disk", "160 cleared disk"])
    }

    @Test("says nothing of what is over within its grace, and tells what is not, once the grace is over")
    func grace() {
        #expect(told(300) { $0 % 10 < 4 ? [condition("dead-air", grace: 4)] : [] } == [])
        #expect(
            told(20) { $0 >= 3 ? [condition("dead-air", grace: 4)] : [] } == ["7 raised dead-air"])
    }

    @Test("makes one alert and one summary of a condition that comes and goes, however often")
    func flapping() throws {
        var book = AlertBook()
        var notices: [Notice] = []
        for second in 0...1500 {
            let isThere = second < 1080 && second % 40 < 20
            notices += book.update(isThere ? [condition("dead-air")] : [], at: noon + Double(second))
        }
        #expect(notices.map(\.kind) == [.raised, .cleared])
        let summary = try #require(notices.last)
        #expect(summary.timesAway == 26)
        #expect(summary.firstAway == noon + 20)
        #expect(summary.overSince == noon + 1060)
        #expect(summary.at == noon + 1120)
        let text = try #require(
            Message.messages(for: [summary], from: Sender(station: "x", machine: nil), zone: .gmt).first?.text)
        #expect(
            text == "It began at 12:00:00, went away and came back 26 times between 12:00:20 and 12:17:40, and has "
                + "been fine since.")
    }

    @Test("tells one that is back within a quarter of an hour as such, and then waits as long with its all-clear")
    func again() {
        #expect(
            told(4000) { second in
                second < 10 || (200..<210).contains(second) || (300..<310).contains(second) ? [condition("x")] : []
            } == ["0 raised x", "70 cleared x", "200 again x", "1210 cleared x"])
    }

    @Test("tells one that is back after longer as something new")
    func anew() {
        #expect(
            told(1200) { $0 < 10 || $0 >= 1000 ? [condition("x")] : [] }
                == ["0 raised x", "70 cleared x", "1000 raised x"])
    }

    @Test("tells what becomes more pressing at each stage, never backwards, and one all-clear")
    func stages() {
        let stages = [0, 0, 1, 1, 0, 1, 2, 3]
        #expect(
            told(100) { $0 < stages.count ? [condition("missing/a", stage: stages[$0])] : [] }
                == [
                    "0 raised missing/a", "2 worse missing/a", "6 worse missing/a", "7 worse missing/a",
                    "68 cleared missing/a",
                ])
    }

    @Test("tells what happened once, without an all-clear, and at the end how often it was")
    func happened() {
        #expect(
            told(200) { $0 < 50 ? [condition("resumed/a", lasts: false)] : [] } == ["0 happened resumed/a"])
        #expect(
            told(400) { $0 < 50 ? [condition("resumed/a", lasts: false, times: 1 + $0 / 10)] : [] }
                == ["0 happened resumed/a", "110 happened resumed/a"])
    }

    @Test("leaves what nothing can be said of as it is")
    func unknown() {
        var book = AlertBook()
        _ = book.update([condition("missing/a"), condition("disk")], at: noon)
        let notices = (1...200).flatMap { book.update([], unknown: ["missing"], at: noon + Double($0)) }
        #expect(notices.map(\.condition.key) == ["disk"])
        #expect(book.alerts.map(\.key) == ["missing/a"])
    }

    @Test("lists what is so now and has been told, the most urgent first")
    func alerts() {
        var book = AlertBook()
        let all = [
            condition("a", .note), condition("b", .critical), condition("c", .warning), condition("d", lasts: false),
            condition("e", grace: 9),
        ]
        _ = book.update(all, at: noon)
        #expect(book.alerts.map(\.key) == ["b", "c", "a"])
        _ = book.update([all[0]], at: noon + 1)
        #expect(book.alerts.map(\.key) == ["a"])
    }

    @Test("is not held up by a clock that is put back, and not confused by one put forward")
    func steppedClock() {
        var book = AlertBook()
        _ = book.update([condition("x")], at: noon)
        _ = book.update([], at: noon + 1)
        var notices = book.update([], at: noon - 3600)
        notices += book.update([], at: noon - 3600 + 60)
        #expect(notices.map(\.kind) == [.cleared])
        #expect(book.update([condition("y", grace: 5)], at: noon - 3500).isEmpty)
        #expect(book.update([condition("y", grace: 5)], at: noon - 7000).isEmpty)
        #expect(book.update([condition("y", grace: 5)], at: noon - 6995).map(\.kind) == [.raised])
    }

    @Test("takes no time to have gone by where the clock was set", arguments: [3600.0, -3600])
    func setClock(step: Double) throws {
        var book = AlertBook()
        let conditions = [condition("x"), condition("y", grace: 60)]
        #expect(book.update(conditions, at: noon).map(\.condition.key) == ["x"])
        _ = book.update([conditions[1]], at: noon + 10)
        book.noteClockSet(by: step)
        let later = (20...200).flatMap { book.update([conditions[1]], at: noon + step + Double($0)) }
        #expect(
            later.map { "\($0.kind) \($0.condition.key) \($0.at.timeIntervalSince(noon) - step)" } == [
                "raised y 60.0", "cleared x 70.0",
            ])
        #expect(later.last?.since == noon + step)
    }

    @Test("begins its waiting anew where nobody looked for a while, and repeats nothing")
    func resumed() {
        var book = AlertBook()
        _ = book.update([condition("told"), condition("dead-air", grace: 4)], at: noon)
        book.resume(at: noon + 500)
        let both = [condition("told"), condition("dead-air", grace: 4)]
        #expect(book.update(both, at: noon + 500).isEmpty)
        #expect(book.update(both, at: noon + 504).map(\.condition.key) == ["dead-air"])
    }

    @Test("tells what lasts also if nobody looks for long enough at a time")
    func restarted() {
        var (book, notices) = (AlertBook(), [Notice]())
        for second in stride(from: 0.0, to: 300, by: 3) {
            book.resume(at: noon + second)
            notices += book.update(
                [condition("dead-air", grace: 4), condition("clock", grace: 200)], at: noon + second)
        }
        #expect(
            notices.map { "\($0.at.timeIntervalSince(noon)) \($0.condition.key)" } == ["6.0 dead-air", "201.0 clock"])
    }

    @Test("has a new revision when there is something to keep, and not for another wording")
    func revision() {
        var book = AlertBook()
        _ = book.update([condition("disk", detail: "12 MB")], at: noon)
        let revision = book.revision
        _ = book.update([condition("disk", detail: "11 MB")], at: noon + 1)
        #expect(book.revision == revision)
        #expect(book.alerts.first?.detail == "11 MB")
        _ = book.update([], at: noon + 2)
        #expect(book.revision != revision)
    }
}
