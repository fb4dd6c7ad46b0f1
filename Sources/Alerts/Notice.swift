import Foundation

/// One thing to tell a person, once.
package struct Notice: Sendable, Hashable, Codable {
    package enum Kind: String, Sendable, Hashable, Codable {
        /// It has begun.
        case raised
        /// It was over, an all-clear was told, and it is back.
        case again
        /// It has become more pressing.
        case worse
        /// It happened, and does not last.
        case happened
        /// The all-clear.
        case cleared
    }

    /// No other notice of this station has it.
    package let id: String
    package let kind: Kind
    /// As it was last.
    package let condition: Condition
    package let at: Date
    /// When it began.
    package let since: Date
    /// Of an all-clear: since when it has been over.
    package let overSince: Date?
    /// Of an all-clear: how often it went away, if it came back, and when it first did.
    package let timesAway: Int
    package let firstAway: Date?
}
