import Foundation
import Programme

/// What a person should know about something that goes on air.
struct Warnings {
    let schedule: SlotTable
    let editions: Editions
    let zone: TimeZone
    let loudness: LoudnessTarget?

    /// A recording that ends this much, in seconds, before it would be taken off the air is worth saying so.
    static let worthSaying = 5.0
    /// By more than this, or by more than this part of its time on air, it is dead air that somebody should know of.
    static let (longestGap, greatestGap) = (30.0, 0.05)

    func about(_ timed: TimedSlot) -> [String] {
        timed.slot.notes + late(timed.slot) + preflight(timed.slot) { !$0.isMinor } + copy(timed.slot)
            + live(timed.slot) + overlap(timed) + shortness(timed, asWarning: true)
    }

    /// What is no reason to tell anybody unasked.
    func notes(_ timed: TimedSlot) -> [String] {
        preflight(timed.slot, \.isMinor) + shortness(timed, asWarning: false) + loudness(timed.slot)
    }

    /// Of what does not come to the target.
    private func loudness(_ slot: FilledSlot) -> [String] {
        guard let loudness else { return [] }
        guard let gain = slot.gain(for: loudness), let own = slot.loudness else {
            return ["it is not known how loud \(slot.file) is: it is played as it is"]
        }
        let lack = loudness.lufs - own - gain
        guard lack >= Self.audible else { return [] }
        return [
            "\(slot.file) stays \(String(format: "%.1f", lack)) LU below the target: its peaks leave it no more room, or it is hardly more than silence"
        ]
    }

    /// LU; less is not worth a word.
    private static let audible = 0.5

    private func preflight(_ slot: FilledSlot, _ isWanted: (Inspection.Finding.Kind) -> Bool) -> [String] {
        guard case .recording(let edition) = slot.content else { return [] }
        guard let inspection = edition.inspection else {
            guard isWanted(.unplayable) else { return [] }
            return [
                edition.obstacle.map { "\(edition.file) could not be inspected: \($0)" }
                    ?? "\(edition.file) is not yet inspected"
            ]
        }
        return inspection.findings.filter { isWanted($0.kind) }
            .map { "\(edition.file) \($0.kind.inWords): \($0.detail)" }
    }

    /// Last week's under this week's name.
    private func copy(_ slot: FilledSlot) -> [String] {
        guard case .recording(let edition) = slot.content, slot.origin != .repeat,
            let original = editions.original(of: edition)
        else { return [] }
        return [
            "\(edition.file) is the same recording as \(original.file): put the new one in its place, if there is one"
        ]
    }

    private func late(_ slot: FilledSlot) -> [String] {
        guard slot.begins > slot.start else { return [] }
        return ["its recording came late: \(slot.title) begins at \(clockTime(slot.begins)), from its beginning"]
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
    private func shortness(_ timed: TimedSlot, asWarning: Bool) -> [String] {
        let seconds = timed.leaving.latest.timeIntervalSince(timed.slot.begins + timed.slot.length)
        let part = seconds / timed.leaving.latest.timeIntervalSince(timed.slot.begins)
        guard timed.slot.isFirm, seconds > Self.worthSaying,
            (seconds > Self.longestGap || part > Self.greatestGap) == asWarning
        else { return [] }
        return ["\(timed.slot.title) ends \(Int(seconds.rounded())) s before it was to leave the air"]
    }

    private func clockTime(_ instant: Date) -> String {
        let time = LocalTime(instant, in: zone)
        return String(format: time.second == 0 ? "%02d:%02d" : "%02d:%02d:%02d", time.hour, time.minute, time.second)
    }
}

extension Inspection.Finding.Kind {
    /// After a recording's name.
    fileprivate var inWords: String {
        switch self {
        case .unplayable: "is unplayable"
        case .truncated: "is truncated"
        case .damaged: "is damaged"
        case .silence: "is silent in places"
        case .silentStart: "begins with silence"
        case .silentEnd: "ends with silence"
        case .oneEar: "is in one ear only"
        case .loudness: "is off the station's loudness"
        case .truePeak: "has high peaks"
        case .clipping: "is clipped"
        }
    }
}
