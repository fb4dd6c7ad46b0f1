import Foundation
import Programme

extension Airing {
    /// - Parameter connection: At least one slot; each but the last runs on into the next.
    init(connection: [TimedSlot], warnings: Warnings) {
        let (first, last) = (connection[0].slot, connection[connection.count - 1].leaving)
        let notes = connection.flatMap(warnings.notes)
        self.init(
            onAir: first.begins, offAir: last.stopsAt, fadedOutBy: last.fadedOutBy, offAirBy: last.offAirBy,
            title: connection.map(\.slot.title).joinedAsTitle, pid: first.pid,
            origin: connection.map(\.slot.origin).max { $0.notability < $1.notability } ?? first.origin,
            segments: connection.map { Segment($0, loudness: warnings.loudness) },
            warnings: connection.flatMap(warnings.about), notes: notes.isEmpty ? nil : notes)
    }
}

extension Segment {
    fileprivate init(_ timed: TimedSlot, loudness: LoudnessTarget?) {
        let slot = timed.slot
        let file: String
        let cueOut: Double
        let loop: Bool
        switch slot.content {
        case .recording(let edition):
            let isCut = timed.leaving.stopsAt < slot.begins + slot.length
            cueOut = isCut ? timed.leaving.stopsAt.timeIntervalSince(slot.begins) : slot.length
            (file, loop) = (edition.file, false)
        case .emergency(let emergency):
            (file, cueOut, loop) = (emergency.file, emergency.duration, true)
        }
        let slots = slot.scheduled + [slot.live].compactMap(\.self)
        self.init(
            file: file, startsAt: slot.begins, cueOut: cueOut, loop: loop, gain: slot.gain(for: loudness),
            pid: slot.pid, title: slot.title,
            origin: slot.origin, slots: slots.isEmpty ? nil : slots)
    }
}

extension Origin {
    /// An airing of several segments has the origin of its most notable one.
    fileprivate var notability: Int {
        switch self {
        case .scheduled: 0
        case .unscheduled: 1
        case .repeat: 2
        case .emergency: 3
        }
    }
}
