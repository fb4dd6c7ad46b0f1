import Foundation
import Glibc
import Programme
import SystemPackage

// An airing that is over, and is to come back.
extension AiringFolder {
    /// Takes back that it is finished.
    /// - Returns: what has been told, and how far that is; `nil` if it was not on air yet, or cannot be written.
    func reopen(at now: Date) -> (events: [AirEvent], next: UInt64)? {
        guard let told = events(from: 0).events.putRight(at: now), (try? rewrite(told)) != nil, takeBackFinish() else {
            return nil
        }
        return (told, events(from: 0).next)
    }

    /// Whether something else lies where a recording was that failed by `instant`.
    /// - Parameter path: where it is in the library.
    func hasBeenReplaced(_ index: Int, since instant: Date, by path: FilePath) -> Bool {
        guard let new = Status(path) else { return false }
        // Whatever is written or moved there, this time cannot be copied with it.
        return new.changed > instant.timeIntervalSince1970 || hasBeenReplaced(index, by: path)
    }

    /// Whether something else lies where a recording was when it was laid ready.
    func hasBeenReplaced(_ index: Int, by path: FilePath) -> Bool {
        guard let new = Status(path), let ready = prepared(index), let old = Status(ready, followsLinks: false) else {
            return false
        }
        // A link or a copy has been made when it was laid ready.
        return old.isOwn ? new.changed > old.changed : old.identity != new.identity
    }
}

/// What a file system says of a file.
private struct Status {
    let identity: [UInt64]
    /// Seconds since 1970 of the last change of any kind.
    let changed: Double
    /// A symbolic link, or a copy for an engine whose user may not read the library.
    let isOwn: Bool

    init?(_ path: FilePath, followsLinks: Bool = true) {
        var status = stat()
        guard (followsLinks ? stat(path.string, &status) : lstat(path.string, &status)) == 0 else { return nil }
        identity = [UInt64(status.st_dev), UInt64(status.st_ino)]
        changed = Double(status.st_ctim.tv_sec) + Double(status.st_ctim.tv_nsec) / 1e9
        isOwn = status.st_mode & S_IFMT == S_IFLNK || status.st_mode & 0o777 == 0o400
    }
}

extension [AirEvent] {
    /// What a clock that was ahead has told happened when the last was told before that; `nil` if the airing was on air
    /// by no other clock.
    package func putRight(at now: Date) -> [AirEvent]? {
        guard contains(where: { $0.kind == .segment && $0.at <= now }) else { return nil }
        var last: Date?
        return map { event in
            if event.at <= now {
                last = event.at
                return event
            }
            return AirEvent(at: last ?? now, kind: event.kind, detail: event.detail, segment: event.segment)
        }
    }
}
