/// The `PID:breakfast`, `TYPE:RECORDED` and the like that stand somewhere in a description.
struct EventTags {
    enum Keyword: String, CaseIterable { case pid, type, file, emergency, `repeat` }

    /// In their order; a tag without a value is here with an empty one.
    private(set) var values: [Keyword: [String]] = [:]

    /// What was most likely meant as `TYPE:RECORDED`, where there is no `TYPE:`.
    private(set) var mistyped: String?

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
        if values[.type] == nil { mistyped = mistypedType() }
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
            while end < text.count, text[end].isBlank { end += 1 }
            if end < text.count, text[end] == ":" || text[end] == "：" { return (keyword, end + 1) }
        }
        return nil
    }

    /// `TYPE=RECORDED`, `TYP:RECORDED`, `TYPE RECORDED` and the like.
    private func mistypedType() -> String? {
        let recorded = Array("recorded".unicodeScalars)
        for start in text.indices where "tT".unicodeScalars.contains(text[start]) && isWordStart(start) {
            var index = start
            while index < text.count, index - start < 7, text[index].isASCIILetterOrDigit { index += 1 }
            let word = String(String.UnicodeScalarView(text[start..<index])).lowercased()
            let afterWord = index
            while index < text.count, index - afterWord < 8, " =:;.-–".unicodeScalars.contains(text[index]) {
                index += 1
            }
            let sign = text[afterWord..<index].contains { $0 != " " }
            let isMeant = word == "type" && text[afterWord..<index].contains("=")
            let isRecorded = text[index...].prefix(recorded.count).map(\.asciiLowercased) == recorded
            if isMeant || isRecorded && (sign && word.count > 1 && word.count < 7 || Self.typos.contains(word)) {
                return value(upTo: " \n", from: start, through: index)
            }
        }
        return nil
    }

    private static let typos: Set<String> = ["type", "typ", "tpye", "tyep", "tipe"]

    // MARK: Values

    private func value(of keyword: Keyword, from start: Int) -> (value: String, end: Int) {
        switch keyword {
        case .pid: quoted(from: start) ?? word(from: start) { !$0.isBlank }
        case .type: word(from: start, while: \.isInWord)
        case .file: rest(from: start, length: 1000)
        case .repeat: rest(from: start, length: 40)
        case .emergency: wordOnThisLine(from: start)
        }
    }

    /// The next word, be it on the next line, without what is round it. It ends where another tag begins.
    private func word(
        from start: Int, while isPart: (Unicode.Scalar) -> Bool
    ) -> (value: String, end: Int) {
        var first = start
        if first < text.count, self.keyword(at: first) != nil { return ("", first) }
        while first < text.count, text[first].isBlank || text[first].opens {
            first += 1
            if first < text.count, isWordStart(first), self.keyword(at: first) != nil { return ("", first) }
        }
        var index = first
        while index < text.count, isPart(text[index]) {
            let mayBegin = seams.contains(index) || !text[index - 1].isInWord
            if index > first, mayBegin, self.keyword(at: index) != nil { break }
            index += 1
        }
        var end = index
        while end > first, text[end - 1].closes, !isPair(first..<end) { end -= 1 }
        return (string(first..<end), index)
    }

    /// `PID:"late night"`, on one line.
    private func quoted(from start: Int) -> (value: String, end: Int)? {
        var first = start
        while first < text.count, text[first].isBlank { first += 1 }
        guard first < text.count, let close = Self.quotes[text[first]],
            let end = text[(first + 1)...].prefix(Self.longestQuote).firstIndex(where: { $0 == close || $0 == "\n" }),
            text[end] == close, end > first + 1
        else { return nil }
        return (string((first + 1)..<end), end + 1)
    }

    private static let quotes: [Unicode.Scalar: Unicode.Scalar] = ["\"": "\"", "“": "”", "„": "“", "«": "»", "»": "«"]
    private static let longestQuote = 200

    /// `late(night)` ends with a parenthesis of its own.
    private func isPair(_ range: Range<Int>) -> Bool { text[range.upperBound - 1] == ")" && text[range].contains("(") }

    private func wordOnThisLine(from start: Int) -> (value: String, end: Int) {
        var index = start
        while index < text.count, text[index] == " " { index += 1 }
        guard index < text.count, text[index] != "\n" else { return ("", index) }
        let (value, end) = word(from: index) { !$0.isBlank }
        // Brackets may be round the whole tag, but exclamation marks are meant to say something.
        let isOdd = value.isEmpty && text[index..<end].contains { "!?~|*…".unicodeScalars.contains($0) }
        return (isOdd ? string(index..<end) : value, end)
    }

    private func value(upTo stops: String, from start: Int, through least: Int) -> String {
        let stop = text[least...].prefix(40).firstIndex { stops.unicodeScalars.contains($0) }
        return string(start..<(stop ?? min(text.count, least + 40)))
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

    /// What may be before a value and is no part of it.
    fileprivate var opens: Bool { "\"'“‘„‚«‹[(<*`:：".unicodeScalars.contains(self) }

    /// What ends a sentence, or what the value is in, and is no part of it.
    fileprivate var closes: Bool { ".,;:!?\"'”’“‘»›])}>*`|~…、。，；".unicodeScalars.contains(self) }

    fileprivate var asciiLowercased: Unicode.Scalar {
        ("A"..."Z").contains(self) ? Unicode.Scalar(UInt8(ascii: self) + 32) : self
    }
}

extension Unicode.GeneralCategory {
    /// Accents and vowel signs that follow their letter.
    fileprivate var isMark: Bool { self == .nonspacingMark || self == .spacingMark }
}
