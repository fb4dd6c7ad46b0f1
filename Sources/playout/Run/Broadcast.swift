import AsRun
import Foundation
import Logging
import OnAir
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
        let lock = try inStateFolder(or: folders.refuge) { try ConductorLock($0.lock) }
        let script = try engineScript(folders)
        let keeper = AsRunKeeper(folder.asRunLog, clock: station.clock, logger: logger)
        let planner = Planner(station: station, absence: Absence(keeper: keeper, logger: logger), logger: logger)
        let finished = keeper.finished()
        let conductor = Conductor(
            surroundings: .init(
                station: settings.station.name, studio: settings.studio, clock: station.clock,
                locate: { [station] in try station.path(of: $0) },
                record: { try keeper.record($0, $1, isFinished: $2) },
                distrust: { airing, fault in Task { await planner.distrust(fault, in: airing) } }, logger: logger),
            settings: settings.engine, script: script, folders: folders, finished: Set(finished.keys), ends: finished)
        logger.notice("the conductor is at work", metadata: ["station": "\(settings.station.name)"])
        do {
            try await cancelWhenGracefulShutdown { try await work(conductor, planner, folders) }
        } catch is CancellationError {
            // Told to stop.
        }
        logger.notice("the conductor has stopped; what is on air stays on air")
        withExtendedLifetime(lock) {}
    }

    private func work(_ conductor: Conductor, _ planner: Planner, _ folders: AiringFolders) async throws {
        let examiner = Examiner(station: station, logger: logger)
        let status = StatusWriter(station: station, logger: logger)
        let keeper = AlertKeeper(station: station, logger: logger)
        let listener = Listener(station: station, logger: logger) { id in
            await keeper.hear(nil, of: id)
        } heard: { id, hearing in
            await conductor.heard(hearing, of: id)
            await keeper.hear(hearing, of: id)
        }
        try await withThrowingTaskGroup { group in
            group.addTask { try await conductor.run() }
            group.addTask {
                try await planner.run { programming in
                    await conductor.follow(programming.order)
                    await keeper.learn(programming)
                    await examiner.examine(programming.order)
                }
            }
            group.addTask { try await status.run(conductor, planner, keeper) }
            group.addTask { try await keeper.run(conductor) }
            group.addTask { try await tidy(folders) }
            group.addTask { try await listener.run(conductor) }
            defer { group.cancelAll() }
            try await group.next()
        }
        await examiner.cancel()
    }

    /// Keeps what is finished for two weeks, for whoever wants to know more than the log says.
    private func tidy(_ folders: AiringFolders) async throws {
        while true {
            let now = station.clock.now()
            folders.tidy(olderThan: 14 * 86_400, now: now)
            try await Task.sleep(for: .seconds(6 * 3600))
        }
    }

    private func engineScript(_ folders: AiringFolders) throws -> FilePath {
        if let own = station.settings.engine.script { return own }
        return try inStateFolder(or: folders.refuge) { folder in
            try OnAirScript.write(to: folder.script)
            return folder.script
        }
    }

    /// A disk that is full, or that has become read-only, is no reason not to broadcast.
    private func inStateFolder<Made: ~Copyable>(
        or refuge: FilePath, _ make: (StateFolder) throws -> Made
    ) throws -> Made {
        do {
            return try make(opened(station.settings.stateFolder))
        } catch let error as ConductorLock.Taken {
            throw error
        } catch {
            logger.critical(
                "the state folder cannot be written to, so \(refuge) serves in its place",
                metadata: ["folder": "\(station.settings.state)", "error": "\(error.inWords)"])
            return try make(StateFolder(path: AiringFolders.open(refuge: refuge)))
        }
    }

    private func opened(_ folder: StateFolder) throws -> StateFolder {
        try FileManager.default.createDirectory(
            atPath: folder.path.string, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        return folder
    }
}
