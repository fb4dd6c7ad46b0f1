import Foundation
import Plan
import Programme
import Schedule
import SystemPackage

/// Where it is kept which recordings came late, so that a conductor that is started again has them at the same instants.
struct ArrivalsFile: Sendable {
    private let path: FilePath

    init(_ path: FilePath) { self.path = path }

    /// Without it, or with one that cannot be read, what came late is joined where it would be.
    func load() -> Arrivals {
        guard let data = FileManager.default.contents(atPath: path.string),
            let starts: [String: Date] = try? FactsJSON.decode(from: data)
        else { return Arrivals() }
        return Arrivals(starts: starts)
    }

    /// - Throws: `Errno`, or what the encoder says.
    func save(_ arrivals: Arrivals) throws {
        try DurableFile(
            path, permissions: [.ownerReadWrite, .groupRead, .otherRead]
        ).replace(with: FactsJSON.encode(arrivals.starts, pretty: true))
    }
}
