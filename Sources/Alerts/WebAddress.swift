import Foundation
import Web

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
            var parts = WebPlace.components(text), let host = parts.host
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

extension WebAddress {
    /// Letters of a secret that are too many to show.
    private static let tooMany = 6

    /// Whether a text shows something of the address that is nobody's business, written in whichever way.
    func isShown(in text: String) -> Bool {
        let shown = [text, text.removingPercentEncoding ?? ""].map(\.bare)
        return secrets.contains { secret in
            let windows = max(1, secret.count - Self.tooMany + 1)
            return (0..<windows).contains { start in
                let piece = String(decoding: secret.dropFirst(start).prefix(Self.tooMany), as: UTF8.self)
                return shown.contains { $0.contains(piece) }
            }
        }
    }

    /// The parts of the path, the query, and what stands before the host; in letters and digits only.
    private var secrets: [[UInt8]] {
        let parts = URLComponents(string: written)
        let query = (parts?.queryItems ?? []).flatMap { [$0.name, $0.value ?? ""] }
        let path = (parts?.path ?? "").split(separator: "/").map(String.init)
        let all = path + query + [parts?.user, parts?.password, credentials, parts?.query].compactMap(\.self)
        return all.map { Array($0.bare.utf8) }.filter { $0.count >= 3 }
    }
}

extension String {
    /// However it has been quoted or escaped.
    fileprivate var bare: String { String(decoding: lowercased().utf8.filter(\.isAlphanumeric), as: UTF8.self) }
}

extension UInt8 {
    fileprivate var isAlphanumeric: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self)
    }
}

extension WebAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { host }
    package var debugDescription: String { host }
    package var customMirror: Mirror { Mirror(self, children: ["host": host]) }
}
