import GRDB
import SystemPackage

/// What the as-run log cannot do, and why. Whoever writes it goes on without: the programme is on air all the same.
package enum AsRunFailure: Error, Equatable, CustomStringConvertible {
    /// Nothing has been on air yet.
    case noLogYet(FilePath)
    case diskFull(FilePath)
    /// The file or its folder may not be written, or not be read.
    case notPermitted(FilePath, detail: String)
    /// Another process has had it to itself for longer than was waited.
    case locked(FilePath)
    case damaged(FilePath, detail: String)
    /// Written by a later version.
    case tooNew(FilePath)
    case other(FilePath, detail: String)

    package var description: String {
        switch self {
        case .noLogYet(let path):
            "there is no as-run log yet at \(path); `playout run` begins it"
        case .diskFull(let path):
            "the as-run log \(path) cannot be written: the disk is full; make room on it"
        case .notPermitted(let path, let detail):
            "the as-run log \(path) is not accessible (\(detail)); check who owns it and its folder"
        case .locked(let path):
            "the as-run log \(path) is locked by another program; end what has it open to write it"
        case .damaged(let path, let detail):
            "the as-run log \(path) is damaged (\(detail)); `playout run` moves it aside when it starts"
        case .tooNew(let path):
            "the as-run log \(path) was written by a later version of playout; use that version"
        case .other(let path, let detail):
            "the as-run log \(path) failed: \(detail)"
        }
    }

    init(_ error: any Error, path: FilePath) {
        if let failure = error as? AsRunFailure {
            self = failure
            return
        }
        guard let error = error as? DatabaseError else {
            self = .other(path, detail: "\(error)")
            return
        }
        // SQLite's own words only: GRDB's description has the values of the statement in it.
        let detail = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
        self =
            switch error.resultCode {
            case .SQLITE_FULL: .diskFull(path)
            case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN, .SQLITE_AUTH: .notPermitted(path, detail: detail)
            case .SQLITE_BUSY, .SQLITE_LOCKED: .locked(path)
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: .damaged(path, detail: detail)
            default: .other(path, detail: detail)
            }
    }
}
