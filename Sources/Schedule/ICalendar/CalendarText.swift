import Foundation

/// The text of a calendar taken apart into its events and time zones, each to be parsed by itself.
///
/// A component that is broken, or never ends, must not harm the others; and of a component, only the properties that
/// are of use are given to the parser, which spares it pictures in base64 and whatever else a calendar may hold.
struct CalendarText {
    /// One component's text, `BEGIN` and `END` lines included, for libical.
    struct Part {
        let text: String
        /// The line on which it begins, from 1.
        let line: Int
    }

    private(set) var events: [Part] = []
    private(set) var zones: [Part] = []
    /// Lines on which an event begins that is too large or too deeply nested to be looked at.
    private(set) var refused: [Int] = []
    /// It begins, and ends, as a calendar does.
    private(set) var isWhole = false
    private(set) var isCalendar = false

    /// Bytes of one component's useful properties, and how many components are read.
    static let largestPart = 256 << 10
    static let mostParts = 200_000
    /// How far components may be within one another: a calendar, its zone, the zone's observance, and some more.
    private static let deepest = 8

    private static let eventProperties: Set<String> = [
        "UID", "SUMMARY", "DESCRIPTION", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE",
        "RECURRENCE-ID", "STATUS", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED",
    ]
    /// No property has such a name.
    private static let tags: Set<String> = ["PID", "TYPE", "FILE", "EMERGENCY", "REPEAT"]
    private static let zoneProperties: Set<String> = [
        "TZID", "DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "RRULE", "RDATE",
    ]

    /// The components that are open, from the outermost.
    private var open: [String] = []
    private var part: Draft?
    private var keepsLine = false

    private struct Draft {
        let line: Int
        let isEvent: Bool
        var text: [UInt8] = []
        var isTooLarge = false

        mutating func add(_ line: some Collection<UInt8>) {
            if text.count + line.count > CalendarText.largestPart { isTooLarge = true }
            guard !isTooLarge else { return }
            // C's strings end at a NUL.
            text += line.lazy.map { $0 == 0 ? 0x20 : $0 }
            text += CalendarText.newline
        }

        /// A line may be folded in the middle of a character: bytes are put together again before they are text.
        mutating func goOn(_ rest: some Collection<UInt8>) {
            guard !isTooLarge, text.count >= 2 else { return }
            text.removeLast(2)
            add(rest)
        }
    }

    private static let newline: [UInt8] = [0x0D, 0x0A]
    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    init(_ data: Data) {
        var rest = ([UInt8](data))[...]
        if rest.starts(with: Self.mark) { rest = rest.dropFirst(3) }
        var number = 0
        let lineEnd: UInt8 = rest.contains(0x0A) ? 0x0A : 0x0D
        while !rest.isEmpty {
            let end = rest.firstIndex(of: lineEnd) ?? rest.endIndex
            var line = rest[..<end]
            while line.last == 0x0D { line = line.dropLast() }
            number += 1
            take(line, number: number)
            rest = rest[min(end + 1, rest.endIndex)...]
        }
        if part != nil { refuse() }
        isWhole = isCalendar && open.isEmpty
    }

    /// - Returns: what is to be said of what is text only in another way; `nil` of all else.
    static func unreadable(_ data: Data) -> String? {
        let isWide = [[0xFF, 0xFE], [0xFE, 0xFF], [0x42, 0x00], [0x00, 0x42]].contains { data.starts(with: $0) }
        if isWide { return "is UTF-16: have it saved as UTF-8" }
        return data.starts(with: [0x1F, 0x8B]) ? "is compressed (gzip): have it given out as it is" : nil
    }

    private mutating func take(_ line: ArraySlice<UInt8>, number: Int) {
        if line.first == 0x20 || line.first == 0x09 {
            if keepsLine { part?.goOn(line.dropFirst()) }
            return
        }
        keepsLine = false
        switch Self.name(of: line) {
        case "BEGIN": begin(Self.value(of: line), number: number)
        case "END": end(Self.value(of: line))
        case let name:
            guard let part, open.count <= Self.deepest else { return }
            if part.isEvent, open.last == "VEVENT", Self.tags.contains(name) {
                // Part of a description with a line break in it, which somebody has not written as such.
                keepsLine = true
                self.part?.add("DESCRIPTION:".utf8 + line)
                return
            }
            // What is in an event's alarm is not the event's.
            keepsLine =
                part.isEvent
                ? open.last == "VEVENT" && Self.eventProperties.contains(name) : Self.zoneProperties.contains(name)
            if keepsLine { self.part?.add(line) }
        }
    }

    private mutating func begin(_ name: String, number: Int) {
        if name == "VCALENDAR" {
            isCalendar = true
            // Within another, which was cut off: what was open is lost, and the rest is not.
            if part != nil { refuse() }
            open = []
        } else if name == "VEVENT" || name == "VTIMEZONE" {
            // Neither holds another of them: the one before has no end.
            if part != nil { refuse() }
            open.removeAll { $0 != "VCALENDAR" }
            if events.count + zones.count < Self.mostParts {
                part = Draft(line: number, isEvent: name == "VEVENT")
                part?.add("BEGIN:\(name)".utf8)
            }
        } else if part?.isEvent == false, open.count < Self.deepest {
            part?.add("BEGIN:\(name)".utf8)
        }
        // Deeper than that, nobody needs to know where one is.
        if open.count < 1000 { open.append(name) }
    }

    private mutating func end(_ name: String) {
        // What was left open within it ends with it.
        guard let index = open.lastIndex(of: name) else { return }
        open.removeSubrange(index...)
        guard let part else { return }
        let isOwn = name == (part.isEvent ? "VEVENT" : "VTIMEZONE")
        if isOwn || !part.isEvent && open.count < Self.deepest { self.part?.add("END:\(name)".utf8) }
        if isOwn || name == "VCALENDAR" { finish(isWhole: isOwn) }
    }

    private mutating func finish(isWhole: Bool) {
        guard let part, isWhole, !part.isTooLarge else { return refuse() }
        let whole = Part(text: String(decoding: part.text, as: UTF8.self), line: part.line)
        if part.isEvent { events.append(whole) } else { zones.append(whole) }
        self.part = nil
        keepsLine = false
    }

    private mutating func refuse() {
        if let part, part.isEvent { refused.append(part.line) }
        part = nil
        keepsLine = false
    }

    private static func name(of line: ArraySlice<UInt8>) -> String {
        let name = line.prefix(32).prefix { $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: ";") }
        return String(decoding: name, as: UTF8.self).uppercased()
    }

    private static func value(of line: ArraySlice<UInt8>) -> String {
        let value = line.drop { $0 != UInt8(ascii: ":") }.dropFirst().prefix(64)
        return String(decoding: value, as: UTF8.self).trimmingCharacters(in: .whitespaces).uppercased()
    }
}
