import AsRun
import Foundation
import Glibc
import Library
import Logging
import Monitor
import OnAir
import Preflight
import Programme
import ServiceLifecycle
import SystemPackage

/// `playout run`: the planner and the conductor at work together, until they are told to stop. Engines go on.
struct Broadcast: Service {
    let station: Station
    let logger: Logger

    func run() async throws {
        let settings = station.settings
        let folder = settings.stateFolder
        let folders = AiringFolders(state: folder.path)
        let lock = try lock(folders)
        let script = OnAirScript(at: folder.script, folders: folders, own: settings.engine.script)
        let keeper = AsRunKeeper(folder.asRunLog, clock: station.clock, logger: logger)
        let planner = Planner(station: station, absence: Absence(keeper: keeper, logger: logger), logger: logger)
        let finished = await keeper.finished()
        let conductor = Conductor(
            surroundings: .init(
                station: settings.station.name, studio: settings.studio, clock: station.clock,
                locate: { [station] in try station.path(of: $0) },
                record: { try await keeper.record($0, $1, isFinished: $2) },
                distrust: { airing, fault in Task { await planner.distrust(fault, in: airing) } }, logger: logger),
            settings: settings.engine, script: script, folders: folders, finished: Set(finished.keys), ends: finished)
        logger.notice("the conductor is at work", metadata: ["station": "\(settings.station.name)"])
        do {
            try await cancelWhenGracefulShutdown { try await work(conductor, planner, folders, keeper) }
        } catch is CancellationError {
            // Told to stop.
        }
        logger.notice("the conductor has stopped; what is on air stays on air")
        withExtendedLifetime(lock) {}
    }

    /// Nothing goes on air without the conductor and the planner; of the rest, none ends the others.
    private func work(
        _ conductor: Conductor, _ planner: Planner, _ folders: AiringFolders, _ record: AsRunKeeper
    ) async throws {
        let examiner = Examiner(station: station, logger: logger)
        let status = StatusWriter(station: station, logger: logger)
        let keeper = AlertKeeper(station: station, logger: logger) { record.health }
        let listener = Listener(station: station, logger: logger) { id, news in
            if case .heard(let hearing) = news { await conductor.heard(hearing, of: id) }
            await keeper.hear(news, of: id)
        }
        let others = Persistence(logger: logger)
        try await withThrowingTaskGroup { group in
            group.addTask { try await conductor.run() }
            group.addTask {
                try await planner.run { programming in
                    await conductor.follow(programming.order)
                    await keeper.learn(programming)
                    await examiner.follow(programming)
                    await station.library.follow(
                        Needs(
                            programming: programming, zone: station.settings.station.timeZone, now: station.clock.now()
                        ).all)
                }
            }
            group.addTask { try await examiner.run() }
            group.addTask {
                try await others.keepAt("the library") { try await station.library.run { await planner.lookAgain() } }
            }
            group.addTask { try await others.keepAt("the status") { try await status.run(conductor, planner, keeper) } }
            group.addTask { try await others.keepAt("the alerts") { try await keeper.run(conductor) } }
            group.addTask { try await others.keepAt("the tidying up") { try await tidy(folders) } }
            if !station.settings.monitor.isOff {
                group.addTask { try await others.keepAt("the listening") { try await listener.run(conductor) } }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Keeps what is finished for two weeks, for whoever wants to know more than the log says, and what was found out
    /// about recordings for as long as a programme may rest.
    private func tidy(_ folders: AiringFolders) async throws {
        while true {
            let now = station.clock.now()
            folders.tidy(olderThan: 14 * 86_400, now: now)
            await station.preflight.forget(unusedSince: now.addingTimeInterval(-90 * 86_400))
            try await Task.sleep(for: .seconds(6 * 3600))
        }
    }

    /// A disk that is full, or that has become read-only, is no reason not to broadcast: then the refuge serves. There
    /// may be another conductor in it, from such a time.
    private func lock(_ folders: AiringFolders) throws -> ConductorLock {
        let refuge = StateFolder(path: folders.refuge)
        do {
            let state = try opened(station.settings.stateFolder)
            let isRefugeThere = access(refuge.path.string, F_OK) == 0
            return try ConductorLock(isRefugeThere ? [state.lock, refuge.lock] : [state.lock])
        } catch let error as ConductorLock.Taken {
            throw error
        } catch {
            logger.critical(
                "the state folder cannot be written to, so \(folders.refuge) serves in its place",
                metadata: ["folder": "\(station.settings.state)", "error": "\(error.inWords)"])
            _ = try AiringFolders.open(refuge: folders.refuge)
            return try ConductorLock([refuge.lock])
        }
    }

    private func opened(_ folder: StateFolder) throws -> StateFolder {
        try folder.make()
        return folder
    }
}
