import Foundation

/// A programme's id, as the calendar and file names write it. Compared without regard to letter case
/// or to the Unicode form in which a file system happens to keep it.
package struct PID: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
    /// The id as it was written.
    package let text: String

    /// - Throws: `PID.Malformed`, in words for the person who wrote it.
    package init(_ text: String) throws(Malformed) {
        if let complaint = Self.complaint(about: text) { throw complaint }
        self.text = text
    }

    /// Reserved by the file-name grammar for two half hours joined in one file.
    package static let joined = "joined"
    package var isJoined: Bool { folded == Self.joined }

    /// What two ids have in common when they mean the same programme.
    package var key: String { text.precomposedStringWithCanonicalMapping.lowercased() }

    /// Strings compare by canonical equivalence, so that nothing needs composing here.
    private var folded: String { text.lowercased() }

    package static func == (a: PID, b: PID) -> Bool { a.text == b.text || a.folded == b.folded }
    package static func < (a: PID, b: PID) -> Bool { a.folded < b.folded }
    package func hash(into hasher: inout Hasher) { hasher.combine(folded) }
    package var description: String { text }

    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension PID {
    package struct Malformed: Error, Equatable, CustomStringConvertible {
        package let description: String
    }

    /// An id is part of file and folder names, so what is special in either is not in it.
    static let punctuation: Set<Character> = ["-", "_", ".", "+", "(", ")", " "]
    static let longest = 120

    private static func complaint(about text: String) -> Malformed? {
        if text.isEmpty { return Malformed(description: "the programme id is empty") }
        if text.utf8.count > longest {
            return Malformed(description: "the programme id is longer than \(longest) bytes")
        }
        if text.first == " " || text.last == " " {
            return Malformed(description: "the programme id begins or ends with a space")
        }
        guard let odd = text.first(where: { !($0.isLetter || $0.isNumber || punctuation.contains($0)) })
        else { return nil }
        // What turns the direction of writing, and the like, must not do so to whoever reads this.
        let shown = odd.unicodeScalars
            .map { $0.escaped(asASCII: [.control, .format].contains($0.properties.generalCategory)) }.joined()
        return Malformed(
            description: "the programme id contains '\(shown)'; it may have letters, digits and - _ . + ( ) or spaces")
    }
}
