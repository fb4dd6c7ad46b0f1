import Foundation
import SystemPackage
import TestSupport

// What a person was told.
extension Stand {
    /// The kinds of alerts that were raised, each once, in the order in which they came: `dead-air`, `resumed` …
    var alerts: [String] {
        let told = (desk.requests.map(\.body) + undelivered).flatMap(Self.notices).filter { $0.kind != "cleared" }
        return told.reduce(into: []) { kinds, notice in
            let kind = String(notice.key.prefix { $0 != "/" })
            if !kinds.contains(kind) { kinds.append(kind) }
        }
    }

    /// On a network of its own, the station does not reach the desk: what it has to tell waits on its disk.
    private var undelivered: [Data] {
        let folder = state.appending("alerts")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? []
        return names.sorted().compactMap { FileManager.default.contents(atPath: folder.appending($0).string) }
    }

    private static func notices(_ message: Data) -> [(key: String, kind: String)] {
        var object = (try? JSONSerialization.jsonObject(with: message)) as? [String: Any]
        object = object?["message"] as? [String: Any] ?? object
        let alerts = object?["alerts"] as? [[String: Any]] ?? []
        return alerts.compactMap { alert in
            guard let key = alert["key"] as? String, let kind = alert["kind"] as? String else { return nil }
            return (key, kind)
        }
    }
}
