import Foundation
import Programme

/// One event as any calendar has it: one occurrence, with its times as instants.
struct CalendarEvent: Sendable {
    var title: String
    /// Plain text or HTML.
    var description: String
    var start: Date
    var end: Date

    init(title: String, description: String, start: Date, end: Date) {
        (self.title, self.description, self.start, self.end) = (title, description, start, end)
    }
}

/// What an event's description says about the programme; the same for every occurrence of the event, and for every
/// kind of calendar.
struct EventMeaning: Equatable, Sendable {
    var pid: PID
    var type: ProgrammeType
    var wish: Wish?
    /// What in the description is of no use. The event is, all the same.
    var complaints: [String] = []

    /// Why an event gives no slot.
    struct Nothing: Error, Equatable { let reason: String }

    /// - Parameter description: plain text or HTML.
    init(_ description: String) throws(Nothing) {
        let tags = EventTags(PlainText(description))
        pid = try Self.pid(tags, isEmpty: description.allSatisfy(\.isWhitespace))
        type = .live
        if let other = tags.values[.pid]?.first(where: { $0.lowercased() != pid.text.lowercased() && !$0.isEmpty }) {
            complaints.append("there is another PID, '\(OneLine.of(other))'; the first one counts")
        }
        readType(tags)
        readWish(tags)
    }

    private static func pid(_ tags: EventTags, isEmpty: Bool) throws(Nothing) -> PID {
        guard let values = tags.values[.pid] else {
            throw Nothing(
                reason: isEmpty
                    ? "it has no description; write PID: and the programme's id into it"
                    : "there is no PID: in its description")
        }
        guard let text = values.first(where: { !$0.isEmpty }) else {
            throw Nothing(reason: "there is nothing after PID: in its description; write the programme's id there")
        }
        do throws(PID.Malformed) {
            return try PID(text)
        } catch {
            throw Nothing(reason: error.description)
        }
    }

    /// As in the forerunner, whatever is not called recorded is live.
    private mutating func readType(_ tags: EventTags) {
        let values = (tags.values[.type] ?? []).map { $0.lowercased() }
        if values.contains(where: { $0.hasPrefix("recorded") }) {
            type = .recorded
            if values.contains("live") { complaints.append("there is TYPE:LIVE, too; it counts as recorded") }
        } else if let odd = values.first(where: { $0 != "live" }) {
            complaints.append("TYPE:\(OneLine.of(odd)) is neither RECORDED nor LIVE, and so it counts as live")
        } else if let mistyped = tags.mistyped {
            complaints.append("'\(OneLine.of(mistyped))' is no TYPE:RECORDED, and so it counts as live")
        } else if values.isEmpty, let wish = [EventTags.Keyword.file, .repeat].first(where: { tags.values[$0] != nil })
        {
            complaints.append(
                "\(wish.rawValue.uppercased()): is for what is recorded, and there is no TYPE:RECORDED; it counts as live"
            )
        }
    }

    private mutating func readWish(_ tags: EventTags) {
        var wish = Wish()
        if let file = tags.values[.file]?.first { wish.file = recording(file) }
        if let date = tags.values[.repeat]?.first {
            wish.edition = EditionDate(written: date)
            if let edition = wish.edition, edition.hour == nil, EditionDate.hasMore(date) {
                complaints.append(
                    "REPEAT: needs a time such as 2026-11-15 14:00, and has '\(OneLine.of(date))'; any edition of that "
                        + "day counts")
            }
            if wish.edition == nil {
                complaints.append("REPEAT: needs a day such as 2026-11-15, and has '\(OneLine.of(date))'")
            }
        }
        switch tags.values[.emergency]?.first?.lowercased() {
        case "", "yes", "true", "on": wish.withoutRepeat = true
        case nil, "no", "false", "off": break
        case let odd?:
            complaints.append("EMERGENCY: has '\(OneLine.of(odd))', which is neither yes nor no; it is passed over")
        }
        self.wish = wish == Wish() ? nil : wish
    }

    private mutating func recording(_ text: String) -> String? {
        let name = text.split(separator: "/").last.map(String.init) ?? text
        let isSafe = !text.hasPrefix("/") && !text.split(separator: "/").contains("..")
        do throws(RecordingName.Unreadable) {
            _ = try RecordingName(name)
            if isSafe { return text }
            complaints.append("FILE:\(OneLine.of(text)) is no name in the library")
        } catch {
            complaints.append("FILE:\(OneLine.of(text)) is no name of a recording: \(error)")
        }
        return nil
    }
}

extension EditionDate {
    /// `2026-11-15`, `20261115`, `2026-11-15 14:00`, `20261115_1400` or the like, and whatever follows.
    init?(written text: String) {
        let pattern =
            #/^(\d{4})[-./]?(\d{2})[-./]?(\d{2})(?!\d)(?:[ T_,]+(?:at )?(?:(\d{2}):?(\d{2})|(\d):(\d{2}))(?!\d)(?! ?[ap]\.?m))?/#
            .ignoresCase()
        guard let match = try? pattern.firstMatch(in: text), let year = Int(match.1), let month = Int(match.2),
            let day = Int(match.3)
        else { return nil }
        self.init(
            year: year, month: month, day: day, hour: (match.4 ?? match.6).flatMap { Int($0) },
            minute: (match.5 ?? match.7).flatMap { Int($0) })
    }

    /// Whether something like a time comes after the day.
    static func hasMore(_ text: String) -> Bool {
        text.dropFirst(8).drop { "0123456789-./".contains($0) }.prefix(12).contains { ("0"..."9").contains($0) }
    }
}
