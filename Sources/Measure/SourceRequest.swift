/// The head of the request with which a source begins: `SOURCE /mount HTTP/1.0` and its header fields.
package struct SourceRequest: Sendable, Hashable {
    /// Its first line.
    package let line: String
    /// Names in lower case.
    package let fields: [String: String]
    /// Where the stream begins.
    package let length: Int

    /// - Returns: `nil` if the head is not complete.
    package init?(_ bytes: [UInt8]) {
        let end = Array("\r\n\r\n".utf8)
        let starts = 0..<max(0, min(bytes.count - 3, 16_384))
        guard let start = starts.first(where: { bytes[$0] == 13 && Array(bytes[$0..<$0 + 4]) == end }) else {
            return nil
        }
        let lines = String(decoding: bytes[..<start], as: UTF8.self).split(separator: "\r\n")
        guard let first = lines.first else { return nil }
        line = String(first)
        let pairs = lines.dropFirst().compactMap { line -> (String, String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (line[..<colon].lowercased(), line[line.index(after: colon)...].trimmed)
        }
        fields = Dictionary(pairs) { _, last in last }
        length = start + 4
    }
}

extension Substring {
    fileprivate var trimmed: String { String(drop { $0 == " " }) }
}
