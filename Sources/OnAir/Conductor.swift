import Foundation
import Glibc
import Logging
import Programme
import SystemPackage

/// Puts the running order on air. It owns no audio: engines go on without it, and it finds them again.
package actor Conductor {
    /// What the conductor needs from outside.
    package struct Surroundings: Sendable {
        package var station: String
        package var studio: Studio
        package var clock: any WallClock
        /// Where a segment's recording is.
        package var locate: @Sendable (Segment) throws -> FilePath
        /// Keeps an airing's account, whenever there is news. Throws if that was not possible. The conductor does not
        /// wait for it.
        package var record: @Sendable (Airing, [AirEvent], _ isFinished: Bool) async throws -> Void
        /// Told of recordings that failed, so that the plan does without them.
        package var distrust: @Sendable (Airing, RecordingFault) -> Void
        package var logger: Logger

        package init(
            station: String, studio: Studio, clock: any WallClock,
            locate: @escaping @Sendable (Segment) throws -> FilePath,
            record: @escaping @Sendable (Airing, [AirEvent], Bool) async throws -> Void,
            distrust: @escaping @Sendable (Airing, RecordingFault) -> Void = { _, _ in }, logger: Logger
        ) {
            (self.station, self.studio, self.clock) = (station, studio, clock)
            (self.locate, self.record, self.distrust, self.logger) = (locate, record, distrust, logger)
        }
    }

    struct Watch {
        let folder: AiringFolder
        /// What was told before it was made is not in it.
        var isMadeAgain = false
        var process: ProcessIdentity?
        var read: UInt64 = 0
        var readLog: UInt64 = 0
        /// Bytes that the engine had written at the last look, if it has been quiet.
        var written: UInt64?
        /// When, as an uptime, the connection was looked at last.
        var probedAt = -Double.infinity
        /// How the engine's process ended, in words, if that is known.
        var ending: String?
        /// Why it has been told to go.
        var stopping: StopReason?
        /// Recordings are being copied for the engine; and why that failed, by segment.
        var isCopying = false
        var uncopied: [Int: any Error] = [:]
        /// Engines in a row that died before they were armed: of the script, perhaps.
        var stillborn = 0
        /// Recordings that were taken for replaced when they failed. By the clocks of two file systems that is a guess,
        /// so it is made once: what fails again is left to the plan.
        var takenForReplaced: Set<String> = []
        /// Where the engine's stream goes.
        var destination: Destination?
    }

    let surroundings: Surroundings
    let engines: EngineProcess
    let folders: AiringFolders
    let script: OnAirScript
    var situation: Situation
    var watches: [Airing.ID: Watch] = [:]
    /// Airings of which there is news that their accounts do not have yet.
    var changed: Set<Airing.ID> = []
    let scribe: Scribe
    /// What is over and waits for the log to have it: the number of its account.
    var finishing: [Airing.ID: Int] = [:]
    var wakeUp: AsyncStream<Void>.Continuation?

    /// - Parameters:
    ///   - finished: the airings that have had their turn, by the as-run log; `ends` says when they were to be over.
    package init(
        surroundings: Surroundings, settings: EngineSettings, script: OnAirScript, folders: AiringFolders,
        finished: Set<Airing.ID>, ends: [Airing.ID: Date] = [:]
    ) {
        self.surroundings = surroundings
        engines = EngineProcess(settings: settings.suited(to: surroundings.studio))
        self.script = script
        self.folders = folders
        scribe = Scribe(logger: surroundings.logger, keep: surroundings.record)
        situation = Situation(
            now: surroundings.clock.now(), finished: finished, ends: ends, settings: engines.settings)
    }

    /// From now on this is the plan. Whatever is on air stays as it is.
    package func follow(_ order: RunningOrder) {
        situation.order = order
        wakeUp?.yield()
    }

    /// What has been begun and is not finished, for `playout status`.
    package var onAir: [ActiveAiring] { situation.active }

    /// What a listener to the studio's mount hears while an airing is on.
    package func heard(_ hearing: Hearing, of id: Airing.ID) {
        situation.note(hearing, of: id)
        wakeUp?.yield()
    }

    /// Runs until cancelled. Engines that are at work then go on.
    package func run() async throws {
        let (wakes, wakeUp) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.wakeUp = wakeUp
        situation.look(surroundings.clock.reading())
        readopt()
        let alarm = Alarm { wakeUp.yield() }
        defer { alarm.cancel() }
        wakeUp.yield()
        let writing = Task { [scribe] in
            await scribe.run { [weak self] id, number in await self?.recorded(id, number) }
        }
        for await _ in wakes {
            if Task.isCancelled { break }
            situation.look(surroundings.clock.reading())
            watch()
            for decision in situation.decisions { await carryOut(decision) }
            keepRecords()
            alarm.set(after: pause)
        }
        writing.cancel()
        await writing.value
        try Task.checkCancellation()
    }

    /// Seconds until the next look. With an engine at work, or where what has been done leaves something to do, there is
    /// something to look at ten times a second, otherwise once.
    private var pause: Double {
        let routine = situation.active.isEmpty && situation.decisions.isEmpty ? 1 : 0.1
        return min(situation.next?.timeIntervalSince(surroundings.clock.now()) ?? routine, routine)
    }
}
