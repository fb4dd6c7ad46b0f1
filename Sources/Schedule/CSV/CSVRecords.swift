/// A CSV file taken apart into records, each good or bad by itself.
///
/// SwiftCSV stops at the first misplaced quote and takes a quote that is never closed for a field up to the end of
/// the file. One bad line must not harm the others, so the file is split here, and SwiftCSV reads record by record.
struct CSVRecords: Sequence, IteratorProtocol {
    struct Record: Equatable {
        /// The line on which it begins, from 1.
        let line: Int
        let bytes: [UInt8]
        /// What is wrong with its quotes. Such a record is one line; the next begins on the next line.
        let complaint: String?
    }

    /// Lines that a quoted field may go on for: more than any title, so that a forgotten quote is noticed.
    static let longestField = 20

    private let bytes: [UInt8]
    private var position: Int
    private var line = 1

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    mutating func next() -> Record? {
        while position < bytes.count {
            let scan = scan()
            let record = Record(line: line, bytes: Array(bytes[position..<scan.end]), complaint: scan.complaint)
            position = scan.end
            line += scan.lines
            skipNewline()
            if !record.bytes.allSatisfy({ $0 == Self.space || $0 == Self.tab }) { return record }
        }
        return nil
    }

    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
    private static let space = UInt8(ascii: " ")
    private static let tab = UInt8(ascii: "\t")
    private static let newlines: Set<UInt8> = [0x0A, 0x0D]

    private enum Place { case beforeField, inBareField, inQuotes, afterQuote, afterField }

    private typealias Scan = (end: Int, lines: Int, complaint: String?)

    /// - Returns: where the record's last line ends, and the newlines within it.
    private func scan() -> Scan {
        var place = Place.beforeField
        var lines = 0
        for index in position..<bytes.count {
            let byte = bytes[index]
            if Self.newlines.contains(byte) {
                guard place == .inQuotes else { return (index, lines, nil) }
                lines += isSecondHalf(index) ? 0 : 1
                if lines >= Self.longestField {
                    return bad("a quoted field does not end: its closing quote is missing")
                }
                continue
            }
            switch Self.step(place, byte) {
            case .some(let next): place = next
            case .none where place == .inBareField:
                return bad("a quote stands in the middle of a field: put the field in quotes and double that one")
            case .none:
                return bad(
                    "text follows a closing quote: a quote inside a field has to be doubled, and fields are separated by "
                        + "commas, not by semicolons or tabs")
            }
        }
        return place == .inQuotes
            ? bad("a quoted field does not end: its closing quote is missing") : (bytes.count, lines, nil)
    }

    /// - Returns: `nil` where the byte must not stand.
    private static func step(_ place: Place, _ byte: UInt8) -> Place? {
        switch (place, byte) {
        case (.inQuotes, quote): .afterQuote
        case (.inQuotes, _): .inQuotes
        case (_, comma): .beforeField
        case (.beforeField, quote): .inQuotes
        case (.beforeField, space), (.beforeField, tab): .beforeField
        case (.afterQuote, quote): .inQuotes
        case (.afterQuote, space), (.afterQuote, tab), (.afterField, space), (.afterField, tab): .afterField
        case (.afterQuote, _), (.afterField, _), (.inBareField, quote): nil
        case (.beforeField, _), (.inBareField, _): .inBareField
        }
    }

    private func bad(_ complaint: String) -> Scan {
        (bytes[position...].firstIndex(where: Self.newlines.contains) ?? bytes.count, 0, complaint)
    }

    /// The line feed of a CRLF.
    private func isSecondHalf(_ index: Int) -> Bool {
        bytes[index] == 0x0A && index > position && bytes[index - 1] == 0x0D
    }

    private mutating func skipNewline() {
        guard position < bytes.count else { return }
        position += bytes[position...].starts(with: [0x0D, 0x0A]) ? 2 : 1
        line += 1
    }
}
