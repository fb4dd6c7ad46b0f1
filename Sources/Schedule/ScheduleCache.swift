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
            try replace(with: FactsJSON.encode(reading))
        } catch {
            throw ScheduleError(
                "the schedule could not be kept in \(file) (\(error)): "
                    + "check that the disk has room and that playout may write there")
        }
    }

    private func replace(with data: Data) throws {
        let folder = file.removingLastComponent()
        // In the same folder, to be in the same file system; by process, because two of them may store at once.
        let temporary = folder.appending(".\(file.lastComponent?.string ?? "schedule").\(getpid()).tmp")
        do {
            let descriptor = try FileDescriptor.open(
                temporary, .writeOnly, options: [.create, .truncate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
            try descriptor.closeAfter {
                try descriptor.writeAll(data)
                guard fsync(descriptor.rawValue) == 0 else { throw Errno(rawValue: errno) }
            }
            guard rename(temporary.string, file.string) == 0 else { throw Errno(rawValue: errno) }
        } catch {
            unlink(temporary.string)
            throw error
        }
        // The rename, too, should survive; where a folder cannot be opened for it, the file system sees to it.
        let parent = folder.isEmpty ? FilePath(".") : folder
        guard let descriptor = try? FileDescriptor.open(parent, .readOnly, options: [.directory, .closeOnExec])
        else { return }
        try? descriptor.closeAfter { _ = fsync(descriptor.rawValue) }
    }
}
