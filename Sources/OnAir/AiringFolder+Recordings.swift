import Foundation
import Glibc
import Programme
import SystemPackage

// The recordings that an airing's engines play.
extension AiringFolder {
    /// Lays a recording ready, under a name without surprises. A hard link where that is possible: it plays on
    /// though the recording is deleted or replaced in the library.
    /// - Parameter reader: who the engine runs as, if not as ourselves; what they may not read is copied for them.
    func prepare(_ recording: FilePath, as index: Int, for reader: Account?) throws -> FilePath {
        let ready = path.appending("\(index).\(recording.extension?.lowercased() ?? "audio")")
        unlink(ready.string)
        if let reader, !reader.mayRead(recording) {
            try copy(recording, to: ready, for: reader)
        } else if access(recording.string, R_OK) != 0 {
            throw Errno(rawValue: errno)
        } else if link(recording.string, ready.string) != 0, symlink(recording.string, ready.string) != 0 {
            throw Errno(rawValue: errno)
        }
        return ready
    }

    /// A recording that is to be laid ready as a copy.
    struct Copy: Sendable {
        let index: Int
        let recording: FilePath
    }

    /// - Returns: what went wrong, by index.
    @concurrent func make(_ copies: [Copy], for reader: Account) async -> [Int: any Error] {
        var failures: [Int: any Error] = [:]
        for copy in copies {
            do {
                _ = try prepare(copy.recording, as: copy.index, for: reader)
            } catch {
                failures[copy.index] = error
            }
        }
        return failures
    }

    private func copy(_ recording: FilePath, to ready: FilePath, for reader: Account) throws {
        let partial = path.appending("copying")
        unlink(partial.string)
        try FileManager.default.copyItem(atPath: recording.string, toPath: partial.string)
        guard chown(partial.string, reader.user, reader.group) == 0, chmod(partial.string, 0o400) == 0,
            rename(partial.string, ready.string) == 0
        else { throw Errno(rawValue: errno) }
    }

    /// The recording that lies ready since an earlier engine of this airing, if it does.
    func prepared(_ index: Int) -> FilePath? {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path.string)) ?? []
        guard let ready = names.first(where: { $0.hasPrefix("\(index).") }).map({ path.appending($0) }) else {
            return nil
        }
        // A link to what is gone, from another file system.
        guard access(ready.string, F_OK) == 0 else {
            unlink(ready.string)
            return nil
        }
        return ready
    }

    /// A file that is not there, for what cannot be had.
    var nothing: FilePath { path.appending("nothing") }
}
