import Foundation

/// What a person was told: each alert in each message, in the order in which they came.
struct Telling: Sendable {
    struct Notice: Sendable, Hashable {
        /// The message's id.
        let message: String
        let key: String
        /// `raised`, `again`, `worse`, `happened` or `cleared`.
        let kind: String
        let urgency: String
        /// What is coming, and what is there by now, differ in it.
        var title = ""

        /// What it is about, such as `dead-air`, whichever the airing.
        var about: String { String(key.prefix { $0 != "/" }) }
        var isAllClear: Bool { kind == "cleared" }
    }

    let notices: [Notice]
    /// Messages that came more than once.
    let repeated: [String]

    /// - Parameters:
    ///   - delivered: the messages as they came to the web hook.
    ///   - waiting: as they lie in the queue. One that came all the same was not told twice.
    init(delivered: [Data], waiting: [Data] = []) {
        let arrivals = delivered.compactMap(Message.init)
        let ids = arrivals.map(\.id)
        repeated = Set(ids.filter { id in ids.count { $0 == id } > 1 }).sorted()
        let rest = waiting.compactMap(Message.init).filter { !ids.contains($0.id) }
        notices = (arrivals + rest).flatMap(\.notices)
    }

    /// What was raised: `dead-air`, `resumed` …, each once, in the order in which they came.
    var abouts: [String] {
        notices.filter { !$0.isAllClear }.map(\.about).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// What was told too often, in words; empty if nothing was.
    var excess: [String] {
        var all = repeated.map { "message \($0) came more than once" }
        for about in abouts {
            let keys = Set(notices.filter { $0.about == about && !$0.isAllClear }.map(\.key)).sorted()
            if keys.count > 1 {
                all.append("\(about) was told of \(keys.count) things: \(keys.joined(separator: ", "))")
            }
        }
        for key in Set(notices.map(\.key)).sorted() { all += excess(of: notices.filter { $0.key == key }, key) }
        return all
    }

    /// What becomes more pressing is told again at each step.
    private func excess(of notices: [Notice], _ key: String) -> [String] {
        var all: [String] = []
        let raised = notices.count { ["raised", "again", "happened"].contains($0.kind) }
        if raised != 1 { all.append("\(key) was raised \(raised) times") }
        let cleared = notices.count(where: \.isAllClear)
        if cleared > 1 { all.append("\(key) was cleared \(cleared) times") }
        let steps = notices.filter { !$0.isAllClear }.map { "\($0.urgency): \($0.title)" }
        for step in Set(steps).sorted() where raised == 1 && steps.count(where: { $0 == step }) > 1 {
            all.append("\(key) was told more than once as a \(step)")
        }
        return all
    }

    private struct Message {
        let id: String
        let notices: [Notice]

        /// As the web hook gets it, or as it lies in the queue.
        init?(_ data: Data) {
            guard let outer = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] else { return nil }
            let object = outer["message"] as? [String: Any] ?? outer
            guard let id = object["id"] as? String else { return nil }
            self.id = id
            notices = (object["alerts"] as? [[String: Any]] ?? []).compactMap { alert in
                guard let key = alert["key"] as? String, let kind = alert["kind"] as? String else { return nil }
                return Notice(
                    message: id, key: key, kind: kind, urgency: alert["urgency"] as? String ?? "",
                    title: alert["title"] as? String ?? "")
            }
        }
    }
}
