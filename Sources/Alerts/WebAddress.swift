import Foundation

/// Where a web hook is. It is a secret: whoever knows it can write there. Nothing that prints it shows more than the
/// host.
package struct WebAddress: Sendable, Hashable {
    /// The whole of it, for the request only; without user and password.
    let url: String
    /// Of `https://user:password@host/…`.
    let credentials: String?
    /// Shown to people.
    package let host: String
    /// What was written, for telling one address from another.
    let written: String

    /// - Returns: `nil` if it is no address of the web.
    package init?(_ text: String) {
        guard !text.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F }),
            var parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
            ["http", "https"].contains(scheme), let host = parts.host, !host.isEmpty
        else { return nil }
        if let user = parts.user {
            credentials = Data("\(user):\(parts.password ?? "")".utf8).base64EncodedString()
            (parts.user, parts.password) = (nil, nil)
        } else {
            credentials = nil
        }
        parts.fragment = nil
        guard let url = parts.string else { return nil }
        (self.url, self.host, written) = (url, parts.port.map { "\(host):\($0)" } ?? host, text)
    }
}

extension WebAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { host }
    package var debugDescription: String { host }
    package var customMirror: Mirror { Mirror(self, children: ["host": host]) }
}
