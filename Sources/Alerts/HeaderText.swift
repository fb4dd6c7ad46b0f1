import Foundation

/// Text in a header: RFC 2047, so that nothing in it can end the header and begin another.
enum HeaderText {
    /// Bytes of text in an encoded word, which has at most 75 characters.
    private static let bytesAtOnce = 42

    /// Printable ASCII as it is, anything else as encoded words in one line, with a space between them.
    static func encoded(_ text: String) -> String {
        let text = text.oneLine
        let isPlain = text.utf8.allSatisfy { (0x20..<0x7F).contains($0) } && !text.contains("=?")
        if isPlain { return text }
        return words(text).joined(separator: " ")
    }

    /// For mail: no line is longer than it may be.
    static func folded(_ text: String) -> String {
        let text = text.oneLine
        let isPlain = text.utf8.allSatisfy { (0x20..<0x7F).contains($0) } && !text.contains("=?")
        if isPlain, text.utf8.count <= 60 { return text }
        return words(text).joined(separator: "\r\n ")
    }

    /// A word never ends within a character.
    private static func words(_ text: String) -> [String] {
        var parts: [[UInt8]] = [[]]
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if parts[parts.count - 1].count + bytes.count > bytesAtOnce { parts.append([]) }
            parts[parts.count - 1] += bytes
        }
        return parts.map { "=?UTF-8?B?\(Data($0).base64EncodedString())?=" }
    }
}
