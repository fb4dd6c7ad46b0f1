import Foundation
import Programme

// What has been done of what was decided.
extension Situation {
    package mutating func begun(_ airing: Airing) {
        stalled[airing.id] = nil
        active.append(ActiveAiring(airing, engine: .down(since: uptime, pauses: 0)))
    }

    /// One that is in the log is begun again: what has been on air stays in its account.
    /// - Parameters:
    ///   - earlier: the airing as it was when it was over, and `events` all that was told of it.
    package mutating func begunAgain(_ airing: Airing, after earlier: Airing, events: [AirEvent]) {
        stalled[airing.id] = nil
        finished.remove(airing.id)
        (spent[airing.id], ends[airing.id]) = (nil, nil)
        var found = ActiveAiring(earlier, engine: .down(since: uptime, pauses: 0))
        for event in events { found.note(event, at: uptime) }
        found.amend(by: airing, at: now)
        active.append(found)
    }

    /// Something else lies in the place of what an earlier conductor found to be at fault.
    package mutating func replaced(_ file: String, of id: Airing.ID) {
        guard let index = index(of: id) else { return }
        if active[index].fault?.segment.file == file { active[index].fault?.isTold = true }
        active[index].unusable.forget(file)
    }

    /// - Parameter absent: those of the airing's segments whose recordings could not be had.
    package mutating func resumed(_ id: Airing.ID, without absent: Set<Int> = []) {
        guard let index = index(of: id) else { return }
        active[index].resumed(at: uptime)
        active[index].absent = absent
    }

    /// No engine could be started, since what comes first cannot be had.
    package mutating func couldNotResume(_ id: Airing.ID, because reason: String) {
        guard let index = index(of: id) else { return }
        let start = (active[index].rest ?? active[index].airing).onAir
        active[index].couldNotResume(reason, isDue: now >= start.addingTimeInterval(-Self.latest), at: uptime)
    }

    /// Seconds before its start at which something else has to be found for an airing that cannot be resumed: an
    /// engine takes one of them.
    private static let latest = 2.0

    /// There is no place for its engine to work in.
    package mutating func couldNotBegin(_ id: Airing.ID) {
        let failures = (stalled[id]?.failures ?? 0) + 1
        stalled[id] = (failures, uptime + max(0.1, ActiveAiring.pause(after: failures)))
    }

    /// It has been told to stop; its end will be noted.
    package mutating func stopped(_ id: Airing.ID, _ reason: StopReason) {
        guard let index = index(of: id), active[index].stopping == nil else { return }
        active[index].stopping = reason
        active[index].noteRepair(reason, at: uptime, now: now)
    }

    /// The plan has been told to do without what is at fault.
    package mutating func distrusted(_ fault: RecordingFault, of id: Airing.ID) {
        guard let index = index(of: id) else { return }
        active[index].noteTold(fault)
    }

    /// Whether the airing's account says of a fault already that there was one.
    package func isNoted(_ fault: RecordingFault, of id: Airing.ID) -> Bool {
        guard let active = self[id], let index = active.airing.segments.firstIndex(of: fault.segment) else {
            return false
        }
        return active.events.contains { $0.kind == .faulted && $0.segment == index }
    }

    /// The plan's next choice has taken the rest of the slot.
    package mutating func amended(_ id: Airing.ID, by next: Airing) {
        guard let index = index(of: id) else { return }
        active[index].amend(by: next, at: now)
    }

    /// What begins with this segment is left to another airing.
    package mutating func split(_ id: Airing.ID, before segment: Int) {
        guard let index = index(of: id) else { return }
        active[index].split(before: segment)
    }

    /// The log has it.
    package mutating func finished(_ id: Airing.ID) {
        guard let index = index(of: id) else { return }
        let airing = active.remove(at: index)
        finished.insert(id)
        ends[id] = airing.airing.offAir
        if airing.hasBegun { spent[id] = nil }
        if airing.makesRoom { spent[id, default: Unusable()].add(airing.unusable) }
        // By a clock that may yet be put right, or has been.
        let isOver = now >= airing.airing.offAir && (airing.wasEndedByClock || airing.mayComeBack)
        if isOver || isEarly(airing.airing) {
            spent[id, default: Unusable()].add(airing.unusable)
        }
    }
}
