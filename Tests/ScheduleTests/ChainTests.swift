import Foundation
import Plan
import Programme
import SystemPackage
import TestSupport
import Testing

@testable import Schedule

/// From the calendar by way of file names to what goes on air, in the nights in which clocks are changed.
@Suite(.temporaryFolder, .timeLimit(.minutes(2)))
struct ChainTests {
    struct Night: CustomTestStringConvertible, Sendable {
        let zone: String
        /// The evening before, in UTC.
        let from: String
        /// Hours until the next afternoon.
        var hours = 18.0

        var testDescription: String { "\(zone) \(from.prefix(10))" }
    }

    static let nights = [
        Night(zone: "Europe/London", from: "2026-03-28T18:00:00Z"),
        Night(zone: "Europe/London", from: "2026-10-24T18:00:00Z"),
        Night(zone: "America/New_York", from: "2026-03-07T22:00:00Z"),
        Night(zone: "America/New_York", from: "2026-10-31T22:00:00Z"),
        Night(zone: "Australia/Lord_Howe", from: "2026-04-04T08:00:00Z"),
        Night(zone: "Australia/Lord_Howe", from: "2026-10-03T08:00:00Z"),
        Night(zone: "Asia/Kathmandu", from: "2026-10-24T14:00:00Z"),
    ]

    /// What goes on air: when, in UTC, and what; everything in its own slot, and nothing missing or left over.
    func order(_ slots: [Slot], _ night: Night) throws -> RunningOrder {
        let zone = try #require(TimeZone(identifier: night.zone))
        let start = try date(night.from)
        let recordings = slots.map { slot in
            let name = RecordingName(time: LocalTime(slot.start, in: zone), pid: slot.pid, fileExtension: "mp3")
            return Recording(file: name.fileName, name: name, size: 1, modified: start)
        }
        let inspections = zip(recordings, slots).map { recording, slot in
            (
                recording.file,
                Inspection(
                    duration: slot.end.timeIntervalSince(slot.start), codec: "mp3", sampleRate: 44_100, channels: 2,
                    bitrate: 192_000)
            )
        }
        return RunningOrder(
            planning: PlanInputs(
                zone: zone, slots: slots, recordings: recordings,
                inspections: Dictionary(inspections, uniquingKeysWith: { first, _ in first }),
                junctions: [], span: start..<start + night.hours * 3600, rules: PlanRules(handover: 0)))
    }

    func check(_ slots: [Slot], _ night: Night, count: Int) throws {
        #expect(slots.count == count)
        let order = try order(slots, night)
        let segments = order.airings.flatMap(\.segments)
        #expect(segments.map(\.startsAt) == slots.map(\.start))
        #expect(segments.map(\.pid) == slots.map(\.pid))
        #expect(segments.allSatisfy { $0.origin == .scheduled })
        #expect(order.airings.map(\.offAir) == slots.map(\.end))
        #expect(order.missing.isEmpty && order.ignored.isEmpty, "\(order.missing) \(order.ignored)")
    }

    @Test("A programme each hour of the clock, weekly in an iCalendar, is on air at its local time", arguments: nights)
    func iCalendar(night: Night) async throws {
        let zone = try #require(TimeZone(identifier: night.zone))
        let start = try date(night.from)
        // Each hour that clocks show, from two weeks earlier on.
        let earlier = start - 14 * 86_400
        let events = (0..<Int(night.hours)).map { hour in
            let begin = LocalTime(earlier + Double(hour) * 3600, in: zone)
            let end = LocalTime(earlier + Double(hour + 1) * 3600, in: zone)
            return CalendarFixture.event(
                "DTSTART;TZID=\(night.zone):\(Self.stamp(begin))", "DTEND;TZID=\(night.zone):\(Self.stamp(end))",
                "RRULE:FREQ=WEEKLY", uid: "\(hour)", description: "PID:p\(hour) TYPE:RECORDED")
        }
        let now = (start - 3600).rfc3339
        let text = CalendarFixture.text(events.joined(separator: "\n"))
        let reading = try await CalendarFixture(zone: night.zone, now: now).reading(text)
        // But for the hour that is not there.
        #expect(reading.notes.count <= 1 && reading.notes.allSatisfy { $0.reason.contains("put forward") })
        let slots = reading.slots.filter { start <= $0.start && $0.start < start + (night.hours - 2) * 3600 }
        for slot in slots {
            let hour = Int(slot.pid.text.dropFirst()) ?? 0
            let (shown, meant) = (LocalTime(slot.start, in: zone), LocalTime(earlier + Double(hour) * 3600, in: zone))
            #expect((shown.hour, shown.minute) == (meant.hour, meant.minute), "\(slot)")
        }
        // One follows upon the other, be the night an hour longer or shorter.
        #expect(slots.first?.start == start)
        #expect(zip(slots, slots.dropFirst()).allSatisfy { $0.end == $1.start })
        try check(slots, night, count: slots.count)
    }

    @Test("A programme each hour of the night, as Google has it, is on air at its instant", arguments: nights)
    func google(night: Night) async throws {
        let zone = try #require(TimeZone(identifier: night.zone))
        let start = try date(night.from)
        try await GoogleStation.with { station in
            station.clock.set(start - 3600)
            station.put(
                (0..<Int(night.hours)).map { hour in
                    let (begin, end) = (start + Double(hour) * 3600, start + Double(hour + 1) * 3600)
                    return FakeGoogle.event(
                        "\(hour)", Self.withOffset(begin, zone), Self.withOffset(end, zone),
                        "<p>PID:p\(hour)</p><p>TYPE:RECORDED</p>")
                })
            let reading = try await station.schedule(zone: night.zone).read()
            #expect(reading.notes == [])
            #expect(reading.slots.map(\.start) == (0..<Int(night.hours)).map { start + Double($0) * 3600 })
            try check(reading.slots, night, count: Int(night.hours))
        }
    }

    private static func stamp(_ time: LocalTime) -> String {
        String(
            format: "%04d%02d%02dT%02d%02d%02d", time.year, time.month, time.day, time.hour, time.minute, time.second)
    }

    private static func withOffset(_ instant: Date, _ zone: TimeZone) -> String {
        let time = LocalTime(instant, in: zone)
        let minutes = zone.secondsFromGMT(for: instant) / 60
        return String(
            format: "%04d-%02d-%02dT%02d:%02d:%02d%@%02d:%02d", time.year, time.month, time.day, time.hour, time.minute,
            time.second, minutes < 0 ? "-" : "+", abs(minutes) / 60, abs(minutes) % 60)
    }
}
