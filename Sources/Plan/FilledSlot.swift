import Foundation
import Programme

/// A slot, from the schedule or by the length rule, and what is to be played in it.
struct FilledSlot {
    enum Content {
        case recording(Edition)
        case emergency(EmergencyRecording)
    }

    let start: Date
    let end: Date
    /// When what plays in it begins, from its beginning: with the slot, unless it came late.
    var begins: Date
    let content: Content
    let origin: Origin
    let pid: PID
    let title: String
    /// The schedule's recorded programmes that this stands for.
    let scheduled: [Slot]
    /// The schedule's live programme whose recording this is.
    let live: Slot?
    /// Until its end nothing but what the schedule has may start.
    let isFirm: Bool
    /// What a person should know about how it was chosen.
    let notes: [String]
    /// Seconds that there are to play.
    let length: Double

    init(
        start: Date, end: Date, content: Content, origin: Origin, pid: PID, title: String, scheduled: [Slot] = [],
        live: Slot? = nil, isFirm: Bool, notes: [String] = []
    ) {
        (self.start, self.end, self.live, begins) = (start, end, live, start)
        (self.content, self.origin, self.pid, self.title) = (content, origin, pid, title)
        (self.scheduled, self.isFirm, self.notes) = (scheduled, isFirm, notes)
        length =
            switch content {
            case .recording(let edition): edition.inspection?.playableDuration ?? end.timeIntervalSince(start)
            case .emergency: .infinity
            }
    }

    /// The recording whose own time this is; none for a repeat or the emergency recording.
    var ownRecording: Recording? {
        guard case .recording(let edition) = content, origin != .repeat else { return nil }
        return edition.recording
    }
}
