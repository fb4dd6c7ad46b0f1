import Foundation

/// What a listener to the studio's mount hears.
package struct Hearing: Sendable, Hashable, Codable {
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        case sound
        /// The stream is there, and nothing is to be heard in it.
        case silent
        /// There is a connection, and nothing comes by it, or nothing that can be decoded.
        case frozen
        /// The server is there, and has no such mount.
        case missing
        /// There is no server: not found, not to be connected to, or it does not answer.
        case unreachable
        /// The server does not let us listen, or is in trouble: nothing can be said of the stream.
        case refused
    }

    package let kind: Kind
    /// When it began, by the stream's content. Of troubles that followed one another without a sound between them,
    /// when the first began.
    package let since: Date
    /// Whether the programme itself is like that: a quiet passage, a pause. `nil` if that cannot be told, because
    /// nobody has gone through the recording yet.
    package let isExpected: Bool?
    /// It was heard at the studio's own mount, and not at a relay or the like, whose troubles are its own.
    package let isOfStudio: Bool

    package init(_ kind: Kind, since: Date, isExpected: Bool? = false, isOfStudio: Bool = true) {
        (self.kind, self.since, self.isExpected) = (kind, since, isExpected)
        self.isOfStudio = isOfStudio
    }

    /// The same, heard elsewhere than at the studio.
    package var elsewhere: Hearing { Hearing(kind, since: since, isExpected: isExpected, isOfStudio: false) }

    /// Listeners are without the programme, or may be.
    package var isTrouble: Bool {
        switch kind {
        case .sound, .refused: false
        case .silent, .frozen, .missing, .unreachable: isExpected != true
        }
    }
}

extension Hearing: CustomStringConvertible {
    package var description: String {
        let note =
            switch (kind, isExpected) {
            case (.silent, true), (.frozen, true): ", as the programme is"
            case (.silent, nil), (.frozen, nil): ", as the programme may be"
            default: ""
            }
        return "\(kind.rawValue)\(note), since \(since.rfc3339)"
    }
}
