import Foundation
import Synchronization
import Testing

/// The table of awkward recordings in docs/preflight.md.
final class CorpusPage: Sendable {
    private static let end = "<!-- /corpus -->"
    private let file: URL
    private let turn = Mutex(())
    /// Its rows are written, and not compared.
    let isWritten = ProcessInfo.processInfo.environment["PLAYOUT_CORPUS"] == "write"

    init(filePath: String = #filePath) {
        var root = URL(filePath: filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        file = root.appending(path: "docs/preflight.md")
    }

    func row(_ cells: String...) throws {
        let row = "| " + cells.map { $0.isEmpty ? "–" : $0 }.joined(separator: " | ") + " |"
        try turn.withLock { _ in
            var lines = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
            guard isWritten else {
                #expect(lines.contains(row), "docs/preflight.md says something else; `make corpus` writes it anew")
                return
            }
            if let index = lines.firstIndex(where: { $0.hasPrefix("| \(cells[0]) |") }) {
                lines[index] = row
            } else {
                lines.insert(row, at: try #require(lines.firstIndex(of: Self.end)))
            }
            try Data(lines.joined(separator: "\n").utf8).write(to: file, options: .atomic)
        }
    }
}
