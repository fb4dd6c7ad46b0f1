import Foundation
import Programme

/// What a person should know about something that goes on air.
struct Warnings {
    let schedule: SlotTable
    let zone: TimeZone

    /// A recording that is shorter than its slot by no more than this, in seconds, is not worth a warning.
    static let worthSaying = 5.0

    func about(_ timed: TimedSlot) -> [String] {
        timed.slot.notes + preflight(timed.slot) + live(timed.slot) + overlap(timed) + shortness(timed)
    }

    private func preflight(_ slot: FilledSlot) -> [String] {
        guard case .recording(let edition) = slot.content else { return [] }
        guard let inspection = edition.inspection else { return ["\(edition.file) is not yet inspected"] }
        return inspection.findings.map { "\(edition.file) is \($0.kind.rawValue): \($0.detail)" }
    }

    private func live(_ slot: FilledSlot) -> [String] {
        schedule.live(at: slot.start).map { "the schedule has \($0.shownTitle), live, at this time" }
    }

    private func overlap(_ timed: TimedSlot) -> [String] {
        guard timed.slot.isFirm, timed.end < timed.slot.end else { return [] }
        let next = schedule.slots(at: timed.end).first?.shownTitle ?? "another programme"
        return [
            "the slot of \(timed.slot.title) overlaps: it ends at \(clockTime(timed.end)), when the schedule has \(next)"
        ]
    }

    /// Only where the slot's end is known, not where it has been guessed from the recording's length.
    private func shortness(_ timed: TimedSlot) -> [String] {
        let seconds = timed.leaving.latest.timeIntervalSince(timed.slot.start + timed.slot.length)
        guard timed.slot.isFirm, seconds > Self.worthSaying else { return [] }
        return ["\(timed.slot.title) ends \(Int(seconds.rounded())) s before it was to leave the air"]
    }

    private func clockTime(_ instant: Date) -> String {
        let time = LocalTime(instant, in: zone)
        return String(format: time.second == 0 ? "%02d:%02d" : "%02d:%02d:%02d", time.hour, time.minute, time.second)
    }
}
