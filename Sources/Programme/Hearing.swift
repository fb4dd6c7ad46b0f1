import Foundation

/// What a listener to the studio's mount hears.
package struct Hearing: Sendable, Hashable, Codable {
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// Programme.
        case sound
        /// A stream of silence.
        case silent
        /// A connection over which nothing comes.
        case frozen
        /// The studio is there, and does not have the mount.
        case missing
        /// There is no getting at the studio.
        case unreachable
    }

    package var kind: Kind
    /// Since when, by the wall clock.
    package var since: Date

    package init(_ kind: Kind, since: Date) { (self.kind, self.since) = (kind, since) }
}
