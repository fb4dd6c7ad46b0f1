import Foundation
import Programme

/// What is sent: one notice in words, or several that came at the same time.
package struct Message: Sendable, Hashable, Codable {
    /// No other message of this station has it.
    package let id: String
    package let station: String
    /// Which of the station's machines tells it.
    package let machine: String?
    package let at: Date
    package let kind: Kind
    package let urgency: Urgency
    /// One line.
    package let title: String
    package let text: String
    package let alerts: [Item]

    package enum Kind: String, Sendable, Hashable, Codable {
        case raised, again, worse, happened, cleared
        /// Several of these.
        case several
        /// Somebody tries whether messages arrive.
        case test
    }

    /// One of the things that it tells.
    package struct Item: Sendable, Hashable, Codable {
        package let key: String
        package let kind: Notice.Kind
        package let urgency: Urgency
        package let title: String
        package let detail: String
        package let airing: String?
        package let since: Date
        package let overSince: Date?
    }

    /// Messages of one update that are told one by one; more are told together.
    static let mostApart = 3
    /// Of those that are told together, as many are told in words.
    static let mostTold = 20

    /// - Parameter zone: of the times in the text.
    package static func messages(for notices: [Notice], from sender: Sender, zone: TimeZone) -> [Message] {
        let words = NoticeWords(zone: zone)
        guard notices.count > mostApart else { return notices.map { Message($0, from: sender, words) } }
        return [Message(together: notices, from: sender, words)]
    }

    package static func test(id: String, from sender: Sender, at: Date) -> Message {
        Message(
            id: id, station: sender.station, machine: sender.machine, at: at, kind: .test, urgency: .note,
            title: "Test: this is how alerts arrive",
            text: "Somebody ran `playout alerts test`. Nothing is wrong, and there is nothing to do.", alerts: [])
    }

    /// What somebody wants to be told now.
    package static func raised(
        _ condition: Condition, id: String, from sender: Sender, at: Date, zone: TimeZone
    ) -> Message {
        let notice = Notice(
            id: id, kind: .happened, condition: condition, at: at, since: at, overSince: nil, timesAway: 0,
            firstAway: nil)
        return Message(notice, from: sender, NoticeWords(zone: zone))
    }

    /// The title as it stands alone, with who tells it and a sign of what it is.
    package var heading: String { "\(sign) \(origin): \(title)" }

    /// The station, and which of its machines: of a pair, both tell what they know.
    package var origin: String { machine.map { "\(station) (\($0))" } ?? station }

    /// Seen from afar.
    package var sign: String {
        switch (kind, urgency) {
        case (.cleared, _): "✅"
        case (.test, _): "🔔"
        case (_, .critical): "🔴"
        case (_, .warning): "🟠"
        case (_, .note): "🔵"
        }
    }
}

extension Message {
    private init(_ notice: Notice, from sender: Sender, _ words: NoticeWords) {
        let kind = Kind(rawValue: notice.kind.rawValue) ?? .several
        self.init(
            id: notice.id, station: sender.station, machine: sender.machine, at: notice.at, kind: kind,
            urgency: notice.condition.urgency,
            title: words.title(notice), text: words.text(notice), alerts: [Item(notice)])
    }

    private init(together notices: [Notice], from sender: Sender, _ words: NoticeWords) {
        let isOver = notices.allSatisfy { $0.kind == .cleared }
        let urgency = notices.filter { isOver || $0.kind != .cleared }.map(\.condition.urgency).max() ?? .note
        let first = notices.first { isOver || ($0.kind != .cleared && $0.condition.urgency == urgency) }
        let lines = notices.prefix(Self.mostTold).map { "– \(words.title($0))\n  \(words.text($0, isBrief: true))" }
        let more =
            notices.count > Self.mostTold ? ["… and \(notices.count - Self.mostTold) more: `playout status`"] : []
        self.init(
            id: notices.first?.id ?? "", station: sender.station, machine: sender.machine,
            at: notices.first?.at ?? .distantPast,
            kind: isOver ? .cleared : .several, urgency: urgency,
            title: "\(first.map(words.title) ?? ""), and \(notices.count - 1) more",
            text: (lines + more).joined(separator: "\n"), alerts: notices.map(Item.init))
    }
}

extension Message {
    /// Seconds by which what is told may be late without a word about it.
    private static let lateness = 600.0

    /// As it is to be told now: what could not be sent for long says when it was so.
    func told(at now: Date, zone: TimeZone) -> Message {
        guard now.timeIntervalSince(at) > Self.lateness else { return self }
        let moment = NoticeWords(zone: zone).moment(at)
        return Message(
            id: id, station: station, machine: machine, at: at, kind: kind, urgency: urgency,
            title: "\(moment): \(title)", text: "It was so at \(moment), and could not be told until now.\n\(text)",
            alerts: alerts)
    }
}

extension Message.Item {
    fileprivate init(_ notice: Notice) {
        let condition = notice.condition
        self.init(
            key: condition.key, kind: notice.kind, urgency: condition.urgency, title: condition.title,
            detail: condition.detail, airing: condition.airing, since: notice.since, overSince: notice.overSince)
    }
}
