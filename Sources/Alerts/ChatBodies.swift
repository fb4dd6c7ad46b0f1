import Foundation

/// For a Slack incoming webhook, and for what imitates them (Mattermost, Rocket.Chat).
struct SlackBody: Encodable {
    let text: String
    /// No formatting, no links made of names, no previews: titles come from outside.
    let hasMarkup = false
    let linksNames = false
    let unfurlsLinks = false
    let unfurlsMedia = false

    private enum CodingKeys: String, CodingKey {
        case text
        case hasMarkup = "mrkdwn"
        case linksNames = "link_names"
        case unfurlsLinks = "unfurl_links"
        case unfurlsMedia = "unfurl_media"
    }

    init(_ message: Message) {
        let shown = "\(message.heading)\n\(message.text)".shortened(toBytes: 8000)
        text = shown.withoutMentions
            .replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}

/// For a Discord webhook.
struct DiscordBody: Encodable {
    struct Mentions: Encodable { let parse: [String] }

    let content: String
    let allowedMentions = Mentions(parse: [])
    /// No previews of links.
    let flags = 4

    private enum CodingKeys: String, CodingKey {
        case content, flags
        case allowedMentions = "allowed_mentions"
    }

    /// Characters that Discord takes at most; it counts UTF-16.
    private static let longest = 2000

    init(_ message: Message) {
        var escaped = ""
        for character in "\(message.heading)\n\(message.text)".withoutMentions {
            let next = character.isMarkup ? "\\\(character)" : String(character)
            if escaped.utf16.count + next.utf16.count > Self.longest - 1 {
                escaped += "…"
                break
            }
            escaped += next
        }
        content = escaped
    }
}

extension Character {
    fileprivate var isMarkup: Bool { "\\*_~`|<>#[]()-:".contains(self) }
}

extension String {
    /// No `@everyone`: an invisible space stands after each `@`.
    fileprivate var withoutMentions: String { replacing("@", with: "@\u{200B}") }
}
