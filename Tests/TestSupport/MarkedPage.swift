import Foundation
import SystemPackage

/// A page of the documentation with a section that is made by measuring: between `<!-- name -->` and `<!-- /name -->`.
package struct MarkedPage: Sendable {
    package struct Missing: Error, CustomStringConvertible {
        package let description: String
    }

    private let page: FilePath
    private let opening: String
    private let closing: String

    /// - Throws: `Missing`, if the page has no such section.
    package init(_ page: FilePath, section: String) throws {
        (self.page, opening, closing) = (page, "<!-- \(section) -->", "<!-- /\(section) -->")
        _ = try parts()
    }

    /// The rest of the page stays what it is.
    package func write(_ text: String) throws {
        let (before, after) = try parts()
        let whole = before + opening + "\n" + text + "\n" + closing + after
        try Data(whole.utf8).write(to: URL(filePath: page.string), options: .atomic)
    }

    private func parts() throws -> (before: Substring, after: Substring) {
        let text = String(decoding: FileManager.default.contents(atPath: page.string) ?? Data(), as: UTF8.self)
        guard let start = text.firstRange(of: opening), let end = text.firstRange(of: closing),
            start.upperBound <= end.lowerBound
        else { throw Missing(description: "\(page) has no \(opening) … \(closing) to put the figures between") }
        return (text[..<start.lowerBound], text[end.upperBound...])
    }
}
