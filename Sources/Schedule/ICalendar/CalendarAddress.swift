import Crypto
import Foundation
import Web

/// Where a calendar is on the web. Whoever knows the address may read the calendar, so nothing that prints it shows
/// more than the host.
package struct CalendarAddress: Sendable, Hashable {
    /// The whole of it, for the request only; without user and password.
    let url: String
    /// Of `https://user:password@host/…`.
    let credentials: String?
    /// Shown to people.
    package let host: String
    /// Tells one calendar of a host from another, and does not tell what the address is.
    let mark: String

    package var hasPassword: Bool { credentials != nil }

    /// `webcal` is the web by another name, and a safe connection today.
    private static let schemes = ["http": "http", "https": "https", "webcal": "https", "webcals": "https"]

    /// Whether it is meant as an address, and not as a file's name.
    package static func isAddress(_ text: String) -> Bool { text.contains("://") || text.hasPrefix("webcal:") }

    /// - Returns: `nil` if it is no address of the web.
    package init?(_ text: String) {
        guard !text.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F }),
            var parts = URLComponents(string: text), let scheme = Self.schemes[parts.scheme?.lowercased() ?? ""],
            let host = parts.host, !host.isEmpty, WebPlace.isPossible(parts.port)
        else { return nil }
        parts.scheme = scheme
        credentials = parts.user.map { Data("\($0):\(parts.password ?? "")".utf8).base64EncodedString() }
        (parts.user, parts.password, parts.fragment) = (nil, nil, nil)
        guard let url = parts.string else { return nil }
        (self.url, self.host) = (url, parts.port.map { "\(host):\($0)" } ?? host)
        mark = SHA256.hash(data: Data(url.utf8)).prefix(3).map { String(format: "%02x", $0) }.joined()
    }
}

extension CalendarAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { host }
    package var debugDescription: String { host }
    package var customMirror: Mirror { Mirror(self, children: ["host": host]) }
}
