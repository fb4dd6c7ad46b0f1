import Foundation
import GRDB
import GRDBSQLite
import SystemPackage

extension AsRunLog {
    /// Seconds that a call waits for another process that has the database locked.
    package static let patience = 5.0

    /// In memory, for tests.
    package static func inMemory() throws(AsRunFailure) -> AsRunLog {
        let path: FilePath = ":memory:"
        do {
            let queue = try DatabaseQueue()
            try AsRunSchema.migrator.migrate(queue)
            return AsRunLog(queue, path: path)
        } catch {
            throw AsRunFailure(error, path: path)
        }
    }

    /// Opens the log to write it, and begins it if there is none.
    package init(path: FilePath, patience: Double = patience) throws(AsRunFailure) {
        do {
            var configuration = Configuration()
            configuration.label = "as-run log"
            configuration.busyMode = .timeout(patience)
            configuration.journalMode = .wal
            configuration.prepareDatabase { try Self.keepCompanions($0) }
            let queue = try DatabaseQueue(path: path.string, configuration: configuration)
            // GRDB leaves it at NORMAL, with which a power cut loses the last commits.
            try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            try Self.check(queue, path: path)
            try AsRunSchema.migrator.migrate(queue)
            self.init(queue, path: path)
        } catch {
            throw AsRunFailure(error, path: path)
        }
    }

    /// Opens the log to write it. One that is damaged is moved aside, for a person to look at, and another is begun.
    /// - Parameters:
    ///   - now: what the damaged one is named after.
    ///   - patience: seconds to wait for another process that has it locked, at this and at each call.
    /// - Returns: the log, and what a person should know about it.
    package static func open(
        path: FilePath, now: Date, patience: Double = patience
    ) throws(AsRunFailure) -> (log: AsRunLog, notice: String?) {
        do {
            return (try AsRunLog(path: path, patience: patience), nil)
        } catch .damaged(_, let detail) {
            let aside = try moveAside(path, now: now)
            let log = try AsRunLog(path: path, patience: patience)
            return (log, "the as-run log \(path) was damaged (\(detail)); it is now \(aside), and a new one is begun")
        }
    }

    /// Opens the log to read it only, as any user who may read its files, whether or not the conductor is running.
    package static func reading(path: FilePath) throws(AsRunFailure) -> AsRunLog {
        guard access(path.string, F_OK) == 0 || errno != ENOENT else { throw .noLogYet(path) }
        do {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(patience)
            let queue = try DatabaseQueue(path: path.string, configuration: configuration)
            try queue.read { database in
                if try AsRunSchema.migrator.hasBeenSuperseded(database) { throw AsRunFailure.tooNew(path) }
                // A conductor is beginning it at this moment. One of an earlier version has fewer columns.
                if try AsRunSchema.migrator.appliedMigrations(database).isEmpty { throw AsRunFailure.noLogYet(path) }
            }
            return AsRunLog(queue, path: path)
        } catch {
            throw AsRunFailure(error, path: path)
        }
    }

    private static func check(_ queue: DatabaseQueue, path: FilePath) throws {
        try queue.read { database in
            let verdict = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
            guard verdict == "ok" else { throw AsRunFailure.damaged(path, detail: verdict ?? "unreadable") }
            if try AsRunSchema.migrator.hasBeenSuperseded(database) { throw AsRunFailure.tooNew(path) }
        }
    }

    /// SQLite would delete the `-wal` and `-shm` files at a clean end, and whoever may read the log but not write its
    /// folder could not open it any more.
    private static func keepCompanions(_ database: Database) throws {
        var on: CInt = 1
        let code = sqlite3_file_control(database.sqliteConnection, nil, SQLITE_FCNTL_PERSIST_WAL, &on)
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }

    /// With its companions, which would otherwise be taken for the new one's.
    private static func moveAside(_ path: FilePath, now: Date) throws(AsRunFailure) -> FilePath {
        let time = now.formatted(
            .iso8601.year().month().day().dateSeparator(.omitted)
                .time(includingFractionalSeconds: false).timeSeparator(.omitted).timeZone(separator: .omitted))
        let stem = path.stem ?? "asrun"
        let aside = path.removingLastComponent().appending("\(stem)-damaged-\(time).sqlite")
        for companion in ["-wal", "-shm", ""] where access(path.string + companion, F_OK) == 0 {
            guard rename(path.string + companion, aside.string + companion) == 0 else {
                throw .notPermitted(path, detail: "it is damaged and cannot be moved aside: \(Errno(rawValue: errno))")
            }
        }
        return aside
    }
}
