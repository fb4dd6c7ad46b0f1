import Foundation
import Programme

/// What is posted to a web hook. Making it is apart from sending it.
struct WebRequest: Sendable, Equatable {
    var address: WebAddress
    /// In ASCII without control characters.
    var headers: [(name: String, value: String)]
    var body: Data

    static func == (a: Self, b: Self) -> Bool {
        a.address == b.address && a.body == b.body && a.headers.elementsEqual(b.headers, by: ==)
    }

    /// - Returns: `nil` for mail.
    init?(_ message: Message, to channel: Channel) throws {
        switch channel {
        case .slack(let address): try self.init(address, json: SlackBody(message))
        case .discord(let address): try self.init(address, json: DiscordBody(message))
        case .webhook(let address): try self.init(address, json: WebhookBody(message))
        case .ntfy(let address): self.init(ntfy: address, message)
        case .mail: return nil
        }
    }

    private init(_ address: WebAddress, json: some Encodable) throws {
        self.address = address
        headers = [("Content-Type", "application/json")]
        body = try FactsJSON.encode(json)
    }

    /// ntfy makes an attachment of a body of more than 4096 bytes.
    private init(ntfy address: WebAddress, _ message: Message) {
        self.address = address
        headers = [
            ("Title", HeaderText.encoded("\(message.origin): \(message.title)".shortened(toBytes: 250))),
            ("Priority", "\(message.ntfyPriority)"), ("Tags", message.ntfyTag),
            ("Content-Type", "text/plain; charset=utf-8"),
        ]
        body = Data(message.text.shortened(toBytes: 3900).utf8)
    }
}

extension Message {
    /// 1 to 5, 3 being the usual.
    fileprivate var ntfyPriority: Int {
        if kind == .cleared || kind == .test { return 3 }
        return switch urgency {
        case .note: 2
        case .warning: 4
        case .critical: 5
        }
    }

    /// One of ntfy's short names of emoji.
    fileprivate var ntfyTag: String {
        switch (kind, urgency) {
        case (.cleared, _): "white_check_mark"
        case (.test, _): "bell"
        case (_, .critical): "rotating_light"
        case (_, .warning): "warning"
        case (_, .note): "information_source"
        }
    }
}

/// `docs/alerts.md` has it: changes only by additions, or with another version.
struct WebhookBody: Encodable {
    let version = 1
    let id, station, title, text: String
    let machine: String?
    let at: Date
    let kind: Message.Kind
    let urgency: Urgency
    let alerts: [Message.Item]

    init(_ message: Message) {
        (id, station, machine, at) = (message.id, message.station, message.machine, message.at)
        (title, text) = (message.title, message.text)
        (kind, urgency, alerts) = (message.kind, message.urgency, message.alerts)
    }
}
