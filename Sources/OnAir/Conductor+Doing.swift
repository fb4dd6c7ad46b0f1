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
        case .split(let id, let index): split(id, before: index)
        case .resume(let id): await resume(id)
        case .stop(let id, let reason): stop(id, reason)
        case .finish(let id): finish(id)
        }
    }

    private func begin(_ airing: Airing) async {
        do {
            endForgotten(airing.id)
            if !reopen(airing) {
                let folder = try folders.create(for: airing)
                watches[airing.id] = Watch(folder: folder)
                situation.begun(airing)
            }
            await resume(airing.id)
        } catch {
            situation.couldNotBegin(airing.id)
            logger(airing.id).critical(
                "no folder for the airing could be made", metadata: ["error": "\(error.inWords)"])
        }
    }

    /// An engine of an airing that nobody knows of any more, since somebody removed the state folder.
    private func endForgotten(_ id: Airing.ID) {
        for process in folders.all(for: id).flatMap(EngineProcess.find) {
            logger(id).warning("an engine of this airing was at work that nothing was known of; it is replaced")
            EngineProcess.signal(process, SIGKILL)
        }
    }

    /// What has been on air already stays in its account.
    private func reopen(_ airing: Airing) -> Bool {
        guard let folder = folders.finished(airing.id), let earlier = folder.airing,
            let (events, next) = folder.reopen(at: situation.now)
        else { return false }
        situation.begunAgain(airing, after: earlier, events: events)
        watches[airing.id] = Watch(folder: folder, read: next, readLog: folder.logLines(from: 0).next)
        if let amended = situation[airing.id]?.airing { folder.amend(amended) }
        logger(airing.id).notice("an airing that was over before its time is begun again")
        return true
    }

    /// The plan's next choice may take the rest of the slot.
    private func distrust(_ fault: RecordingFault, of id: Airing.ID) {
        guard let airing = situation[id]?.airing else { return }
        let index = airing.segments.firstIndex(of: fault.segment)
        if !fault.isAbsent, let index, hasBeenReplaced(index, of: id, fault.segment),
            watches[id]?.takenForReplaced.insert(fault.segment.file).inserted == true
        {
            logger(id).error(
                "a recording failed; there is another in its place by now",
                metadata: ["file": "\(fault.segment.file)", "reason": "\(fault.reason)"])
            situation.replaced(fault.segment.file, of: id)
            return
        }
        logger(id).error(
            "a recording failed; the plan does without it",
            metadata: ["file": "\(fault.segment.file)", "reason": "\(fault.reason)"])
        if !situation.isNoted(fault, of: id) {
            watches[id]?.folder.append(
                AirEvent(at: surroundings.clock.now(), kind: .faulted, detail: fault.reason, segment: index))
        }
        surroundings.distrust(airing, fault)
        situation.distrusted(fault, of: id)
    }

    /// What failed is not what the library has any more.
    private func hasBeenReplaced(_ index: Int, of id: Airing.ID, _ segment: Segment) -> Bool {
        guard let path = try? surroundings.locate(segment), let folder = watches[id]?.folder else { return false }
        return folder.hasBeenReplaced(index, by: path)
    }

    private func amend(_ id: Airing.ID, by next: Airing) {
        situation.amended(id, by: next)
        guard let airing = situation[id]?.airing, let rest = situation[id]?.rest else { return }
        watches[id]?.folder.amend(airing, from: airing.segments.count - rest.segments.count)
        logger(id).notice(
            "the plan's next choice takes the rest of the slot",
            metadata: ["files": "\(rest.segments.map(\.file))"])
        changed.insert(id)
    }

    private func split(_ id: Airing.ID, before index: Int) {
        situation.split(id, before: index)
        guard let airing = situation[id]?.airing else { return }
        // Its engine has laid what it was to run on to ready, and would go on with it if nobody were there to end it.
        watches[id]?.folder.amend(airing)
        logger(id).notice("what was to follow has a recording of its own by now, and its own airing")
        changed.insert(id)
    }

    private func stop(_ id: Airing.ID, _ reason: StopReason) {
        guard let process = watches[id]?.process else { return }
        if watches[id]?.stopping != reason { logger(id).warning("\(reason.inWords)") }
        watches[id]?.stopping = reason
        situation.stopped(id, reason)
        EngineProcess.signal(process, SIGKILL)
    }

    private func finish(_ id: Airing.ID) {
        guard let active = situation[id], finishing[id] == nil else { return }
        let number = record(id, isFinished: true)
        changed.remove(id)
        // The plan's next choice, which gets the row, does not wait until there is room for one.
        if active.makesRoom { close(id) } else { finishing[id] = number }
    }

    /// The log has it.
    func recorded(_ id: Airing.ID, _ number: Int) {
        guard finishing[id] == number else { return }
        finishing[id] = nil
        // By now there may be more of it.
        guard situation.decisions.contains(.finish(id)) else { return }
        close(id)
        wakeUp?.yield()
    }

    private func close(_ id: Airing.ID) {
        watches[id]?.folder.markFinished()
        watches[id] = nil
        situation.finished(id)
        logger(id).notice("the airing is over")
    }

    @discardableResult
    func record(_ id: Airing.ID, isFinished: Bool = false) -> Int? {
        guard let active = situation[id] else { return nil }
        finishing[id] = nil
        // The folder has the engine's beats too; all of them, if nobody has removed it.
        let written = watches[id]?.folder.events(from: 0).events ?? []
        let isWhole = watches[id]?.isMadeAgain == false && written.count >= active.events.count
        return scribe.submit(active.airing, isWhole ? written : active.events, isFinished: isFinished)
    }

    func logger(_ id: Airing.ID) -> Logger {
        var logger = surroundings.logger
        logger[metadataKey: "airing"] = "\(id)"
        return logger
    }
}
