import Foundation

/// What is between `<!-- figures -->` and `<!-- /figures -->` in a page.
struct MarkedSection: Sendable {
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    private static let opening = "<!-- figures -->"
    private static let closing = "<!-- /figures -->"

    private let file: String

    /// - Throws: `Missing`, before anything is measured in vain.
    init(of file: String) throws {
        self.file = file
        _ = try Self.parts(of: file)
    }

    func replace(with text: String) throws {
        let (before, after) = try Self.parts(of: file)
        let page = before + Self.opening + "\n" + text + "\n" + Self.closing + after
        try Data(page.utf8).write(to: URL(filePath: file), options: .atomic)
    }

    private static func parts(of file: String) throws -> (before: Substring, after: Substring) {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw Missing(description: "\(file) cannot be read")
        }
        let page = String(decoding: data, as: UTF8.self)
        guard let start = page.firstRange(of: opening), let end = page.firstRange(of: closing),
            start.upperBound <= end.lowerBound
        else { throw Missing(description: "\(file) has no \(opening) … \(closing) to put the table between") }
        return (page[..<start.lowerBound], page[end.upperBound...])
    }
}
