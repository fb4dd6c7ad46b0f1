import Foundation
import SystemPackage

/// A way to reach people.
package enum Channel: Sendable, Hashable {
    case slack(WebAddress)
    case discord(WebAddress)
    /// The topic's address: `https://ntfy.sh/topic`.
    case ntfy(WebAddress)
    /// Anything that takes our JSON.
    case webhook(WebAddress)
    case mail(MailRoute)

    package enum Kind: String, Sendable, CaseIterable { case slack, discord, ntfy, webhook, mail }

    package init(_ kind: Kind, _ address: WebAddress) {
        self =
            switch kind {
            case .slack: .slack(address)
            case .discord: .discord(address)
            case .ntfy: .ntfy(address)
            case .webhook, .mail: .webhook(address)
            }
    }

    package var kind: Kind {
        switch self {
        case .slack: .slack
        case .discord: .discord
        case .ntfy: .ntfy
        case .webhook: .webhook
        case .mail: .mail
        }
    }

    /// For people and logs: `slack (hooks.slack.com)`. Nothing secret.
    package var name: String {
        switch self {
        case .slack(let address), .discord(let address), .ntfy(let address), .webhook(let address):
            "\(kind.rawValue) (\(address.host))"
        case .mail(let route): "mail (\(route.recipient))"
        }
    }

    /// Good as a part of a file name; the same for as long as it is the same channel, and nobody can tell the address
    /// from it.
    var id: String {
        let written: String =
            switch self {
            case .slack(let address), .discord(let address), .ntfy(let address), .webhook(let address): address.written
            case .mail(let route): route.recipient
            }
        // FNV-1a. It tells a handful of channels apart, no more.
        let hash = written.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return "\(kind.rawValue)-\(String(UInt32(truncatingIfNeeded: hash ^ hash >> 32), radix: 16))"
    }
}

/// A mail command, and for whom the mail is.
package struct MailRoute: Sendable, Hashable {
    package var recipient: String
    /// `nil` for `playout@` and this machine's name.
    package var sender: String?
    /// Takes a message on its standard input as `sendmail -t -i` does.
    package var program: FilePath

    package static let usualProgram: FilePath = "/usr/sbin/sendmail"

    package init(recipient: String, sender: String? = nil, program: FilePath = usualProgram) {
        (self.recipient, self.sender, self.program) = (recipient, sender, program)
    }

    /// An address that can stand in a header as it is: no name beside it, no quotes, one `@`.
    package static func isAddress(_ text: String) -> Bool {
        text.utf8.count <= 254
            && text.wholeMatch(of: /[A-Za-z0-9.!#$%&'*+\/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?/)
                != nil
    }
}
