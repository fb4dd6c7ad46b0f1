import Foundation
import GRDB
import Programme
import SystemPackage
import Testing

@testable import AsRun

@Suite("The file of the as-run log")
struct FileTests {
    /// As it lies on the disk at this instant, for a process that starts after the power was cut.
    private func copy(_ folder: TemporaryFolder, alsoIndex: Bool = false) throws -> TemporaryFolder {
        let copy = try TemporaryFolder()
        for name in try folder.names where alsoIndex || !name.hasSuffix("-shm") {
            try FileManager.default.copyItem(
                atPath: folder.path.appending(name).string, toPath: copy.path.appending(name).string)
        }
        return copy
    }

    @Test("survives its process, and is opened again")
    func reopened() throws {
        let folder = try TemporaryFolder()
        try AsRunLog(path: folder.log).record(entry())
        #expect(try AsRunLog(path: folder.log).entries(from: start, to: start + 1).count == 1)
    }

    @Test("is on the disk in full before a call returns: write-ahead log, synchronous FULL")
    func durable() throws {
        let folder = try TemporaryFolder()
        let log = try AsRunLog(path: folder.log)
        let (mode, synchronous) = try log.database.read {
            (try String.fetchOne($0, sql: "PRAGMA journal_mode"), try Int.fetchOne($0, sql: "PRAGMA synchronous"))
        }
        #expect(mode == "wal")
        #expect(synchronous == 2)
    }

    @Test("has lost nothing that was recorded when the machine dies", arguments: 1...5)
    func crash(count: Int) throws {
        let folder = try TemporaryFolder()
        let log = try AsRunLog(path: folder.log)
        for index in 0..<count { try log.record(entry(pid: "p\(index)")) }
        let dead = try copy(folder)
        #expect(try AsRunLog(path: dead.log).entries(from: start, to: start + 1).count == count)
        let withIndex = try copy(folder, alsoIndex: true)
        #expect(try AsRunLog.reading(path: withIndex.log).entries(from: start, to: start + 1).count == count)
        let withoutIndex = try copy(folder)
        #expect(try AsRunLog.reading(path: withoutIndex.log).entries(from: start, to: start + 1).count == count)
    }

    @Test("loses the unfinished write only, where the machine dies in the middle of it", arguments: [1, 100, 4000])
    func tornWrite(bytes: Int) throws {
        let folder = try TemporaryFolder()
        let log = try AsRunLog(path: folder.log)
        try log.record(entry(pid: "first"))
        try log.record(entry(pid: "second"))
        let dead = try copy(folder)
        let wal = dead.path.appending("asrun.sqlite-wal").string
        let whole = try Data(contentsOf: URL(filePath: wal))
        try whole.dropLast(bytes).write(to: URL(filePath: wal))
        let (after, notice) = try AsRunLog.open(path: dead.log, now: start)
        #expect(notice == nil)
        #expect(try after.entries(from: start, to: start + 1).map(\.pid.text) == ["first"])
        try after.record(entry(pid: "third"))
        #expect(try after.entries(from: start, to: start + 1).count == 2)
    }

    @Test("is read while the conductor writes it, and after it has ended")
    func readers() throws {
        let folder = try TemporaryFolder()
        var writer: AsRunLog? = try AsRunLog(path: folder.log)
        try writer?.record(entry(pid: "first"))
        let reader = try AsRunLog.reading(path: folder.log)
        #expect(try reader.entries(from: start, to: start + 1).count == 1)
        try writer?.record(entry(pid: "second"))
        #expect(try reader.entries(from: start, to: start + 1).count == 2)
        writer = nil
        #expect(try reader.entries(from: start, to: start + 1).count == 2)
        #expect(try AsRunLog.reading(path: folder.log).entries(from: start, to: start + 1).count == 2)
    }

