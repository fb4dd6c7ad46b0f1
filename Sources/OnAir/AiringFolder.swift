import CLinux
import Foundation
import Glibc
import Programme
import SystemPackage

/// Where one airing's engine works: `airings/<id>/` in the state folder. What it holds is described in
/// `docs/state-folder.md`.
package struct AiringFolder: Sendable, Hashable {
    package let path: FilePath

    package init(_ path: FilePath) { self.path = path }

    private var plan: FilePath { path.appending("airing.json") }
    private var events: FilePath { path.appending("events.jsonl") }
    private var log: FilePath { path.appending("engine.log") }
    private var clock: FilePath { path.appending("clock.json") }
    private var process: FilePath { path.appending("engine.json") }
    private var studio: FilePath { path.appending("studio.json") }
    private var finished: FilePath { path.appending("finished") }

    /// Makes the folder and writes down the airing, before anything is started.
    /// - Throws: `Errno`, such as `.noSpace`.
    package static func create(for airing: Airing, in parent: FilePath) throws -> AiringFolder {
        let folder = AiringFolder(parent.appending(airing.id))
        // Of an earlier try at the same slot, with something else.
        try? FileManager.default.removeItem(atPath: folder.path.string)
        try makeFolders(folder.path)
        try folder.write(FactsJSON.encode(airing, pretty: true), to: folder.plan)
        // Reserved now, so that a disk that fills up later cannot take the engine's voice away.
        try folder.reserve(bytes: room(for: airing), in: folder.events)
        try folder.reserve(bytes: 256 * 1024, in: folder.log)
        return folder
    }

    /// From this segment on it is another airing than was written down. Best effort: it is on the way to the air.
    func amend(_ airing: Airing, from index: Int) {
        for later in index..<max(index, 100) { prepared(later).map { _ = unlink($0.string) } }
        amend(airing)
    }

    /// The airing is another than was written down; what has been laid ready stays.
    func amend(_ airing: Airing) {
        if let data = try? FactsJSON.encode(airing, pretty: true) { try? write(data, to: plan) }
    }

    /// What the clocks showed when the last engine was started.
    var started: ClockReading? {
        guard let data = FileManager.default.contents(atPath: clock.string) else { return nil }
        return try? JSONDecoder().decode(ClockReading.self, from: data)
    }

    /// Best effort: without it, a clock that is set while no conductor is there goes unnoticed.
    func noteStart(_ reading: ClockReading) {
        if let data = try? JSONEncoder().encode(reading) { try? write(data, to: clock) }
    }

    /// The engine that was started last, where the environments of processes may not be read: root without the
    /// capability to, as in most containers.
    var engine: ProcessIdentity? {
        guard let data = FileManager.default.contents(atPath: process.string) else { return nil }
        return try? JSONDecoder().decode(ProcessIdentity.self, from: data)
    }

    /// Best effort, as `noteStart`.
    func note(_ engine: ProcessIdentity) {
        if let data = try? JSONEncoder().encode(engine) { try? write(data, to: process) }
    }

    /// Where the last engine's stream was to go; `nil` if that is not known.
    var destination: Destination? {
        guard let data = FileManager.default.contents(atPath: studio.string) else { return nil }
        return try? FactsJSON.decode(from: data)
    }

    /// Best effort, as `noteStart`; of an earlier engine nothing is left.
    func note(_ destination: Destination) {
        unlink(studio.string)
        if let data = try? FactsJSON.encode(destination, pretty: true) { try? write(data, to: studio) }
    }

    /// The airing that was written down; `nil` if that did not come to its end.
    package var airing: Airing? {
        guard let data = FileManager.default.contents(atPath: plan.string) else { return nil }
        return try? FactsJSON.decode(from: data)
    }

    /// What the engine and the conductor have told so far, from `offset`, and how far that is; whole lines only.
    func events(from offset: UInt64) -> (events: [AirEvent], next: UInt64) {
        let (lines, next) = Self.lines(of: events, from: offset)
        return (AirEvent.lines(of: lines), next)
    }

    /// What the engine wrote to its log, and its decoder to standard error, from `offset`, and how far that is.
    func logLines(from offset: UInt64) -> (lines: Data, next: UInt64) { Self.lines(of: log, from: offset) }

    private static func lines(of file: FilePath, from offset: UInt64) -> (lines: Data, next: UInt64) {
        guard let handle = FileHandle(forReadingAtPath: file.string) else { return (Data(), offset) }
        defer { try? handle.close() }
        guard (try? handle.seek(toOffset: offset)) != nil, let data = try? handle.readToEnd(),
            let end = data.lastIndex(of: UInt8(ascii: "\n"))
        else { return (Data(), offset) }
        let whole = data[...end]
        return (Data(whole), offset + UInt64(whole.count))
    }

    /// Adds what the conductor saw itself. Best effort: a full disk must not stop the broadcast.
    func append(_ event: AirEvent) {
        guard let line = try? event.line(),
            let file = try? FileDescriptor.open(events, .writeOnly, options: [.append, .closeOnExec])
        else { return }
        defer { try? file.close() }
        _ = try? file.writeAll(line)
    }

    /// The last that Liquidsoap said which is no event: why it did not like the script, for one.
    var lastWords: String? {
        guard let data = FileManager.default.contents(atPath: events.string) else { return nil }
        let lines = data.split(separator: UInt8(ascii: "\n")).suffix(30).map { String(decoding: $0, as: UTF8.self) }
        return lines.last { !$0.hasPrefix("{") && !$0.hasPrefix(" ") }
    }

    /// For the engine's standard output.
    func openEvents(for user: uid_t?) throws -> FileDescriptor { try openToAppend(events, for: user) }

    /// For the engine's standard error and Liquidsoap's own log.
    func openLog(for user: uid_t?) throws -> FileDescriptor { try openToAppend(log, for: user) }

    var logPath: FilePath { log }

    package var isFinished: Bool { access(finished.string, F_OK) == 0 }

    /// Nothing more will happen, and the as-run log has it. The recordings are let go of.
    func markFinished() {
        let file = try? FileDescriptor.open(
            finished, .writeOnly, options: [.create, .closeOnExec], permissions: .ownerReadWrite)
        try? file?.close()
        for name in (try? FileManager.default.contentsOfDirectory(atPath: path.string)) ?? []
        where name.first?.isNumber == true {
            unlink(path.appending(name).string)
        }
    }

    func rewrite(_ told: [AirEvent]) throws {
        try write(Data(told.map { try $0.line() }.joined()), to: events)
        // Best effort: it had room, and may have it again.
        if let airing { try? reserve(bytes: Self.room(for: airing), in: events) }
    }

    /// Bytes that what an airing's engines tell may take.
    private static func room(for airing: Airing) -> Int {
        let hours = min(max(0, airing.offAir.timeIntervalSince(airing.onAir)) / 3600, 24)
        return Int(256 * 1024 * (1 + hours))
    }

    func takeBackFinish() -> Bool { unlink(finished.string) == 0 }

    private func openToAppend(_ file: FilePath, for user: uid_t?) throws -> FileDescriptor {
        let descriptor = try FileDescriptor.open(
            file, .writeOnly, options: [.append, .create, .closeOnExec],
            permissions: [.ownerReadWrite, .groupRead, .otherRead])
        if let user { fchown(descriptor.rawValue, user, gid_t.max) }
        return descriptor
    }

    private func reserve(bytes: Int, in file: FilePath) throws {
        let descriptor = try openToAppend(file, for: nil)
        defer { try? descriptor.close() }
        // Not every file system can; a disk that is full says so.
        if playout_reserve(descriptor.rawValue, Int64(bytes)) != 0, errno == ENOSPC {
            throw Errno.noSpace
        }
    }

    private func write(_ data: Data, to file: FilePath) throws {
        let partial = FilePath(file.string + ".part")
        let descriptor = try FileDescriptor.open(
            partial, .writeOnly, options: [.create, .truncate, .closeOnExec],
            permissions: [.ownerReadWrite, .groupRead, .otherRead])
        try descriptor.closeAfter {
            _ = try descriptor.writeAll(data)
            fsync(descriptor.rawValue)
        }
        guard rename(partial.string, file.string) == 0 else { throw Errno(rawValue: errno) }
    }

    private static func makeFolders(_ path: FilePath) throws {
        if mkdir(path.string, 0o755) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, !path.removingLastComponent().isEmpty else { throw Errno(rawValue: errno) }
        try makeFolders(path.removingLastComponent())
        guard mkdir(path.string, 0o755) == 0 || errno == EEXIST else { throw Errno(rawValue: errno) }
    }
}
