/// A calendar's text as a person reads it: of HTML, the text between the tags.
///
/// Calendars keep descriptions as plain text, as HTML, or as text with some HTML in it; which of them, they do not
/// say. So only what has the shape of a tag or of an entity is taken for one.
struct PlainText {
    /// Line breaks are `\n`, other white space is a space, and what cannot be seen is left out.
    private(set) var scalars: [Unicode.Scalar] = []
    /// Where in `scalars` a tag was. It takes no room, and yet a word may begin there.
    private(set) var seams: Set<Int> = []

    /// UTF-8 bytes of a description that are looked at.
    static let longest = 64 << 10

    init(_ text: String) {
        // Twice: what has been through two calendars may have been escaped by both.
        let once = Self.decoded(Array(text.unicodeScalars.prefix(Self.longest)))
        let source = Self.decoded(once)
        let lastComment = Self.lastComment(source)
        var index = 0
        while index < source.count {
            if source[index] == "<", let end = Self.comment(source, at: index, before: lastComment) {
                seams.insert(scalars.count)
                index = end
            } else if source[index] == "<", let tag = Self.tag(source, at: index) {
                if tag.breaksLine { scalars.append("\n") }
                seams.insert(scalars.count)
                index = tag.end
            } else {
                if let scalar = Self.plain(source[index]) { scalars.append(scalar) }
                index += 1
            }
        }
    }

    /// - Returns: `nil` for what cannot be seen.
    private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.properties.generalCategory {
        case .lineSeparator, .paragraphSeparator: "\n"
        case .spaceSeparator: " "
        case .control: scalar == "\n" || scalar == "\r" || scalar == "\u{85}" ? "\n" : " "
        case .format: nil
        default: scalar
        }
    }

    // MARK: Tags

    private static let lineBreaks: Set<String> = [
        "br", "p", "div", "li", "ul", "ol", "tr", "td", "th", "table", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "pre",
        "blockquote", "section", "article",
    ]

    /// `<!-- … -->`, which nobody sees.
    private static func comment(_ source: [Unicode.Scalar], at start: Int, before last: Int) -> Int? {
        guard start < last, source[start...].starts(with: "<!--".unicodeScalars) else { return nil }
        return (start + 4...max(start + 4, last)).first { source[$0...].starts(with: "-->".unicodeScalars) }.map {
            $0 + 3
        }
    }

    /// Where the last of them ends: none is looked for beyond.
    private static func lastComment(_ source: [Unicode.Scalar]) -> Int {
        source.indices.last { source[$0] == "-" && source[$0...].starts(with: "-->".unicodeScalars) } ?? -1
    }

    /// - Returns: `nil` where it is a `<` like any other: `a < b`, `<PID:x>`, `<https://…>`.
    private static func tag(_ source: [Unicode.Scalar], at start: Int) -> (end: Int, breaksLine: Bool)? {
        var index = start + 1
        if index < source.count, source[index] == "/" { index += 1 }
        var name = ""
        while index < source.count, name.utf8.count < 12, source[index].isASCIILetterOrDigit {
            name.unicodeScalars.append(source[index])
            index += 1
        }
        guard index < source.count, name.first?.isLetter == true, " \t\n\r/>".unicodeScalars.contains(source[index])
        else { return nil }
        while index < source.count, source[index] != ">" {
            if source[index] == "<" { return nil }
            index += 1
        }
        guard index < source.count else { return nil }
        return (index + 1, lineBreaks.contains(name.lowercased()))
    }

    // MARK: Entities

    private static let names: [String: Unicode.Scalar] = [
        "nbsp": " ", "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "colon": ":", "ensp": " ",
        "emsp": " ", "thinsp": " ", "newline": "\n", "tab": " ", "shy": "\u{AD}", "zwnj": "\u{200C}",
        "hyphen": "-", "dash": "-", "ndash": "–", "lowbar": "_", "period": ".", "plus": "+",
    ]

    private static func decoded(_ source: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard source.contains("&") else { return source }
        var (result, index): ([Unicode.Scalar], Int) = ([], 0)
        while index < source.count {
            if source[index] == "&", let (scalar, end) = entity(source, at: index) {
                result.append(scalar)
                index = end
            } else {
                result.append(source[index])
                index += 1
            }
        }
        return result
    }

    /// `&nbsp;`, `&#160;` or `&#xA0;`
    private static func entity(_ source: [Unicode.Scalar], at start: Int) -> (Unicode.Scalar, end: Int)? {
        let longest = 10
        guard let length = source[(start + 1)...].prefix(longest).firstIndex(of: ";").map({ $0 - start - 1 }),
            length > 0
        else { return nil }
        let name = String(String.UnicodeScalarView(source[(start + 1)..<(start + 1 + length)])).lowercased()
        let scalar: Unicode.Scalar?
        if name.hasPrefix("#x") {
            scalar = UInt32(name.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init)
        } else if name.hasPrefix("#") {
            scalar = UInt32(name.dropFirst()).flatMap(Unicode.Scalar.init)
        } else {
            scalar = names[name]
        }
        return scalar.map { ($0, start + length + 2) }
    }
}

extension Unicode.Scalar {
    var isASCIILetterOrDigit: Bool {
        switch self {
        case "a"..."z", "A"..."Z", "0"..."9": true
        default: false
        }
    }

    /// Of whatever script.
    var isLetterOrDigit: Bool { properties.isAlphabetic || properties.numericType != nil || isASCIILetterOrDigit }
}
