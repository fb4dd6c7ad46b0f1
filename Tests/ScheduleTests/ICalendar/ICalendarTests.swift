import Foundation
import Programme
import SystemPackage
import TestSupport
import Testing

@testable import Schedule

@Suite(.temporaryFolder, .timeLimit(.minutes(3)))
struct ICalendarTests {
    func check(_ awkward: Awkward) async throws {
        let fixture = CalendarFixture(zone: awkward.zone, now: awkward.now)
        let reading = try await fixture.reading(CalendarFixture.text(awkward.body))
        #expect(CalendarFixture.lines(reading) == awkward.lines)
        #expect(reading.notes.count == awkward.notes.count, "\(reading.notes)")
        for (note, part) in zip(reading.notes, awkward.notes) { #expect(note.reason.contains(part), "\(note)") }
    }

    @Test("Times are understood in whatever zone", arguments: Awkward.times)
    func times(awkward: Awkward) async throws { try await check(awkward) }

    @Test(
        "Repetitions are understood, with what is left out, added, moved and cancelled", arguments: Awkward.repetitions)
    func repetitions(awkward: Awkward) async throws { try await check(awkward) }

    @Test("Programmes keep their local times across changes of the clock", arguments: Awkward.clockChanges)
    func clockChanges(awkward: Awkward) async throws { try await check(awkward) }

    @Test("Whatever else a calendar holds does no harm", arguments: Awkward.texts)
    func texts(awkward: Awkward) async throws { try await check(awkward) }

    @Test(
        "A daily programme for ever is read for the span, and no further",
        arguments: ["19700101", "20101031", "20261114", "20261122"])
    func forEver(start: String) async throws {
        let event = CalendarFixture.event("DTSTART:\(start)T140000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY")
        let reading = try await CalendarFixture().reading(CalendarFixture.text(event))
        let first = max(Int(start) ?? 0, 20_261_114) % 100
        #expect(reading.slots.count == 30 - first + 1 + 27)
        #expect(reading.slots.last?.start == (try date("2026-12-27T14:00:00Z")))
    }

    @Test("A file may have any kind of line ends, a byte-order mark, or a fold within a letter")
    func bytes() async throws {
        let event = CalendarFixture.event("DTSTART:20261122T140000Z", "DURATION:PT1H", title: "Caf\u{E9}")
        let text = CalendarFixture.text(event)
        for data in [
            Data(text.replacing("\r\n", with: "\n").utf8), Data([0xEF, 0xBB, 0xBF]) + Data(text.utf8),
            Data(text.utf8.flatMap { $0 == 0xA9 ? [0x0D, 0x0A, 0x20, $0] : [$0] }),
        ] {
            let reading = try await CalendarFixture().reading(data)
            #expect(reading.slots.map(\.title) == ["Caf\u{E9}"])
            #expect(reading.notes == [])
        }
    }

    @Test(
        "What is no calendar, or not all of one, is an error: the cached one is better",
        arguments: [
            ("", "no calendar"), ("<html><body>Sign in</body></html>", "no calendar"), ("\u{0}\u{0}", "no calendar"),
            ("BEGIN:VCALENDAR\r\n", "not whole"), ("B\u{0}E\u{0}G\u{0}I\u{0}N\u{0}", "is UTF-16"),
            ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\n", "not whole"),
        ])
    func notWhole(text: String, part: String) async throws {
        let error = await #expect(throws: ScheduleError.self) { try await CalendarFixture().reading(text) }
        #expect(error?.description.contains(part) == true && error?.mayPass == true)
    }

    @Test("Line ends are what they are", arguments: ["\n", "\r\n", "\r", "\r\r\n"])
    func lineEnds(end: String) async throws {
        let event = CalendarFixture.event("DTSTART:20261122T140000Z", "DURATION:PT1H")
        let text = CalendarFixture.text(event).replacing("\r\n", with: "\n").replacing("\n", with: end)
        #expect(CalendarFixture.lines(try await CalendarFixture().reading(text)) == ["11-22 14:00+3600 x"])
    }

    @Test("A line break that is in a description as such, and should not be, takes none of its tags away")
    func rawLines() async throws {
        let event = CalendarFixture.event("DTSTART:20261122T140000Z", "DURATION:PT1H", description: "PID:x")
            .replacing("DESCRIPTION:PID:x", with: "DESCRIPTION:Hello\nPID:x\nTYPE:RECORDED\nREPEAT:2026-11-15")
        let slots = try await CalendarFixture().reading(CalendarFixture.text(event)).slots
        #expect(slots.map(\.type) == [.recorded] && slots.first?.pid.text == "x")
        #expect(slots.first?.wish?.edition == EditionDate(year: 2026, month: 11, day: 15))
    }

    @Test("A calendar of ten years is read in no time, and nothing in it makes it slow")
    func large() async throws {
        let events = (0..<10_000).map { number in
            CalendarFixture.event(
                "DTSTART;TZID=Europe/London:202611\(14 + number % 10)T\(10 + number % 10)0000", "DURATION:PT1H",
                uid: "\(number)", description: "PID:p\(number)")
        }
        let deep = String(repeating: "BEGIN:X\n", count: 100_000)
        let picture = CalendarFixture.event(
            "ATTACH;ENCODING=BASE64:" + String(repeating: "QUJD", count: 500_000), uid: "a")
        let long = CalendarFixture.event(
            "DTSTART:20261122T140000Z", "DURATION:PT1H", uid: "l",
            description: String(repeating: "long ", count: 100_000), title: "Long")
        let text = CalendarFixture.text(events.joined(separator: "\n") + "\n" + picture + "\n" + long)
        let reading = try await CalendarFixture().reading(text)
        #expect(reading.slots.count == 10_000)
        #expect(reading.notes.map(\.reason).contains { $0.contains("too large") })
        #expect(reading.notes.map(\.reason).contains { $0.contains("no start") })
        let nested = CalendarFixture.text(
            deep + events[0] + "\nBEGIN:VEVENT\nUID:d\n" + deep + events[1] + "\nBEGIN:VTIMEZONE\nTZID:x\n" + deep)
        let found = try await CalendarFixture().reading(nested)
        #expect(found.slots.map(\.pid.text) == ["p0", "p1"])
        #expect(found.notes.map(\.event) == ["the event on line 100012"])
    }

    @Test("Work that would take too long is broken off")
    func budget() throws {
        let events = (0..<50).map {
            CalendarFixture.event("DTSTART:19700101T140000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY", uid: "\($0)")
        }
        let text = CalendarText(Data(CalendarFixture.text(events.joined(separator: "\n")).utf8))
        let span = try date("2026-11-01T00:00:00Z")..<date("2026-12-01T00:00:00Z")
        #expect(throws: ScheduleError.self) {
            try ICalendarEvents.slots(of: text, zone: .gmt, span: span, budget: .init(.zero))
        }
    }
}
