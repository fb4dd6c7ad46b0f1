import Foundation
import Programme

/// A time as ISO 8601 writes it: `2026-11-22T14:00:00+00:00`, `2026-11-22T14:00Z`, `2026-11-22 14:00`.
struct ScheduleTime {
    static let example = "2026-11-22T14:00:00+00:00"

    struct Malformed: Error, Equatable { let reason: String }

    /// - Parameters:
    ///   - zone: for a time without an offset.
    ///   - earliest: where the clocks show a time twice, the first occurrence after this is meant.
    static func instant(_ text: String, zone: TimeZone, after earliest: Date? = nil) throws(Malformed) -> Date {
        var rest = text.utf8[...]
        guard let local = localTime(&rest), let offset = offset(&rest), rest.isEmpty else {
            throw Malformed(reason: "is not a time; expected ISO 8601 such as \(example)")
        }
        var instants: [Date] = []
        switch offset {
        case .seconds(let seconds):
            if let fixed = TimeZone(secondsFromGMT: seconds) { instants = local.instants(in: fixed) }
        case .none:
            instants = local.instants(in: zone)
            if instants.isEmpty {
                throw Malformed(reason: "does not exist in \(zone.identifier): the clocks are put forward over it")
            }
        }
        guard let first = instants.first else {
            throw Malformed(reason: "is not a time; expected ISO 8601 such as \(example)")
        }
        return earliest.flatMap { earliest in instants.first { $0 > earliest } } ?? first
    }

    private enum Offset {
        case none
        case seconds(Int)
    }

    private typealias Rest = Substring.UTF8View

    private static func localTime(_ rest: inout Rest) -> LocalTime? {
        guard let year = number(&rest, digits: 4), skip(&rest, "-"),
            let month = number(&rest, digits: 2), skip(&rest, "-"),
            let day = number(&rest, digits: 2), skip(&rest, "T") || skip(&rest, "t") || skip(&rest, " "),
            let hour = number(&rest, digits: 2), skip(&rest, ":"), let minute = number(&rest, digits: 2)
        else { return nil }
        var second = 0
        if skip(&rest, ":") {
            guard let value = number(&rest, digits: 2) else { return nil }
            second = value
            // Slots start on whole seconds; some calendars write ".000".
            if skip(&rest, ".") {
                guard number(&rest, digits: 1) != nil else { return nil }
                while number(&rest, digits: 1) != nil {}
            }
        }
        return LocalTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    }

    /// - Returns: `nil` if what follows is no offset.
    private static func offset(_ rest: inout Rest) -> Offset? {
        if rest.isEmpty { return Offset.none }
        if skip(&rest, "Z") || skip(&rest, "z") { return .seconds(0) }
        let isWest = skip(&rest, "-")
        guard isWest || skip(&rest, "+"), let hours = number(&rest, digits: 2) else { return nil }
        let hasColon = skip(&rest, ":")
        let minutes = number(&rest, digits: 2)
        guard hours <= 14, minutes ?? 0 <= 59, !hasColon || minutes != nil else { return nil }
        let seconds = hours * 3600 + (minutes ?? 0) * 60
        return .seconds(isWest ? -seconds : seconds)
    }

    private static func number(_ rest: inout Rest, digits: Int) -> Int? {
        let text = rest.prefix(digits)
        guard text.count == digits, text.allSatisfy({ (48...57).contains($0) }) else { return nil }
        rest = rest.dropFirst(digits)
        return text.reduce(0) { $0 * 10 + Int($1) - 48 }
    }

    private static func skip(_ rest: inout Rest, _ character: Unicode.Scalar) -> Bool {
        guard let first = rest.first, first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }
}
