import Foundation
import Logging
import Programme
import SystemPackage

// An engine, for what is left of an airing.
extension Conductor {
    func resume(_ id: Airing.ID) async {
        guard let active = situation[id], let rest = active.rest, let folder = folder(of: active) else { return }
        let offset = active.airing.segments.count - rest.segments.count
        if isCopying(rest, from: offset, into: folder) { return }
        watches[id]?.ending = nil
        watches[id]?.stopping = nil
        let files = prepare(rest, from: offset, in: folder)
        guard let first = files.first else { return }
        if case .failure(let error) = first {
            logger(id).debug("nothing to start an engine with", metadata: ["error": "\(error.inWords)"])
            situation.couldNotResume(id, because: error.inWords)
            return
        }
        for (segment, file) in zip(rest.segments, files) {
            guard case .failure(let error) = file else { continue }
            logger(id).error(
                "a recording cannot be had", metadata: ["file": "\(segment.file)", "error": "\(error.inWords)"])
        }
        let laid = files.map { try? $0.get() }
        situation.resumed(id, without: Set(laid.indices.filter { laid[$0] == nil }.map { $0 + offset }))
        await startEngine(
            EngineEnvironment(
                airing: rest, first: offset, files: laid.map { $0 ?? folder.nothing }, station: surroundings.station,
                studio: surroundings.studio, settings: engines.settings, folder: folder.path, log: folder.logPath),
            of: id, in: folder)
    }

    private func startEngine(_ environment: EngineEnvironment, of id: Airing.ID, in folder: AiringFolder) async {
        let generation = situation[id]?.generation
        folder.noteStart(ClockReading(now: situation.now, uptime: situation.uptime))
        noteDestination(of: id, in: folder)
        do {
            let script = try script.path(isOwnFailing: watches[id]?.stillborn ?? 0 > 2)
            let process = try await engines.start(environment, script: script, in: folder) { [weak self] status in
                await self?.engineExited(id, generation: generation, status: status)
            }
            watches[id]?.process = process
            watches[id]?.written = nil
            folder.note(process)
        } catch {
            logger(id).error("the engine could not be started", metadata: ["error": "\(error.inWords)"])
            watches[id]?.process = nil
            watches[id]?.ending = "it could not be started: \(error.inWords)"
        }
    }
}
