import Foundation
import Monitor
import Web

struct MonitorReader {
    static let keys = Section.Keys(known: ["url", "off"])

    private let section: Section

    init(_ top: Section) { section = top.section("monitor", keys: Self.keys) }

    func read() -> MonitorSettings {
        MonitorSettings(url: url(), isOff: section.flag("off") ?? false)
    }

    private func url() -> String? {
        let expected = "an address that begins with http:// or https://"
        return section.text("url", expected: expected) { text in
            guard WebPlace.components(text) != nil, let url = URL(string: text) else {
                // What follows a question mark, or stands before the host, may be secret.
                let shown = text.contains("@") ? "" : ", found \(String(text.prefix { $0 != "?" }).quotedForMessage)"
                return "expected \(expected)\(shown)"
            }
            // It would be sent to whatever a redirection names.
            return url.user() == nil && url.password() == nil
                ? nil : "expected an address without a user and a password: the monitor is a listener like any other"
        }
    }
}
