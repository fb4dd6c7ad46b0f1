import ArgumentParser
import Foundation
import Programme

/// Which span of time a command is about: `--day`, or `--from` and `--to`; today, if nothing is said.
struct SpanOptions: ParsableArguments {
    @Option(help: .init("A day of the station's: today, tomorrow, yesterday, or 2026-11-22.", valueName: "day"))
    var day: String?

    @Option(
        help: .init(
            "The beginning: 2026-11-22T14:00, in the station's zone unless it has an offset, or a day.",
            valueName: "time"))
    var from: String?

    @Option(help: .init("The end; as --from. A day includes that day.", valueName: "time"))
    var to: String?

    func validate() throws {
        if day != nil, from != nil || to != nil {
            throw ValidationError("--day goes without --from and --to.")
        }
    }

    /// - Parameter now: what "today" is about.
    /// - Throws: `ValidationError`.
    func span(now: Date, zone: TimeZone) throws -> Range<Date> {
        let times = TimeArgument(now: now, zone: zone)
        if let day { return try times.day(day) }
        let start = try from.map { try times.span($0).lowerBound } ?? times.day("today").lowerBound
        let end = try to.map { try times.span($0).upperBound } ?? times.endOfDay(of: start)
        guard start < end else { throw ValidationError("The span ends before it begins: --from must be before --to.") }
        return start..<end
    }
}

/// Times as people type them.
struct TimeArgument {
    let now: Date
    let zone: TimeZone

    /// The whole day.
    func day(_ text: String) throws -> Range<Date> {
        let calendar = Calendar.gregorian(in: zone)
        let offsets = ["yesterday": -1, "today": 0, "tomorrow": 1]
        let start: Date
        if let offset = offsets[text.lowercased()] {
            start = calendar.date(byAdding: .day, value: offset, to: calendar.startOfDay(for: now)) ?? now
        } else if let date = Self.date(text), let midday = Self.local(date, hour: 12).instants(in: zone).first {
            // Midday, since there are days that do not begin at midnight.
            start = calendar.startOfDay(for: midday)
        } else {
            throw ValidationError("'\(text)' is not a day: write today, tomorrow, yesterday or 2026-11-22.")
        }
        return start..<endOfDay(of: start)
    }

    func endOfDay(of instant: Date) -> Date {
        let calendar = Calendar.gregorian(in: zone)
        let start = calendar.startOfDay(for: instant)
        return calendar.date(byAdding: .day, value: 1, to: start) ?? start.addingTimeInterval(86_400)
    }

    /// An instant, as an empty span, or a day, as the whole of it.
    func span(_ text: String) throws -> Range<Date> {
        if let instant = try instant(text) { return instant..<instant }
        return try day(text)
    }

    /// `nil` if it is a day.
    /// - Throws: `ValidationError` if it is a time that does not exist, or neither.
    func instant(_ text: String) throws -> Date? {
        if text.lowercased() == "now" { return now }
        // RFC 3339 wants seconds, and people do not.
        let whole = text.replacing(/^(.{11}\d\d:\d\d)([Zz]|[+\-]\d\d:\d\d)$/) { "\($0.1):00\($0.2)" }
        if let instant = Date(rfc3339: whole) { return instant }
        guard let separator = text.firstIndex(where: { $0 == "T" || $0 == " " }) else { return nil }
        let clock = text[text.index(after: separator)...].split(separator: ":").map { Int($0) }
        guard let date = Self.date(String(text[..<separator])), (2...3).contains(clock.count),
            let hour = clock[0], let minute = clock[1], let second = clock.count == 3 ? clock[2] : 0,
            let local = LocalTime(
                year: date.year, month: date.month, day: date.day, hour: hour, minute: minute, second: second)
        else { throw ValidationError("'\(text)' is not a time: write 2026-11-22T14:00, or 2026-11-22T14:00:00Z.") }
        guard let instant = local.instants(in: zone).first else {
            throw ValidationError("'\(text)' does not exist in \(zone.identifier): the clocks are put forward over it.")
        }
        return instant
    }

    private static func date(_ text: String) -> LocalTime? {
        let parts = text.split(separator: "-").map { Int($0) }
        guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2] else { return nil }
        return LocalTime(year: year, month: month, day: day, hour: 0, minute: 0)
    }

    private static func local(_ date: LocalTime, hour: Int) -> LocalTime {
        LocalTime(year: date.year, month: date.month, day: date.day, hour: hour, minute: 0) ?? date
    }
}
