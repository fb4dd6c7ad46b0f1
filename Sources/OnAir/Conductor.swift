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
        /// Keeps an airing's account, whenever there is news. Throws if that was not possible.
        package var record: @Sendable (Airing, [AirEvent], _ isFinished: Bool) throws -> Void
        package var logger: Logger

        package init(
            station: String, studio: Studio, clock: any WallClock,
            locate: @escaping @Sendable (Segment) throws -> FilePath,
            record: @escaping @Sendable (Airing, [AirEvent], Bool) throws -> Void, logger: Logger
        ) {
            (self.station, self.studio, self.clock) = (station, studio, clock)
            (self.locate, self.record, self.logger) = (locate, record, logger)
        }
    }

    private struct Watch {
        let folder: AiringFolder
        var process: ProcessIdentity?
        var read: UInt64 = 0
        /// How the engine's process ended, in words, if that is known.
        var ending: String?
    }

    private let surroundings: Surroundings
    private let engines: EngineProcess
    private let folders: AiringFolders
    private var order = RunningOrder()
    private var active: [ActiveAiring] = []
    private var watches: [Airing.ID: Watch] = [:]
    private var finished: Set<Airing.ID>
    /// Accounts that could not be kept yet.
    private var unrecorded: Set<Airing.ID> = []
    /// When that was last tried.
    private var recordedAt = Date.distantPast
    private var wakeUp: AsyncStream<Void>.Continuation?

    /// - Parameters:
    ///   - script: the on-air script, where engines can read it.
    ///   - finished: the airings that have had their turn, by the as-run log.
    package init(
        surroundings: Surroundings, settings: EngineSettings, script: FilePath, folders: AiringFolders,
        finished: Set<Airing.ID>
    ) {
        self.surroundings = surroundings
        engines = EngineProcess(settings: settings.suited(to: surroundings.studio), script: script)
        self.folders = folders
        self.finished = finished
    }

    /// From now on this is the plan. Whatever is on air stays as it is.
    package func follow(_ order: RunningOrder) {
        self.order = order
        wakeUp?.yield()
    }

    /// What has been begun and is not finished, for `playout status`.
    package var onAir: [ActiveAiring] { active }

    /// Runs until cancelled. Engines that are at work then go on.
    package func run() async throws {
        let (wakes, wakeUp) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.wakeUp = wakeUp
        readopt()
        let alarm = Alarm(clock: surroundings.clock) { wakeUp.yield() }
        defer { alarm.cancel() }
        wakeUp.yield()
        for await _ in wakes {
            if Task.isCancelled { break }
            watch()
            for decision in situation.decisions { await carryOut(decision) }
            alarm.set(for: nextLook)
        }
        try Task.checkCancellation()
    }

    private var situation: Situation {
        Situation(
            now: surroundings.clock.now(), order: order, active: active, finished: finished,
            settings: engines.settings)
    }

    /// With an engine at work there is something to look at ten times a second, otherwise once.
    private var nextLook: Date {
        let now = surroundings.clock.now()
        let routine = now.addingTimeInterval(active.isEmpty ? 1 : 0.1)
        return min(situation.next ?? routine, routine)
    }

    // MARK: Watching

    /// Engines that an earlier conductor started, and airings that it left unfinished.
    private func readopt() {
        for (folder, airing) in folders.unfinished() {
            let process = EngineProcess.find(in: folder.path).first
            let now = surroundings.clock.now()
            var active = ActiveAiring(airing, engine: .running(since: now))
            var watch = Watch(folder: folder, process: process)
            let (events, next) = folder.events(from: 0)
            for event in events { active.note(event) }
            watch.read = next
            self.active.append(active)
            watches[airing.id] = watch
            logger(airing.id).notice(
                process == nil ? "found an airing without its engine" : "took over an airing with its engine",
                metadata: ["pid": "\(process?.pid ?? 0)"])
        }
    }

    private func watch() {
        for index in active.indices {
            let id = active[index].id
            guard var watch = watches[id] else { continue }
            // First whether it lives, then what it said: so nothing that it said is missed.
            let isAlive = watch.process.map(ProcessTable.isAlive) ?? false
            let (events, next) = watch.folder.events(from: watch.read)
            watch.read = next
            for event in events { tell(event, of: active[index].airing) }
            for event in events { active[index].note(event) }
            if case .running = active[index].engine, !isAlive {
                engineGone(at: index, in: watch.folder, ending: watch.ending)
            } else if events.contains(where: { $0.kind != .beat }) {
                record(active[index])
            }
            watches[id] = watch
        }
        catchUpOnRecords()
    }

    private func catchUpOnRecords() {
        let now = surroundings.clock.now()
        guard !unrecorded.isEmpty, abs(now.timeIntervalSince(recordedAt)) > 5 else { return }
        recordedAt = now
        for airing in active where unrecorded.contains(airing.id) { record(airing) }
    }

    /// Of an engine that this conductor has started.
    private func engineExited(_ id: Airing.ID, status: String) {
        let lastWords = status == "exit status 0" ? nil : watches[id]?.folder.lastWords
        watches[id]?.ending = status + (lastWords.map { ": \($0)" } ?? "")
        wakeUp?.yield()
    }

    private func engineGone(at index: Int, in folder: AiringFolder, ending: String?) {
        let now = surroundings.clock.now()
        if !active[index].hasLeft {
            let detail = "the engine died" + (ending.map { " (\($0))" } ?? "")
            folder.append(AirEvent(at: now, kind: .engineExited, detail: detail))
            logger(active[index].id).error("the engine died while its airing was on")
        }
        active[index].noteEngineGone(at: now)
        record(active[index])
    }

    private func tell(_ event: AirEvent, of airing: Airing) {
        guard event.kind != .beat else { return }
        let metadata: Logger.Metadata = ["detail": "\(event.detail ?? "")", "at": "\(event.at.rfc3339)"]
        let level: Logger.Level = [.refused, .unplayable].contains(event.kind) ? .warning : .info
        logger(airing.id).log(level: level, "\(event.kind.rawValue)", metadata: metadata)
    }

    // MARK: Doing

    private func carryOut(_ decision: Decision) async {
        switch decision {
        case .begin(let airing): await begin(airing)
        case .resume(let id): await resume(id)
        case .stop(let id): stop(id)
        case .finish(let id): finish(id)
        }
    }

    private func begin(_ airing: Airing) async {
        do {
            let folder = try folders.create(for: airing)
            watches[airing.id] = Watch(folder: folder)
            active.append(ActiveAiring(airing, engine: .down(since: surroundings.clock.now(), pauses: 0)))
            await resume(airing.id)
        } catch {
            logger(airing.id).critical(
                "no folder for the airing could be made", metadata: ["error": "\(error.inWords)"])
        }
    }

    private func resume(_ id: Airing.ID) async {
        guard let index = active.firstIndex(where: { $0.id == id }), let rest = active[index].rest,
            let folder = watches[id]?.folder
        else { return }
        active[index].engine = .running(since: surroundings.clock.now())
        active[index].hasLeft = false
        watches[id]?.ending = nil
        do {
            let offset = active[index].airing.segments.count - rest.segments.count
            let files = try prepare(rest, from: offset, in: folder)
            let environment = EngineEnvironment(
                airing: rest, first: offset, files: files, station: surroundings.station, studio: surroundings.studio,
                settings: engines.settings, folder: folder.path, log: folder.logPath)
            watches[id]?.process = try await engines.start(environment, in: folder) { [weak self] status in
                await self?.engineExited(id, status: status)
            }
        } catch {
            logger(id).error("the engine could not be started", metadata: ["error": "\(error.inWords)"])
            folder.append(AirEvent(at: surroundings.clock.now(), kind: .refused, detail: error.inWords))
        }
    }

    private func prepare(_ rest: Airing, from offset: Int, in folder: AiringFolder) throws -> [FilePath] {
        let reader = geteuid() == 0 ? Account(named: engines.settings.user) : nil
        return try rest.segments.enumerated().map { index, segment in
            try folder.prepared(offset + index)
                ?? folder.prepare(surroundings.locate(segment), as: offset + index, for: reader)
        }
    }

    private func stop(_ id: Airing.ID) {
        guard let index = active.firstIndex(where: { $0.id == id }), let process = watches[id]?.process else { return }
        if active[index].stoppedAt == nil {
            logger(id).warning("the engine outstayed its airing and is ended by force")
            active[index].stoppedAt = surroundings.clock.now()
        }
        EngineProcess.signal(process, SIGKILL)
    }

    private func finish(_ id: Airing.ID) {
        guard let index = active.firstIndex(where: { $0.id == id }) else { return }
        guard record(active[index], isFinished: true) else { return }
        watches[id]?.folder.markFinished()
        watches[id] = nil
        active.remove(at: index)
        finished.insert(id)
        logger(id).notice("the airing is over")
    }

    @discardableResult
    private func record(_ airing: ActiveAiring, isFinished: Bool = false) -> Bool {
        let id = airing.id
        do {
            let events = watches[id]?.folder.events(from: 0).events ?? airing.events
            try surroundings.record(airing.airing, events, isFinished)
            unrecorded.remove(id)
            return true
        } catch {
            if unrecorded.insert(id).inserted {
                logger(id).error("the as-run log could not be written", metadata: ["error": "\(error.inWords)"])
            }
            return false
        }
    }

    private func logger(_ id: Airing.ID) -> Logger {
        var logger = surroundings.logger
        logger[metadataKey: "airing"] = "\(id)"
        return logger
    }
}
