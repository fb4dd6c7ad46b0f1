import Foundation
import Programme
import TestSupport
import Testing

@testable import Schedule

/// Calendars with something wrong in them, in great number: whatever comes of one, it comes soon and is possible.
struct CalendarFuzz {
    let seed: UInt64
    let rounds: Int

    private static let pieces = [
        "BEGIN:VEVENT\r\n", "END:VEVENT\r\n", "BEGIN:VTIMEZONE\r\n", "END:VTIMEZONE\r\n", "BEGIN:VCALENDAR\r\n",
        "RRULE:FREQ=YEARLY;BYYEARDAY=366;BYHOUR=1,2,3\r\n", "RRULE:FREQ=HOURLY;INTERVAL=0\r\n", ";TZID=", ";VALUE=DATE",
        ";COUNT=999999999", ";UNTIL=99991231T235959Z", ";INTERVAL=32767", ";BYDAY=-5MO,+53SU", ";BYSETPOS=-366",
        ";BYWEEKNO=53", ";BYMONTHDAY=31,-31", ";WKST=XX", ";RSCALE=CHINESE;SKIP=OMIT", "FREQ=SECONDLY", "FREQ=MONTHLY",
        "EXDATE:20261122T140000Z,,,\r\n", "RDATE;VALUE=PERIOD:/\r\n", "DURATION:P999999999W\r\n", "19700101T000000",
        "99991231T235959Z", "00000000T000000", "-", ":", ";", ",", "\r\n ", "\u{0}", "\\", "\"", "é", "=", "BYSECOND=",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", ";BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23",
        ";BYMINUTE=0,5,10,15,20,25,30,35,40,45,50,55", ";BYSECOND=0,1,2,3,4,5,6,7,8,9,10", ";BYMONTH=2", ";BYDAY=20MO",
        ";BYMONTHDAY=30", ";BYYEARDAY=60", "FREQ=HOURLY",
    ]

    /// - Throws: what a calendar must never throw.
    func run() async throws {
        let seed = seed
        let seeds = (Awkward.times + Awkward.repetitions + Awkward.clockChanges + Awkward.texts)
            .map { Data(CalendarFixture.text($0.body).utf8) }
        let zone = try #require(TimeZone(identifier: "Europe/London"))
        let span = try date("2026-10-01T00:00:00Z")..<date("2026-11-30T00:00:00Z")
        let before = try ResidentMemory.bytes()
        // Others want their turn, too.
        for round in 0..<rounds {
            try await Libical.run {
                var dice = SplitMix64(seed: seed &+ UInt64(round) &* 0x9E37)
                let data = mutated(dice.one(of: seeds), dice: &dice, pieces: Self.pieces)
                let began = ContinuousClock.now
                let text = CalendarText(data)
                guard let slots = try? ICalendarEvents.slots(of: text, zone: zone, span: span) else { return }
                let reading = slots.reading(source: "fuzz", fetchedAt: span.lowerBound)
                let took = began.duration(to: .now)
                let culprit = "seed \(seed), round \(round): \(String(decoding: data, as: UTF8.self))"
                #expect(took < .seconds(10), "\(culprit)")
                #expect(reading.slots.count <= 20_000, "\(culprit)")
                #expect(
                    reading.slots.allSatisfy {
                        $0.start < $0.end && $0.start < span.upperBound && $0.end > span.lowerBound
                    },
                    "\(culprit)")
            }
        }
        // Other tests run meanwhile in this process, and need some.
        let grown = try ResidentMemory.bytes() - before
        #expect(grown < 512 << 20, "seed \(seed): \(grown >> 20) MiB more than before")
    }
}

/// What of this process is in memory.
private enum ResidentMemory {
    static func bytes() throws -> Int {
        // Of such a file the size is not known beforehand.
        let file = try #require(FileHandle(forReadingAtPath: "/proc/self/status"))
        let text = String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
        let match = try #require(text.firstMatch(of: /VmRSS:\s+(\d+) kB/))
        return try #require(Int(match.1)) * 1024
    }
}
