import AsRun
import Conditions
import Dispatch
import Foundation
import Logging
import Programme
import Synchronization
import SystemPackage

/// The as-run log as the conductor needs it: one that may not be there yet, because the disk is full or the folder
/// not writable, is opened as soon as it can be, and again if somebody has taken its file away.
final class AsRunKeeper: Sendable {
    private struct Opened: Sendable {
        let log: AsRunLog
        let file: FileIdentity?
    }

    private let path: FilePath
    private let clock: any WallClock
    private let logger: Logger
    /// What blocks, blocks none of the threads that everything else runs on.
    private let queue = DispatchQueue(label: "as-run log")
    private let opened = Mutex<Opened?>(nil)
    private let state = Mutex(RecordHealth())

    /// Seconds to wait for another process that has the log locked: it is tried again.
    private static let patience = 0.5

    init(_ path: FilePath, clock: any WallClock, logger: Logger) {
        (self.path, self.clock, self.logger) = (path, clock, logger)
    }

    /// Never waits for the log itself.
    var health: RecordHealth { state.withLock { $0 } }

    /// - Throws: `AsRunFailure` if the log is not to be had now.
    func log() throws -> AsRunLog {
        try opened.withLock { opened in
            if let opened, let file = opened.file, file == FileIdentity(path) { return opened.log }
            opened = nil
            // Best effort: what is in the way, opening says.
            try? FileManager.default.createDirectory(
                atPath: path.removingLastComponent().string, withIntermediateDirectories: true)
            let (log, notice) = try AsRunLog.open(path: path, now: clock.now(), patience: Self.patience)
            if let notice {
                logger.error("\(notice)")
                let damage = RecordHealth.Damage(at: clock.now(), detail: notice)
                state.withLock { $0.damage = damage }
            }
            opened = Opened(log: log, file: FileIdentity(path))
            return log
        }
    }

    /// Does something with the log, while whoever waits for it blocks no thread.
    func perform<Value: Sendable>(
        _ body: @escaping @Sendable (AsRunLog) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try self.use(body) }) }
        }
    }

    private func use<Value>(_ body: (AsRunLog) throws -> Value) throws -> Value {
        let uptime = clock.reading().uptime
        state.withLock { $0.busySince = uptime }
        let result = Result { try tryTwice(body) }
        state.withLock { state in
            state.busySince = nil
            if case .failure(let error) = result { state.failure = "\(error)" } else { state.failure = nil }
        }
        return try result.get()
    }

    /// One that is found damaged is moved aside when it is opened again.
    private func tryTwice<Value>(_ body: (AsRunLog) throws -> Value) throws -> Value {
        do {
            return try body(log())
        } catch AsRunFailure.damaged {
            opened.withLock { $0 = nil }
            return try body(log())
        }
    }

    func record(_ airing: Airing, _ events: [AirEvent], isFinished: Bool) async throws {
        try await perform { log in
            _ = try log.record(AsRunEntry(airing: airing, events: events, finished: isFinished))
        }
    }

    /// The airings around now that have had their turn, and when they were to be over. None, if the log is not to be
    /// had: they are over by their times anyway.
    func finished() async -> [Airing.ID: Date] {
        let now = clock.now()
        do {
            let entries = try await patiently {
                try $0.entries(from: now.addingTimeInterval(-86_400), to: now.addingTimeInterval(86_400))
            }
            let finished = entries.filter { $0.hasHadItsTurn(by: now) }
            return Dictionary(finished.map { ($0.airing, $0.plannedOffAir) }) { $1 }
        } catch {
            logger.error("the as-run log cannot be read", metadata: ["error": "\(error)"])
            return [:]
        }
    }

    /// Who has it locked is waited for as long as a reader would: it is asked once, at the beginning.
    private func patiently<Value: Sendable>(
        _ body: @escaping @Sendable (AsRunLog) throws -> Value
    ) async throws -> Value {
        let tries = Int(AsRunLog.patience / Self.patience)
        for _ in 1..<tries {
            do { return try await perform(body) } catch AsRunFailure.locked {}
        }
        return try await perform(body)
    }
}

/// Which file is at a path: another one of the same name is another.
private struct FileIdentity: Sendable, Hashable {
    let device: DeviceID
    let inode: Inode

    init?(_ path: FilePath) {
        guard let status = try? path.stat() else { return nil }
        (device, inode) = (status.deviceID, status.inode)
    }
}
