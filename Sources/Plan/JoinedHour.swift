import Algorithms
import Foundation
import Programme

/// An hour whose two half hours an explicit `yyyymmdd_hh00_joined` recording takes the place of, both the recordings'
/// and the schedule's.
struct JoinedHour {
    let joined: Edition
    let halfPast: Date
    /// What the joined recording is to play as.
    let filledSlot: FilledSlot

    /// `nil` if there is no joined recording for `start`, or if the hour is not made of half hours: the schedule has
    /// a recorded programme there already, or one with its own recording that lasts past half past, or one at half
    /// past that lasts past the hour, or something at another minute of the first half, or a live one at half past.
    /// - Parameters:
    ///   - files: The recordings for `start`, in order of preference.
    ///   - recorded: The recorded programmes that start then, the one to have the slot first.
    init?(at start: Date, files: [Edition], recorded: [Slot], schedule: SlotTable) {
        guard let joined = files.first(where: \.pid.isJoined) else { return nil }
        let halfPast = start + LengthRule.halfHour
        let hourEnd = halfPast + LengthRule.halfHour
        let second = schedule.slots(at: halfPast, type: .recorded)
        let first = recorded.first
        let hasOwn = first.map { slot in files.contains { $0.pid == slot.pid } } ?? false
        let firstEnd = first?.end ?? halfPast
        guard !(hasOwn && firstEnd > halfPast),
            !schedule.isWithinRecorded(start), !schedule.hasStart(between: start, and: halfPast),
            schedule.slots(at: halfPast, type: .live).isEmpty, second.allSatisfy({ $0.end <= hourEnd })
        else { return nil }

        (self.joined, self.halfPast) = (joined, halfPast)
        let scheduled = recorded.prefix(1) + second
        let end = firstEnd > halfPast && second.isEmpty ? firstEnd : max(firstEnd, hourEnd)
        let titles = scheduled.isEmpty ? [joined.pid.text] : scheduled.map(\.shownTitle)
        filledSlot = FilledSlot(
            start: start, end: end, content: .recording(joined), origin: scheduled.isEmpty ? .unscheduled : .scheduled,
            pid: first?.pid ?? joined.pid, title: titles.joinedAsTitle, scheduled: Array(scheduled), isFirm: true)
    }
}

extension [String] {
    /// The distinct ones, in order: `A / B`.
    var joinedAsTitle: String { Array(uniqued()).joined(separator: " / ") }
}
