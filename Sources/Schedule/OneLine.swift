/// A calendar's text as it may be printed, logged and sent as a title: on one line, and nothing but text.
package enum OneLine {
    /// Bytes of UTF-8; a title that is longer is cut.
    static let longest = 500

    package static func of(_ text: String) -> String {
        let harmless = text.unicodeScalars.map { isHarmless($0) ? $0 : " " }
        let words = String(String.UnicodeScalarView(harmless)).split(separator: " ")
        let line = words.joined(separator: " ")
        if line.utf8.count <= longest { return line }
        return String(decoding: line.utf8.prefix(longest - 8), as: UTF8.self).filter { $0 != "\u{FFFD}" } + "…"
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: false
        // Joiners make emoji and some scripts; the others turn the direction of writing or cannot be seen.
        case .format: scalar == "\u{200D}" || scalar == "\u{200C}"
        default: true
        }
    }
}
