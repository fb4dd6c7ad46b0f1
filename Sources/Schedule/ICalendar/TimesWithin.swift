import CLibical
import Programme

/// The times within a day, or within an hour, that a rule lists: `BYHOUR`, `BYMINUTE` and `BYSECOND`.
struct TimesWithin {
    /// The rule without them.
    private(set) var stripped: icalrecurrencetype
    private var hours: [Int]?
    private var minutes: [Int]?
    private var seconds: [Int]?

    private static let none = Int16(ICAL_RECURRENCE_ARRAY_MAX.rawValue)

    /// - Parameter isDate: whether it is of days, which have no times.
    init(_ rule: icalrecurrencetype, isDate: Bool) {
        stripped = rule
        // An hourly rule chooses among the hours.
        if rule.freq != ICAL_HOURLY_RECURRENCE {
            hours = isDate ? nil : Self.list(rule.by_hour)
            Self.clear(&stripped.by_hour)
        }
        minutes = isDate ? nil : Self.list(rule.by_minute)
        seconds = isDate ? nil : Self.list(rule.by_second)
        Self.clear(&stripped.by_minute)
        Self.clear(&stripped.by_second)
        isList =
            (rule.by_hour.0 != Self.none && rule.freq != ICAL_HOURLY_RECURRENCE) || rule.by_minute.0 != Self.none
            || rule.by_second.0 != Self.none
    }

    /// Whether the rule lists any.
    let isList: Bool

    private static func list<Tuple>(_ tuple: Tuple) -> [Int]? {
        withUnsafeBytes(of: tuple) { bytes in
            let values = bytes.bindMemory(to: Int16.self).prefix { $0 != none }
            return values.isEmpty ? nil : Set(values.map(Int.init)).sorted()
        }
    }

    /// The whole of it: libical puts the start's own number into the first place, and goes on with the next.
    private static func clear<Tuple>(_ tuple: inout Tuple) {
        withUnsafeMutableBytes(of: &tuple) { bytes in
            for index in bytes.bindMemory(to: Int16.self).indices {
                bytes.storeBytes(of: none, toByteOffset: index * MemoryLayout<Int16>.stride, as: Int16.self)
            }
        }
    }

    /// Whether there are more than one of a day's, or of an hour's.
    var hasSeveral: Bool { [hours, minutes, seconds].contains { ($0?.count ?? 0) > 1 } }

    /// In order.
    func times(on base: LocalTime) -> some Sequence<LocalTime> {
        let (minutes, seconds) = (minutes ?? [base.minute], seconds ?? [base.second])
        return (hours ?? [base.hour]).lazy.flatMap { hour in
            minutes.lazy.flatMap { minute in
                seconds.lazy.compactMap { second in
                    LocalTime(
                        year: base.year, month: base.month, day: base.day, hour: hour, minute: minute, second: second)
                }
            }
        }
    }

    /// What comes no later than any of them.
    func first(on base: LocalTime) -> LocalTime {
        guard isList else { return base }
        return LocalTime(
            year: base.year, month: base.month, day: base.day, hour: hours == nil ? base.hour : 0, minute: 0) ?? base
    }
}
