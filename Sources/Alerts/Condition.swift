import Foundation

/// How soon a person should look.
package enum Urgency: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    /// Good to know.
    case note
    /// Something will go wrong, or has, unless somebody sees to it.
    case warning
    /// The studio should be getting programme and is not, or is about to get none.
    case critical

    private var rank: Int {
        switch self {
        case .note: 0
        case .warning: 1
        case .critical: 2
        }
    }

    package static func < (a: Urgency, b: Urgency) -> Bool { a.rank < b.rank }
}

/// Something that a person should know, as it is at one instant.
package struct Condition: Sendable, Hashable, Codable {
    /// Its kind, and after a slash what it is about: `dead-air`, `missing/20261122T140000Z_breakfast`.
    package let key: String
    package let urgency: Urgency
    /// In a few plain words.
    package let title: String
    /// What it is, where, and what to do about it.
    package let detail: String
    /// The airing that it is about.
    package let airing: String?
    /// It is so until it is over, and then there is an all-clear. If not, it simply happened.
    package let lasts: Bool
    /// Seconds for which it must have been so before it is worth telling.
    package let grace: Double
    /// As it becomes more pressing this rises, and it is told anew.
    package let stage: Int
    /// How often it has happened, of what does not last.
    package let times: Int

    package init(
        key: String, urgency: Urgency, title: String, detail: String, airing: String? = nil, lasts: Bool = true,
        grace: Double = 0, stage: Int = 0, times: Int = 1
    ) {
        (self.key, self.urgency) = (key, urgency)
        // Titles and reasons come from calendars and file names, of any length.
        (self.title, self.detail) = (title.oneLine.shortened(toBytes: 300), detail.oneLine.shortened(toBytes: 2000))
        (self.airing, self.lasts, self.grace) = (airing, lasts, grace)
        (self.stage, self.times) = (stage, times)
    }

    package var kind: String { Self.kind(of: key) }

    static func kind(of key: String) -> String { String(key.prefix { $0 != "/" }) }
}
