/// A file's name as it may be printed on a terminal or a page, whatever bytes it is made of.
package enum ShownName {
    package static func of(_ name: String) -> String { of(Array(name.utf8)) }

    package static func of(_ bytes: [UInt8]) -> String {
        if let text = String(validating: bytes, as: UTF8.self) {
            return text.unicodeScalars.allSatisfy(isHarmless) ? text : escaped(text)
        }
        var shown = ""
        var rest = bytes[...]
        while let first = rest.first {
            // Valid UTF-8 is at most 4 bytes for each character; whatever does not begin one is shown as a number.
            let character = (1...4).lazy
                .filter { $0 <= rest.count }
                .compactMap { String(validating: rest.prefix($0), as: UTF8.self) }
                .first
            shown += character.map(escaped) ?? "\\x" + hexadecimal(UInt32(first))
            rest = rest.dropFirst(character?.utf8.count ?? 1)
        }
        return shown
    }

    package static func isPrintable(_ text: String) -> Bool { text.unicodeScalars.allSatisfy(isHarmless) }

    private static func escaped(_ text: String) -> String {
        text.unicodeScalars
            .map { isHarmless($0) ? String($0) : "\\u{\(hexadecimal($0.value))}" }
            .joined()
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
    }

    /// Neither moves the cursor, nor starts an escape sequence, nor turns the direction of writing.
    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (0x20..<0x7f).contains(scalar.value) }
        return switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: false
        default: true
        }
    }
}
