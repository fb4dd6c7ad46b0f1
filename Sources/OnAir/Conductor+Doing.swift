import Foundation
import Glibc
import Logging
import Programme
import SystemPackage

// What has been decided.
extension Conductor {
    func carryOut(_ decision: Decision) async {
        switch decision {
        case .distrust(let id, let fault): distrust(fault, of: id)
        case .begin(let airing): await begin(airing)
        case .amend(let id, let next): amend(id, by: next)
        case .resume(let id): await resume(id)
        case .stop(let id, let reason): stop(id, reason)
        case .finish(let id): finish(id)
        }
    }

    private func begin(_ airing: Airing) async {
        do {
            let folder = try folders.create(for: airing)
            watches[airing.id] = Watch(folder: folder)
            situation.begun(airing)
            await resume(airing.id)
        } catch {
            logger(airing.id).critical(
                "no folder for the airing could be made", metadata: ["error": "\(error.inWords)"])
        }
    }

    private func resume(_ id: Airing.ID) async {
        guard let active = situation[id], let rest = active.rest, let folder = watches[id]?.folder else { return }
        watches[id]?.ending = nil
        let offset = active.airing.segments.count - rest.segments.count
        let files = prepare(rest, from: offset, in: folder)
        guard let first = files.first, let first else {
            // What comes after it gets its turn when this is noted.
            situation.couldNotResume(id)
            return
        }
        let absent = files.indices.filter { files[$0] == nil }
        situation.resumed(id, without: Set(absent.map { $0 + offset }))
        folder.noteStart(ClockReading(now: situation.now, uptime: situation.uptime))
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

    /// The plan's next choice may take the rest of the slot.
    private func distrust(_ fault: RecordingFault, of id: Airing.ID) {
        guard let airing = situation[id]?.airing else { return }
        logger(id).error(
            "a recording failed; the plan does without it",
            metadata: ["file": "\(fault.segment.file)", "reason": "\(fault.reason)"])
        let index = airing.segments.firstIndex(of: fault.segment)
        watches[id]?.folder.append(
            AirEvent(at: surroundings.clock.now(), kind: .faulted, detail: fault.reason, segment: index))
        surroundings.distrust(airing, fault)
        situation.distrusted(fault, of: id)
    }

    private func amend(_ id: Airing.ID, by next: Airing) {
        situation.amended(id, by: next)
        guard let airing = situation[id]?.airing, let rest = situation[id]?.rest else { return }
        watches[id]?.folder.amend(airing, from: airing.segments.count - rest.segments.count)
        logger(id).notice(
            "the plan's next choice takes the rest of the slot",
            metadata: ["files": "\(rest.segments.map(\.file))"])
        record(id)
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
                    let words = "\(RecordingFault.absence): \(detail)"
                    folder.append(AirEvent(at: now, kind: .unplayable, detail: words, segment: offset))
                }
                return nil
            }
        }
    }

    private func stop(_ id: Airing.ID, _ reason: StopReason) {
        guard let process = watches[id]?.process else { return }
        if situation[id]?.stopping != reason { logger(id).warning("\(reason.inWords)") }
        situation.stopped(id, reason)
        EngineProcess.signal(process, SIGKILL)
    }

    private func finish(_ id: Airing.ID) {
        // The plan's next choice, which gets the row, does not wait until there is room for one.
        let makesRoom = situation[id].map { !$0.hasBegun && !$0.blamed.isEmpty } ?? false
        // Tried again each few seconds, not at each look.
        let isSoon = abs(surroundings.clock.now().timeIntervalSince(recordedAt)) < 5
        if unrecorded.contains(id), isSoon, !makesRoom { return }
        recordedAt = surroundings.clock.now()
        guard record(id, isFinished: true) || makesRoom else { return }
        unrecorded.remove(id)
        watches[id]?.folder.markFinished()
        watches[id] = nil
        situation.finished(id)
        logger(id).notice("the airing is over")
    }

    @discardableResult
    func record(_ id: Airing.ID, isFinished: Bool = false) -> Bool {
        guard let active = situation[id] else { return true }
        do {
            let events = watches[id]?.folder.events(from: 0).events ?? active.events
            try surroundings.record(active.airing, events, isFinished)
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
