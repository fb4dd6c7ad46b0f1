import SystemPackage
import Yams

extension Section {
    /// Text as it stands there, whatever YAML would take it for: a station may be called `105` or `No`.
    /// - Parameter isSecret: its value is in no message.
    func text(
        _ key: String, expected: String = "text", required: Bool = false, isSecret: Bool = false,
        complaint: (String) -> String? = { _ in nil }
    ) -> String? {
        guard let scalar = scalar(key, expected: expected, required: required) else { return nil }
        let text = scalar.string
        if text.isEmpty {
            complain("expected \(expected), found an empty text", about: key)
        } else if !isSecret, text.hasControlCharacter {
            complain("expected \(expected), found a line break or another control character", about: key)
        } else if let complaint = complaint(text) {
            complain(complaint, about: key)
        } else {
            return text
        }
        return nil
    }

    /// A whole number in decimal digits: YAML's `0100` (64), `12:30` (750) and `1_000` are nobody's intention.
    func whole(_ key: String, in range: ClosedRange<Int>, required: Bool = false) -> Int? {
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return plain(key, expected: expected, required: required) { text in
            text.wholeMatch(of: /-?(0|[1-9][0-9]*)/).flatMap { Int($0.0) }.flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// Decimal digits, with a point if need be.
    func number(_ key: String, in range: ClosedRange<Double>, unit: String, required: Bool = false) -> Double? {
        let expected = "a number of \(unit) from \(range.lowerBound.plain) to \(range.upperBound.plain)"
        return plain(key, expected: expected, required: required) { text in
            text.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?/)
                .flatMap { Double($0.0) }.flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// `true` or `false` only: YAML's other words for them are also words, and Norway.
    func flag(_ key: String) -> Bool? {
        plain(key, expected: "true or false") { Bool($0) }
    }

    func choice<Choice: RawRepresentable<String> & CaseIterable>(_ key: String) -> Choice? {
        let words = Choice.allCases.map(\.rawValue)
        let expected = "one of \(words.joined(separator: ", "))"
        guard let text = text(key, expected: expected) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        let hint = text.nearest(among: words).map { "; did you mean '\($0)'?" } ?? ""
        complain("expected \(expected), found \(text.quotedForMessage)\(hint)", about: key)
        return nil
    }

    /// A path, made absolute by way of the file's folder.
    func path(_ key: String, in folder: FilePath, expected: String, required: Bool = false) -> FilePath? {
        let text = text(key, expected: expected, required: required) { text in
            if text.contains("://") { return "expected \(expected), found the URL \(text.quotedForMessage)" }
            if text.hasPrefix("~") {
                return "expected \(expected), found \(text.quotedForMessage); write the home folder's path out"
            }
            return nil
        }
        return text.map { folder.pushing(FilePath($0)).lexicallyNormalized() }
    }

    private func plain<Value>(
        _ key: String, expected: String, required: Bool = false, parse: (String) -> Value?
    ) -> Value? {
        guard let scalar = scalar(key, expected: expected, required: required) else { return nil }
        guard scalar.style == .plain else {
            complain("expected \(expected), found text in quotes; take the quotes away", about: key)
            return nil
        }
        guard let value = parse(scalar.string) else {
            complain("expected \(expected), found \(scalar.string.quotedForMessage)", about: key)
            return nil
        }
        return value
    }
}

extension Double {
    /// Without the `.0` of a whole number.
    fileprivate var plain: String { self == rounded() ? String(Int(self)) : String(self) }
}
