/// Columns of text under headings. Whatever is in the cells, it stays in them.
struct Table {
    private let headings: [String]
    private var rows: [[String]] = []

    init(_ headings: String...) { self.init(headings) }

    init(_ headings: [String]) { self.headings = headings }

    mutating func add(_ cells: String...) { add(cells) }

    mutating func add(_ cells: [String]) { rows.append(cells.map(\.printable)) }

    var isEmpty: Bool { rows.isEmpty }

    var text: String {
        let all = [headings] + rows
        let widths = headings.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            let cells = zip(row, widths).map { cell, width in cell + String(repeating: " ", count: width - cell.count) }
            return cells.joined(separator: "  ").trimmingTrailingSpaces
        }.joined(separator: "\n")
    }
}

extension String {
    /// Titles and file names come from outside: a line break or an escape in them must not move the cursor.
    var printable: String {
        unicodeScalars.map { scalar in
            scalar.properties.generalCategory == .control ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
        }.joined()
    }

    fileprivate var trimmingTrailingSpaces: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
