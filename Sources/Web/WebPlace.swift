import Foundation

/// What can be asked for on the web.
package enum WebPlace {
    static let ports = 1...65_535

    /// - Returns: `nil` if it is no address of the web, or none that there can be.
    package static func components(_ text: String) -> URLComponents? {
        guard let parts = URLComponents(string: text), ["http", "https"].contains(parts.scheme?.lowercased()),
            parts.host?.isEmpty == false, isPossible(parts.port), isPossible(URL(string: text)?.port)
        else { return nil }
        return parts
    }

    /// Of a server that listens.
    package static func isPossible(_ port: Int?) -> Bool { port.map(ports.contains) ?? true }
}
