import Foundation
import Programme

/// Which file: what is to be played in each slot, with a reason for every other recording.
struct Choosing {
    let schedule: SlotTable
    let editions: Editions
    let emergency: EmergencyRecording?
    var leftOut: LeftOut
    /// The half past of each hour that a joined recording takes, and that recording.
    private var joinedOver: [Date: Edition] = [:]

    init(schedule: SlotTable, editions: Editions, emergency: EmergencyRecording?, leftOut: LeftOut) {
        (self.schedule, self.editions, self.leftOut) = (schedule, editions, leftOut)
        self.emergency = emergency.flatMap { $0.duration > 0 && $0.duration.isFinite ? $0 : nil }
    }

    /// At most one for each instant, in time order; they may overlap.
    mutating func filledSlots() -> [FilledSlot] {
        Set(editions.byStart.keys).union(schedule.starts).sorted().compactMap { fillSlot(at: $0) }
    }

    private mutating func fillSlot(at start: Date) -> FilledSlot? {
        let files = editions.byStart[start] ?? []
        if let joined = joinedOver[start] {
            ignore(files, "\(joined.file), which joins both half hours, takes its place")
            return nil
        }
        let recorded = rank(schedule.slots(at: start, type: .recorded), files: files)
        var filled: FilledSlot?
        if let hour = JoinedHour(at: start, files: files, recorded: recorded, schedule: schedule) {
            joinedOver[hour.halfPast] = hour.joined
            filled = hour.filledSlot
        } else if let slot = recorded.first {
            filled = fill(slot, files: files, notes: repetitionNotes(recorded))
        } else {
            filled = files.isEmpty ? nil : fillUnscheduled(at: start, files: files)
        }
        if let slot = filled { filled?.begins = editions.begins(slot) }
        missAll(but: recorded.first, of: recorded)
        explain(files, at: start, beside: filled)
        return filled
    }

    /// Which of the programmes scheduled for one instant has it: one with a recording of its own before one that
    /// can be repeated, then by PID.
    private func rank(_ slots: [Slot], files: [Edition]) -> [Slot] {
        guard slots.count > 1 else { return slots }
        func need(_ slot: Slot) -> Int {
            if files.contains(where: { $0.pid == slot.pid }) { return 0 }
            return editions.latest(of: slot.pid, before: slot.start) == nil ? 2 : 1
        }
        return slots.map { (need: need($0), slot: $0) }
            .sorted { a, b in
                (a.need, a.slot.pid, b.slot.end, a.slot.title) < (b.need, b.slot.pid, a.slot.end, b.slot.title)
            }
            .map(\.slot)
    }

    private func repetitionNotes(_ recorded: [Slot]) -> [String] {
        recorded.dropFirst().contains { $0.pid == recorded[0].pid } ? ["the schedule has it twice at this time"] : []
    }

    private mutating func missAll(but winner: Slot?, of slots: [Slot]) {
        guard let winner else { return }
        for slot in slots where slot.pid != winner.pid {
            leftOut.miss(slot, "the schedule has \(winner.shownTitle) at the same time")
        }
    }

    private mutating func ignore(_ files: [Edition], _ reason: @autoclosure () -> String) {
        for edition in files { leftOut.ignore(edition.recording, at: edition.start, reason()) }
    }

    /// Why the recordings for one instant are not used beside the one that is.
    private mutating func explain(_ files: [Edition], at start: Date, beside filled: FilledSlot?) {
        guard files.count > 1, let filled, let chosen = filled.ownRecording else { return }
        for edition in files where edition.recording != chosen {
            let isRival = edition.pid == chosen.pid || filled.origin == .unscheduled && !chosen.pid.isJoined
            leftOut.ignore(
                edition.recording, at: start,
                isRival
                    ? "\(chosen.file), for the same time, was modified more recently"
                    : "\(chosen.file) has this time, as \(filled.title)")
        }
    }
}
