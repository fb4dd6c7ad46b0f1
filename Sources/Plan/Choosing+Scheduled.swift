import Foundation
import Programme

extension Choosing {
    /// What plays in a recorded programme's slot: its own recording, or the joined one, or whatever else there is for
    /// that instant; else a repeat, else the emergency recording.
    /// - Parameter files: In order of preference.
    mutating func fill(_ slot: Slot, files: [Edition], notes: [String]) -> FilledSlot? {
        var notes = notes
        if let wished = granted(slot, notes: &notes) { return wished }
        if let own = files.first(where: { $0.pid == slot.pid }) ?? files.first(where: \.pid.isJoined) {
            return filled(slot, with: .recording(own), origin: .scheduled, notes: notes)
        }
        if let other = files.first {
            return FilledSlot(
                start: slot.start, end: slot.end, content: .recording(other), origin: .unscheduled, pid: other.pid,
                title: other.pid.text, scheduled: [slot], isFirm: true,
                notes: notes + ["the schedule has \(slot.shownTitle) (\(slot.pid)) at this time"])
        }
        if let live = schedule.slots(at: slot.start, type: .live).first {
            let reasons = notes + ["\(lack(slot)), and the schedule has \(live.shownTitle), live, at the same time"]
            leftOut.miss(slot, reasons.joined(separator: "; "))
            return nil
        }
        return standIn(for: slot, notes: notes)
    }

    private mutating func standIn(for slot: Slot, notes: [String]) -> FilledSlot? {
        let lack = lack(slot)
        if slot.wish?.withoutRepeat != true, let earlier = editions.latest(of: slot.pid, before: slot.start) {
            let note = "repeat of \(earlier.file): \(lack)"
            return filled(slot, with: .recording(earlier), origin: .repeat, notes: notes + [note])
        }
        let lackOfAll =
            slot.wish?.withoutRepeat == true
            ? "\(lack); the schedule wants no repeat" : "\(lack); nor is there an earlier edition that can be played"
        if let emergency {
            let note = "emergency recording: \(lackOfAll)"
            return filled(slot, with: .emergency(emergency), origin: .emergency, notes: notes + [note])
        }
        let lacks = notes + ["\(lackOfAll), and the station has no emergency recording"]
        leftOut.miss(slot, lacks.joined(separator: "; "))
        return nil
    }

    private func lack(_ slot: Slot) -> String {
        editions.unplayable(of: slot.pid, at: slot.start) ?? "there is no recording of it"
    }

    private func filled(_ slot: Slot, with content: FilledSlot.Content, origin: Origin, notes: [String]) -> FilledSlot {
        FilledSlot(
            start: slot.start, end: slot.end, content: content, origin: origin, pid: slot.pid, title: slot.shownTitle,
            scheduled: [slot], isFirm: true, notes: notes)
    }
}