    @Test("is read by who may write neither it nor its folder", arguments: [true, false])
    func readOnly(whileWritten: Bool) throws {
        let folder = try TemporaryFolder()
        var writer: AsRunLog? = try AsRunLog(path: folder.log)
        try writer?.record(entry())
        if !whileWritten { writer = nil }
        #expect(try folder.names == ["asrun.sqlite", "asrun.sqlite-shm", "asrun.sqlite-wal"])
        for name in try folder.names { try folder.setMode(0o444, of: name) }
        try folder.setMode(0o555)
        let reader = try AsRunLog.reading(path: folder.log)
        #expect(try reader.entries(from: start, to: start + 1).count == 1)
        withExtendedLifetime(writer) {}
    }

    @Test("cannot be written through a reader")
    func readerWrites() throws {
        let folder = try TemporaryFolder()
        _ = try AsRunLog(path: folder.log)
        let reader = try AsRunLog.reading(path: folder.log)
        let failure = #expect(throws: AsRunFailure.self) { try reader.record(entry()) }
        guard case .notPermitted = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test("that is not there yet is said to be so, and is not made by reading")
    func noneYet() throws {
        let folder = try TemporaryFolder()
        #expect(throws: AsRunFailure.noLogYet(folder.log)) { try AsRunLog.reading(path: folder.log) }
        #expect(try folder.names == [])
        #expect(throws: AsRunFailure.noLogYet("/nowhere/asrun.sqlite")) {
            try AsRunLog.reading(path: "/nowhere/asrun.sqlite")
        }
        try Data().write(to: URL(filePath: folder.log.string))
        #expect(throws: AsRunFailure.noLogYet(folder.log)) { try AsRunLog.reading(path: folder.log) }
        #expect(
            AsRunFailure.noLogYet("/s/asrun.sqlite").description
                == "there is no as-run log yet at /s/asrun.sqlite; `playout run` begins it")
    }

    @Test("on a full disk is an error by name, after which the log goes on")
    func diskFull() throws {
        let folder = try TemporaryFolder()
        let log = try AsRunLog(path: folder.log)
        try log.record(entry(pid: "first"))
        try log.database.writeWithoutTransaction { database in
            let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(pages)")
        }
        var large = try entry(pid: "second")
        large.title = String(repeating: "x", count: 100_000)
        #expect(throws: AsRunFailure.diskFull(folder.log)) { try log.record(large) }
        try log.database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 100000") }
        try log.record(large)
        #expect(try log.entries(from: start, to: start + 1).count == 2)
    }

    @Test("that another process has locked is an error by name, for which nobody waits longer than asked")
    func locked() throws {
        let folder = try TemporaryFolder()
        let other = try AsRunLog(path: folder.log)
        let log = try AsRunLog(path: folder.log, patience: 0.1)
        try other.database.write { _ in
            let began = ContinuousClock.now
            #expect(throws: AsRunFailure.locked(folder.log)) { try log.record(entry()) }
            #expect(ContinuousClock.now - began < .seconds(AsRunLog.patience))
        }
        #expect(try log.record(entry()))
    }

    @Test("in a folder that is not there, or that may not be written, is an error by name")
    func notPermitted() throws {
        let folder = try TemporaryFolder()
        var paths: [FilePath] = ["/nowhere/at/all/asrun.sqlite", folder.path]
        if !isRoot {
            try folder.setMode(0o555)
            paths.append(folder.log)
        }
        for path in paths {
            let failure = #expect(throws: AsRunFailure.self) { try AsRunLog.open(path: path, now: start) }
            guard case .notPermitted(path, _) = failure else {
                Issue.record("\(path): \(String(describing: failure))")
                continue
            }
        }
    }

    @Test("that is no database is moved aside, and another begun")
    func notADatabase() throws {
        let folder = try TemporaryFolder()
        let rubbish = Data(String(repeating: "rubbish ", count: 1000).utf8)
        try rubbish.write(to: URL(filePath: folder.log.string))
        let failure = #expect(throws: AsRunFailure.self) { try AsRunLog.reading(path: folder.log) }
        guard case .damaged = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        let (log, notice) = try AsRunLog.open(path: folder.log, now: start)
        let aside = folder.path.appending("asrun-damaged-20261122T140000Z.sqlite")
        #expect(
            notice == "the as-run log \(folder.log) was damaged (file is not a database); it is now \(aside), and a "
                + "new one is begun")
        #expect(try Data(contentsOf: URL(filePath: aside.string)) == rubbish)
        #expect(try log.record(entry()))
    }

    @Test("with a page overwritten is found damaged when it is opened, moved aside with its companions, and begun anew")
    func corrupt() throws {
        let folder = try TemporaryFolder()
        do {
            let log = try AsRunLog(path: folder.log)
            for index in 0..<200 { try log.record(entry(pid: "p\(index)")) }
            try log.database.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        }
        var bytes = try Data(contentsOf: URL(filePath: folder.log.string))
        for offset in bytes.indices.dropFirst(2 * 4096) { bytes[offset] = 0xA5 }
        try bytes.write(to: URL(filePath: folder.log.string))
        #expect(throws: AsRunFailure.self) { try AsRunLog(path: folder.log) }
        let (log, notice) = try AsRunLog.open(path: folder.log, now: start)
        #expect(notice != nil)
        #expect(try log.entries(from: .distantPast, to: .distantFuture) == [])
        let aside = try folder.names.filter { $0.hasPrefix("asrun-damaged-20261122T140000Z.sqlite") }
        #expect(aside.contains("asrun-damaged-20261122T140000Z.sqlite"))
        #expect(try AsRunLog.open(path: folder.log, now: start).notice == nil)
    }

    @Test("that a later version has written is left alone")
    func tooNew() throws {
        let folder = try TemporaryFolder()
        do {
            let log = try AsRunLog(path: folder.log)
            try log.record(entry())
            try log.database.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 of the future')") }
        }
        #expect(throws: AsRunFailure.tooNew(folder.log)) { try AsRunLog.open(path: folder.log, now: start) }
        #expect(throws: AsRunFailure.tooNew(folder.log)) { try AsRunLog.reading(path: folder.log) }
    }

    @Test("has the tables of this version after its migrations, once and again")
    func migrations() throws {
        let folder = try TemporaryFolder()
        for _ in 1...2 {
            let log = try AsRunLog(path: folder.log)
            let columns = try log.database.read { try $0.columns(in: "airing").map(\.name) }
            #expect(columns == AsRunEntry.CodingKeys.allCases.map(\.rawValue))
            let applied = try log.database.read { try AsRunSchema.migrator.appliedMigrations($0) }
            #expect(
                applied == ["1 airings and signs of life", "2 what the schedule said", "3 how much louder or quieter"])
        }
    }

    @Test("of an earlier version is read as it is, and goes on when a conductor of this one opens it")
    func earlierVersion() throws {
        let folder = try TemporaryFolder()
        do {
            let queue = try DatabaseQueue(path: folder.log.string)
            try AsRunSchema.migrator.migrate(queue, upTo: "1 airings and signs of life")
            let row = """
                INSERT INTO airing (airing, title, pid, origin, files, plannedOnAir, plannedOffAir, interruptions)
                VALUES ('x', 'Old', 'breakfast', 'scheduled', '["a.mp3"]', ?, ?, '[]')
                """
            try queue.write { try $0.execute(sql: row, arguments: [start.rfc3339, (start + 60).rfc3339]) }
        }
        let old = try AsRunLog.reading(path: folder.log).entries(from: start, to: start + 1)
        #expect(old.map(\.title) == ["Old"] && old.map(\.slots) == [[]] && old.map(\.gains) == [[]])
        var new = try entry()
        new.slots = [Slot(start: start, end: start + 3600, pid: new.pid, title: "Breakfast")]
        new.gains = [-3.4]
        try AsRunLog(path: folder.log).record(new)
        #expect(try AsRunLog.reading(path: folder.log).entries(from: start, to: start + 1) == [new] + old)
    }

    @Test("has a name with anything in it")
    func oddName() throws {
        let folder = try TemporaryFolder()
        let path = folder.path.appending("as run?#%41 'ö'.sqlite")
        try AsRunLog(path: path).record(entry())
        #expect(try AsRunLog.reading(path: path).entries(from: start, to: start + 1).count == 1)
    }
}
