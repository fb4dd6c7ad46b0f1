import Foundation

/// Finds what the parser passes over in a repetition, or drops it for, without a word.
enum RepetitionCheck {
    /// In words.
    static func oddities(in component: String) -> [String] {
        var found: [String] = []
        for line in component.split(whereSeparator: \.isNewline) {
            let name = line.prefix { $0 != ":" && $0 != ";" }.uppercased()
            // A colon may be in a parameter's quotes: what is of use has none after it but in an odd value.
            guard names.contains(name), let value = value(of: line) else { continue }
            let odd = name.hasSuffix("RULE") ? oddPart(ofRule: value) : oddDate(in: value)
            if let odd {
                found.append(
                    "its \(name) has '\(OneLine.of(odd))', which is not understood: see which of its occurrences are "
                        + "there, and correct it")
            }
        }
        return found
    }

    static func isAboutRepetition(_ complaint: String) -> Bool { names.contains { complaint.contains($0) } }

    private static let names: Set<String> = ["RRULE", "EXRULE", "RDATE", "EXDATE"]

    /// - Returns: `nil` if the line has none.
    private static func value(of line: Substring) -> Substring? {
        var isQuoted = false
        for index in line.indices {
            if line[index] == "\"" { isQuoted.toggle() }
            if line[index] == ":", !isQuoted { return line[line.index(after: index)...] }
        }
        return nil
    }

    private static func oddPart(ofRule value: Substring) -> String? {
        let parts = value.trimmingCharacters(in: .whitespaces).uppercased().split(
            separator: ";", omittingEmptySubsequences: true)
        if let odd = parts.first(where: { !isUnderstood($0) }) { return String(odd) }
        return parts.contains { $0.hasPrefix("FREQ=") } ? nil : String(value.prefix(80))
    }

    private static func isUnderstood(_ part: Substring) -> Bool {
        let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard pair.count == 2 else { return false }
        let (name, values) = (pair[0], pair[1].split(separator: ",", omittingEmptySubsequences: false))
        if name.hasPrefix("X-") { return true }
        if let range = numbers[String(name)] {
            return values.allSatisfy {
                Int($0).map { range.contains($0) && ($0 != 0 || range.lowerBound == 0) } ?? false
            }
        }
        return switch name {
        case "FREQ": frequencies.contains(String(pair[1]))
        case "UNTIL": isTime(pair[1])
        case "BYDAY": values.allSatisfy { isDay($0) }
        case "WKST": days.contains(String(pair[1]))
        case "RSCALE", "SKIP": !pair[1].isEmpty
        default: false
        }
    }

    private static let frequencies: Set<String> = [
        "SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY",
    ]
    private static let days: Set<String> = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
    private static let numbers: [String: ClosedRange<Int>] = [
        "INTERVAL": 1...32_767, "COUNT": 1...Int(Int32.max), "BYSECOND": 0...60, "BYMINUTE": 0...59, "BYHOUR": 0...23,
        "BYMONTHDAY": -31...31, "BYYEARDAY": -366...366, "BYWEEKNO": -53...53, "BYMONTH": 1...12,
        "BYSETPOS": -366...366,
    ]

    private static func isDay(_ value: Substring) -> Bool {
        guard days.contains(String(value.suffix(2))) else { return false }
        let place = value.dropLast(2)
        return place.isEmpty || Int(place).map { $0 != 0 && abs($0) <= 53 } ?? false
    }

    private static func oddDate(in value: Substring) -> String? {
        value.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            .first { !isTime($0.prefix { $0 != "/" }) }
    }

    /// `20261122`, `20261122T140000` or `20261122T140000Z`
    private static func isTime(_ value: Substring) -> Bool {
        var text = value.uppercased()[...]
        if text.count == 16, text.last == "Z" { text = text.dropLast() }
        guard text.count == 8 || text.count == 15 && text.dropFirst(8).first == "T" else { return false }
        return (text.prefix(8) + text.dropFirst(9)).allSatisfy { ("0"..."9").contains($0) }
    }
}
