import Foundation
import Glibc
import Logging
import Programme
import SystemPackage

// What has been decided.
extension Conductor {
    func carryOut(_ decision: Decision) async {
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
        let now = surroundings.clock.now()
        active[index].hasLeft = false
        watches[id]?.ending = nil
        let offset = active[index].airing.segments.count - rest.segments.count
        let files = prepare(rest, from: offset, in: folder)
        guard let first = files.first, let first else {
            // What comes after it gets its turn when this is noted.
            active[index].engine = .down(since: now, pauses: 0)
            return
        }
        active[index].engine = .running(since: now)
        let environment = EngineEnvironment(
            airing: rest, first: offset, files: [first] + files.dropFirst().map { $0 ?? folder.nothing },
            station: surroundings.station, studio: surroundings.studio, settings: engines.settings,
            folder: folder.path, log: folder.logPath)
        do {
            let process = try await engines.start(environment, in: folder) { [weak self] status in
                await self?.engineExited(id, status: status)
            }
            watches[id]?.process = process
        } catch {
            logger(id).error("the engine could not be started", metadata: ["error": "\(error.inWords)"])
            watches[id]?.process = nil
            watches[id]?.ending = "it could not be started: \(error.inWords)"
        }
    }

    /// - Returns: where each segment's recording lies ready; `nil` for one that cannot be had, which harms no other.
    private func prepare(_ rest: Airing, from offset: Int, in folder: AiringFolder) -> [FilePath?] {
        let reader = geteuid() == 0 ? Account(named: engines.settings.user) : nil
        return rest.segments.enumerated().map { index, segment in
            do {
                if let ready = folder.prepared(offset + index) { return ready }
                return try folder.prepare(surroundings.locate(segment), as: offset + index, for: reader)
            } catch {
                let detail = error.inWords
                logger(rest.id).error(
                    "a recording cannot be had", metadata: ["file": "\(segment.file)", "error": "\(detail)"])
                if index == 0 {
                    let now = surroundings.clock.now()
                    folder.append(AirEvent(at: now, kind: .unplayable, detail: detail, segment: offset))
                }
                return nil
            }
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
        // Tried again each few seconds, not at each look.
        let isSoon = abs(surroundings.clock.now().timeIntervalSince(recordedAt)) < 5
        if unrecorded.contains(id), isSoon { return }
        recordedAt = surroundings.clock.now()
        guard record(active[index], isFinished: true) else { return }
        noteFaults(of: active[index])
        watches[id]?.folder.markFinished()
        watches[id] = nil
        active.remove(at: index)
        finished.insert(id)
        logger(id).notice("the airing is over")
    }

    /// The plan's next choice may take the rest of the slot.
    private func noteFaults(of airing: ActiveAiring) {
        guard !airing.events.contains(where: { $0.kind == .segment }) else { return }
        let segments = airing.airing.segments
        let faulty = airing.events.filter { $0.kind == .unplayable }.compactMap(\.segment)
            .filter(segments.indices.contains).map { segments[$0].file }
        guard !faulty.isEmpty else { return }
        spent[airing.id, default: []].formUnion(faulty)
        surroundings.distrust(faulty)
    }

    @discardableResult
    func record(_ airing: ActiveAiring, isFinished: Bool = false) -> Bool {
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

    func logger(_ id: Airing.ID) -> Logger {
        var logger = surroundings.logger
        logger[metadataKey: "airing"] = "\(id)"
        return logger
    }
}
