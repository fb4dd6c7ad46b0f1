import Foundation
import Programme

extension Choosing {
    /// What the programmer asks for in a slot, where it can be had; it goes before everything else there is.
    /// - Parameter notes: takes the reason why it cannot.
    func granted(_ slot: Slot, notes: inout [String]) -> FilledSlot? {
        if let file = slot.wish?.file {
            switch editions.wished(file) {
            case .edition(let wished):
                return granted(
                    slot, wished, origin: .scheduled, notes: notes + ["the schedule asks for \(wished.file)"])
            case .several(let files):
                notes.append(
                    "the schedule asks for \(file), which is \(files.joined(separator: " or ")): name the folder too")
            case nil: notes.append("the schedule asks for \(file), which is not in the library or cannot be played")
            }
        }
        if let date = slot.wish?.edition {
            if let wished = editions.edition(of: slot.pid, at: date, before: slot.start) {
                let note = "repeat of \(wished.file): the schedule asks for it"
                return granted(slot, wished, origin: .repeat, notes: notes + [note])
            }
            notes.append("the schedule asks for the edition of \(date), of which there is none that can be played")
        }
        return nil
    }

    private func granted(_ slot: Slot, _ edition: Edition, origin: Origin, notes: [String]) -> FilledSlot {
        FilledSlot(
            start: slot.start, end: slot.end, content: .recording(edition), origin: origin, pid: slot.pid,
            title: slot.shownTitle, scheduled: [slot], isFirm: true, notes: notes)
    }
}
