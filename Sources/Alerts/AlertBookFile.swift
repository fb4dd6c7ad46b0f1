import Foundation
import Programme
import SystemPackage

/// Where the book is kept, so that a conductor that is started again repeats nothing.
package struct AlertBookFile: Sendable {
    let path: FilePath

    package init(_ path: FilePath) { self.path = path }

    /// - Returns: an empty book if there is none; and what to log, if there was one that could not be read.
    package func load() -> (book: AlertBook, complaint: String?) {
        guard FileManager.default.fileExists(atPath: path.string) else { return (AlertBook(), nil) }
        do {
            let data = try Data(contentsOf: URL(filePath: path.string))
            return (try FactsJSON.decode(AlertBook.self, from: data), nil)
        } catch {
            let aside = path.string + ".damaged"
            let isAside = rename(path.string, aside) == 0
            return (
                AlertBook(),
                "\(path) cannot be read and \(isAside ? "is now \(aside)" : "stays as it is"); what lasts is told again"
            )
        }
    }

    /// - Throws: `Errno`, or what the encoder says.
    package func save(_ book: AlertBook) throws { try PrivateFile.write(FactsJSON.encode(book), to: path) }
}
