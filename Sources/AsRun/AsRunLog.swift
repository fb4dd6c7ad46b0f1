import Foundation
import GRDB
import Programme
import SystemPackage

/// The as-run log: what really went out, a row for each airing.
///
/// A value around the database, good to copy. One process writes it, the conductor; others read it at the same time.
/// Every call blocks until SQLite is done: a write, until it is safe on the disk. All throw `AsRunFailure`.
package struct AsRunLog: Sendable {
    let database: any DatabaseWriter
    /// `:memory:` for one in memory.
    package let path: FilePath

    init(_ database: any DatabaseWriter, path: FilePath) { (self.database, self.path) = (database, path) }

    /// Writes an entry, in the place of the airing's earlier one.
    ///
    /// What has been found out is not lost again: a finished entry gives way neither to an unfinished nor to a `missed`
    /// one, nor does one that was on air to a `missed` one. A `missed` entry gives way to any, a `failed` one to that
    /// of another try.
    /// - Returns: whether it was written.
    @discardableResult
    package func record(_ entry: AsRunEntry) throws(AsRunFailure) -> Bool {
        try write { database in
            let earlier = try AsRunEntry.fetchOne(database, key: entry.airing)
            if let earlier, !entry.mayReplace(earlier) { return false }
            try entry.save(database)
            return true
        }
    }

    /// Entries of the airings that were planned, or really were, on air at some time in `[from, to)`, in planned order.
    package func entries(from: Date, to: Date) throws(AsRunFailure) -> [AsRunEntry] {
        guard from < to else { return [] }
        let sql = """
            SELECT * FROM airing
            WHERE plannedOnAir < :to
                AND (plannedOnAir >= :from OR max(plannedOffAir, ifnull(offAir, plannedOffAir)) > :from)
            ORDER BY plannedOnAir, airing
            """
        return try read { database in
            try AsRunEntry.fetchAll(database, sql: sql, arguments: ["from": from.rfc3339, "to": to.rfc3339])
        }
    }

    /// - Parameter airing: the airing's id.
    package func entry(airing: String) throws(AsRunFailure) -> AsRunEntry? {
        try read { try AsRunEntry.fetchOne($0, key: airing) }
    }

    /// Keeps the conductor's last sign of life, from which the next one knows what it was not there for.
    package func setLastSeen(_ instant: Date) throws(AsRunFailure) {
        try write { database in
            try database.execute(
                sql: "INSERT OR REPLACE INTO meta (key, value) VALUES ('lastSeen', ?)", arguments: [instant.rfc3339])
        }
    }

    /// `nil` if there has been no conductor yet.
    package func lastSeen() throws(AsRunFailure) -> Date? {
        let text = try read { try String.fetchOne($0, sql: "SELECT value FROM meta WHERE key = 'lastSeen'") }
        return text.flatMap { Date(rfc3339: $0)?.inMilliseconds }
    }

    private func read<Value>(_ block: (Database) throws -> Value) throws(AsRunFailure) -> Value {
        do { return try database.read(block) } catch { throw AsRunFailure(error, path: path) }
    }

    private func write<Value>(_ block: (Database) throws -> Value) throws(AsRunFailure) -> Value {
        do { return try database.write(block) } catch { throw AsRunFailure(error, path: path) }
    }
}

extension AsRunEntry {
    /// Whether the airing has had its turn: not if nobody was there, nor if it failed, or went before its time, and
    /// could still come back.
    package func hasHadItsTurn(by now: Date) -> Bool {
        guard let outcome, outcome != .missed else { return false }
        guard now < plannedOffAir, outcome == .failed || outcome == .interrupted else { return true }
        return outcome == .interrupted && interruptions.last?.to != plannedOffAir
    }

    /// Whether the log takes it in the place of the airing's earlier entry.
    package func mayReplace(_ earlier: AsRunEntry) -> Bool {
        if earlier.outcome == .missed { return true }
        if outcome == .missed { return earlier.outcome == nil && earlier.onAir == nil }
        // The plan's next choice has taken its slot.
        if earlier.outcome == .failed { return true }
        return outcome != nil || earlier.outcome == nil
    }
}
