import Foundation
import Programme
import SystemPackage

/// The last good reading of the calendar, in one JSON file that is whole at every instant.
package actor ScheduleCache {
    private let file: FilePath

    package init(file: FilePath) { self.file = file }

    /// - Returns: `nil` if there is none, or none that can be read: it is written anew at the next good reading.
    package func load() -> ScheduleReading? {
        guard let data = FileManager.default.contents(atPath: file.string) else { return nil }
        return try? FactsJSON.decode(from: data)
    }

    /// Makes the folder if need be. When this returns, the reading survives a power cut.
    /// - Throws: `ScheduleError`; what was in the cache is still there then.
    package func store(_ reading: ScheduleReading) throws {
        do {
            let folder = file.removingLastComponent()
            if !folder.isEmpty {
                try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
            }
            try DurableFile(file, permissions: [.ownerReadWrite, .groupRead, .otherRead])
                .replace(with: FactsJSON.encode(reading))
        } catch {
            throw ScheduleError(
                "the schedule could not be kept in \(file) (\(error)): "
                    + "check that the disk has room and that playout may write there")
        }
    }
}
