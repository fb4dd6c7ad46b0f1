/// One line of `playout check`.
struct CheckFinding: Codable, Sendable, Equatable {
    let name: String
    let ok: Bool
    /// What was found.
    let detail: String
    /// What to do about it; empty if there is nothing to do.
    let remedy: String

    static func fine(_ name: String, _ detail: String) -> Self {
        .init(name: name, ok: true, detail: detail, remedy: "")
    }

    static func amiss(_ name: String, _ detail: String, remedy: String) -> Self {
        .init(name: name, ok: false, detail: detail, remedy: remedy)
    }
}
