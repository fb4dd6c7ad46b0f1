/// The `PID:breakfast`, `TYPE:RECORDED` and the like that stand somewhere in a description.
struct EventTags {
    enum Keyword: String, CaseIterable { case pid, type, file, emergency, `repeat` }

    /// In their order; a tag without a value is here with an empty one.
    private(set) var values: [Keyword: [String]] = [:]

    private let text: [Unicode.Scalar]
    private let seams: Set<Int>

    init(_ plain: PlainText) {
        (text, seams) = (plain.scalars, plain.seams)
        var index = 0
        while index < text.count {
            guard isWordStart(index), let (keyword, end) = keyword(at: index) else {
                index += 1
                continue
            }
            let (value, next) = value(of: keyword, from: end)
            values[keyword, default: []].append(value)
            index = max(next, end)
        }
        // The forerunner found it within a word, too.
        if values[.pid] == nil, let pid = pidWithinWord() { values[.pid] = [pid] }
    }

    private func isWordStart(_ index: Int) -> Bool {
        index == 0 || seams.contains(index)
            || !(text[index - 1].isLetterOrDigit || "-_".unicodeScalars.contains(text[index - 1]))
    }

    /// A keyword, and after it a colon; white space may be between.
    private func keyword(at index: Int) -> (Keyword, end: Int)? {
        guard text[index].isASCIILetterOrDigit else { return nil }
        for keyword in Keyword.allCases {
            let word = keyword.rawValue.unicodeScalars
            guard index + word.count < text.count,
                zip(word, text[index...]).allSatisfy({ $0 == $1.asciiLowercased })
            else { continue }
            var end = index + word.count
            while end < text.count, text[end] == " " { end += 1 }
            if end < text.count, text[end] == ":" || text[end] == "：" { return (keyword, end + 1) }
        }
        return nil
    }

    private func pidWithinWord() -> String? {
        for index in text.indices {
            if let (keyword, end) = keyword(at: index), keyword == .pid {
                let value = value(of: .pid, from: end).value
                if !value.isEmpty { return value }
            }
        }
        return nil
    }

    // MARK: Values

    private func value(of keyword: Keyword, from start: Int) -> (value: String, end: Int) {
        switch keyword {
        case .pid, .type: word(from: start)
        case .file: rest(from: start, length: 1000)
        case .repeat: rest(from: start, length: 40)
        case .emergency: wordOnThisLine(from: start)
        }
    }

    /// The next word, be it on the next line. It ends where another tag begins.
    private func word(from start: Int) -> (value: String, end: Int) {
        var index = start
        while index < text.count, text[index].isBlank { index += 1 }
        if index < text.count, self.keyword(at: index) != nil { return ("", index) }
        let quotes: Set<Unicode.Scalar> = ["\"", "'", "“", "‘", "«", "["]
        if index < text.count, quotes.contains(text[index]) { index += 1 }
        let first = index
        while index < text.count, text[index].isInWord {
            if index > first, seams.contains(index), self.keyword(at: index) != nil { break }
            index += 1
        }
        // A full stop that ends the sentence is no part of it.
        var end = index
        while end > first, !text[end - 1].isLetterOrDigit { end -= 1 }
        return (string(first..<end), index)
    }

    private func wordOnThisLine(from start: Int) -> (value: String, end: Int) {
        var index = start
        while index < text.count, text[index] == " " { index += 1 }
        return index < text.count && text[index] != "\n" ? word(from: index) : ("", index)
    }

    /// The rest of the line, or what is in quotes; up to the next tag.
    private func rest(from start: Int, length: Int) -> (value: String, end: Int) {
        var index = start
        while index < text.count, text[index].isBlank { index += 1 }
        let first = index
        if index < text.count, text[index] == "\"",
            let end = text[(index + 1)...].prefix(length).firstIndex(where: { $0 == "\"" || $0 == "\n" }),
            text[end] == "\""
        {
            return (string((index + 1)..<end), end + 1)
        }
        while index < text.count, index - first < length, text[index] != "\n" {
            if isWordStart(index), self.keyword(at: index) != nil { break }
            index += 1
        }
        var end = index
        while end > first, text[end - 1] == " " { end -= 1 }
        return (string(first..<end), index)
    }

    private func string(_ range: Range<Int>) -> String { String(String.UnicodeScalarView(text[range])) }
}

extension Unicode.Scalar {
    fileprivate var isBlank: Bool { self == " " || self == "\n" }

    fileprivate var isInWord: Bool {
        isLetterOrDigit || properties.generalCategory.isMark || "-_.+".unicodeScalars.contains(self)
    }

    fileprivate var asciiLowercased: Unicode.Scalar {
        ("A"..."Z").contains(self) ? Unicode.Scalar(UInt8(ascii: self) + 32) : self
    }
}

extension Unicode.GeneralCategory {
    /// Accents and vowel signs that follow their letter.
    fileprivate var isMark: Bool { self == .nonspacingMark || self == .spacingMark }
}
