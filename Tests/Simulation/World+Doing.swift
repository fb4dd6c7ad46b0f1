import AsRun
import Foundation
import OnAir
import Plan
import Programme
import TestSupport

// Decisions, carried out as `Conductor+Doing.swift` does.
extension World {
    func carryOut(_ decision: Decision) {
        switch decision {
        case .distrust(let id, let fault): distrust(fault, id)
        case .begin(let airing): begin(airing)
        case .amend(let id, let next): amend(id, by: next)
        case .split(let id, let index): split(id, before: index)
        case .resume(let id): resume(id)
        case .stop(let id, let reason): stop(id, reason)
        case .finish(let id): finish(id)
        }
    }

    private func begin(_ airing: Airing) {
        if !reopen(airing) {
            disk[airing.id] = Folder(airing: airing)
            conductor?.watches[airing.id] = .init()
            conductor?.situation.begun(airing)
        }
        witness.begins(airing, self)
        resume(airing.id)
    }

    private func reopen(_ airing: Airing) -> Bool {
        guard let folder = disk[airing.id], folder.isFinished, let told = folder.events.putRight(at: clock.now) else {
            return false
        }
        conductor?.situation.begunAgain(airing, after: folder.airing, events: told)
        disk[airing.id] = Folder(airing: conductor?.situation[airing.id]?.airing ?? airing, events: told)
        conductor?.watches[airing.id] = .init(read: told.count)
        figures.reopened += 1
        return true
    }

    private func resume(_ id: Airing.ID) {
        guard let active = conductor?.situation[id], let rest = active.rest else { return }
        conductor?.watches[id]?.ending = nil
        let offset = active.airing.segments.count - rest.segments.count
        let takes = rest.segments.indices.map { prepare(rest.segments[$0], as: offset + $0, in: id) }
        guard let first = takes.first, first != nil else {
            conductor?.situation.couldNotResume(id, because: "no such file")
            witness.couldNotResume(id, self)
            return
        }
        let absent = takes.indices.filter { takes[$0] == nil }.map { $0 + offset }
        conductor?.situation.resumed(id, without: Set(absent))
        disk[id]?.started = clock.reading
        let orders = SimulatedEngine.Orders(
            airing: id, rest: rest, first: offset, takes: takes, closesAt: closesAt(rest), settings: Self.settings)
        let engine = spawn(orders)
        conductor?.watches[id]?.engine = engine
        if engine == nil {
            conductor?.watches[id]?.ending = "it could not be started: there is no such program"
            witness.couldNotStart(id, self)
        }
    }

    /// As the engine is told.
    private func closesAt(_ rest: Airing) -> Date { rest.closesAt(tail: Self.settings.tail) }

    private func prepare(_ segment: Segment, as index: Int, in id: Airing.ID) -> Take? {
        if let ready = disk[id]?.prepared[index] { return ready }
        guard let take = store.take(segment.file) else { return nil }
        disk[id]?.prepared[index] = take
        return take
    }

    private func distrust(_ fault: RecordingFault, _ id: Airing.ID) {
        guard let airing = conductor?.situation[id]?.airing else { return }
        witness.blames(fault, airing, self)
        let index = airing.segments.firstIndex(of: fault.segment)
        if !fault.isAbsent, let index, hasBeenReplaced(index, of: id, fault.segment) {
            conductor?.situation.replaced(fault.segment.file, of: id)
            return
        }
        let recordings = conductor?.planned == nil ? nil : conductor?.recordings
        conductor?.distrust.add(
            fault.segment, because: fault.reason, isAbsent: fault.isAbsent, in: airing, now: clock.now,
            recordings: recordings)
        if conductor?.situation.isNoted(fault, of: id) == false {
            let event = AirEvent(at: clock.now, kind: .faulted, detail: fault.reason, segment: index)
            note(.event(event, id))
            disk[id]?.events.append(event)
        }
        conductor?.distrusted += 1
        planSoon(after: 0)
        conductor?.situation.distrusted(fault, of: id)
    }

    func hasBeenReplaced(_ index: Int, of id: Airing.ID, _ segment: Segment) -> Bool {
        guard let ready = disk[id]?.prepared[index], let take = store.take(segment.file) else { return false }
        return ready != take
    }

    private func amend(_ id: Airing.ID, by next: Airing) {
        conductor?.situation.amended(id, by: next)
        guard let airing = conductor?.situation[id]?.airing, let rest = conductor?.situation[id]?.rest else { return }
        disk[id]?.airing = airing
        let kept = airing.segments.count - rest.segments.count
        let prepared = disk[id]?.prepared ?? [:]
        disk[id]?.prepared = prepared.filter { $0.key < kept }
        figures.amendments += 1
        if options.hasFaults, dice.chance(0.1) {
            agenda.put(.fault(.conductorKilled(dice.between(0.3, 5))), at: clock.time + dice.between(0.1, 60))
        }
        record(id)
    }

    private func split(_ id: Airing.ID, before index: Int) {
        conductor?.situation.split(id, before: index)
        guard let airing = conductor?.situation[id]?.airing else { return }
        disk[id]?.airing = airing
        figures.splits += 1
        record(id)
    }

    private func stop(_ id: Airing.ID, _ reason: StopReason) {
        guard let engine = conductor?.watches[id]?.engine else { return }
        conductor?.situation.stopped(id, reason)
        kill(engine)
    }

    private func finish(_ id: Airing.ID) {
        guard let conductor else { return }
        let makesRoom = conductor.situation[id]?.makesRoom ?? false
        let isSoon = abs(clock.now.timeIntervalSince(conductor.recordedAt)) < 5
        if conductor.unrecorded.contains(id), isSoon, !makesRoom { return }
        self.conductor?.recordedAt = clock.now
        guard record(id, isFinished: true) || makesRoom else { return }
        self.conductor?.unrecorded.remove(id)
        disk[id]?.isFinished = true
        witness.accounts[id] = disk[id]?.events
        self.conductor?.watches[id] = nil
        self.conductor?.situation.finished(id)
        self.conductor?.told[id] = nil
        self.conductor?.unheardSince[id] = nil
        // An hour later than it can matter, so that a conductor that starts again has something to pass over.
        disk = disk.filter { !$0.value.isFinished || $0.value.airing.offAir > clock.now - 2 * 3600 }
    }

    @discardableResult
    func record(_ id: Airing.ID, isFinished: Bool = false) -> Bool {
        guard let active = conductor?.situation[id] else { return true }
        guard clock.time >= diskFullUntil else {
            conductor?.unrecorded.insert(id)
            return false
        }
        conductor?.unrecorded.remove(id)
        // What is written meanwhile is written over at the end.
        if !isFinished, let row = rows[id], row.outcome == nil { return true }
        enter(AsRunEntry(airing: active.airing, events: disk[id]?.events ?? active.events, finished: isFinished))
        return true
    }

    /// Into the log.
    func enter(_ entry: AsRunEntry) {
        let earlier = rows[entry.airing]
        if let earlier, !entry.mayReplace(earlier) { return }
        rows[entry.airing] = entry
        witness.logs(entry, after: earlier, self)
    }
}
