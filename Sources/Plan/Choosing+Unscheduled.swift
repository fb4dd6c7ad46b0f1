import Foundation
import Programme

extension Choosing {
    /// What plays at an instant at which the schedule has no recorded programme: the recording of the programme that
    /// it calls live, else the joined one, else the one most recently modified.
    /// - Parameter files: In order of preference; at least one.
    func fillUnscheduled(at start: Date, files: [Edition]) -> FilledSlot {
        for live in schedule.slots(at: start, type: .live) {
            guard let own = files.first(where: { $0.pid == live.pid }) else { continue }
            return FilledSlot(
                start: start, end: live.end, content: .recording(own), origin: .scheduled, pid: live.pid,
                title: live.shownTitle, live: live, isFirm: false)
        }
        let edition = files.first(where: \.pid.isJoined) ?? files[0]
        return FilledSlot(
            start: start, end: start + edition.slotLength, content: .recording(edition), origin: .unscheduled,
            pid: edition.pid, title: edition.pid.text, isFirm: false)
    }
}

extension Edition {
    /// Seconds, where the schedule does not say.
    fileprivate var slotLength: Double {
        if pid.isJoined { return 2 * LengthRule.halfHour }
        return inspection.map { LengthRule.slot(ofRecordingLasting: $0.duration) } ?? LengthRule.uninspected
    }
}
