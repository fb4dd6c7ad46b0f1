import AsRun
import Foundation
import Logging
import Programme
import Synchronization
import SystemPackage

/// The as-run log as the conductor needs it: one that may not be there yet, because the disk is full or the folder
/// not writable, and is opened as soon as it can be.
final class AsRunKeeper: Sendable {
    private let path: FilePath
    private let clock: any WallClock
    private let logger: Logger
    private let opened = Mutex<AsRunLog?>(nil)

    init(_ path: FilePath, clock: any WallClock, logger: Logger) {
        (self.path, self.clock, self.logger) = (path, clock, logger)
    }

    /// - Throws: `AsRunFailure` if the log is not to be had now.
    func log() throws -> AsRunLog {
        try opened.withLock { opened in
            if let opened { return opened }
            let (log, notice) = try AsRunLog.open(path: path, now: clock.now())
            if let notice { logger.error("\(notice)") }
            opened = log
            return log
        }
    }

    func record(_ airing: Airing, _ events: [AirEvent], isFinished: Bool) throws {
        try log().record(AsRunEntry(airing: airing, events: events, finished: isFinished))
    }

    /// The airings around now that have had their turn, and when they were to be over. None, if the log is not to be
    /// had: they are over by their times anyway.
    func finished() -> [Airing.ID: Date] {
        let now = clock.now()
        do {
            let entries = try log().entries(from: now.addingTimeInterval(-86_400), to: now.addingTimeInterval(86_400))
            let finished = entries.filter { $0.outcome != nil && $0.outcome != .missed }
            return Dictionary(finished.map { ($0.airing, $0.plannedOffAir) }) { $1 }
        } catch {
            logger.error("the as-run log cannot be read", metadata: ["error": "\(error)"])
            return [:]
        }
    }
}
