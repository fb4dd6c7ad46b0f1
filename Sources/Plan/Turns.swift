import Algorithms
import Foundation
import Programme

/// A filled slot, where it really ends, and how it leaves the air.
struct TimedSlot {
    let slot: FilledSlot
    let end: Date
    let leaving: Leaving
}

/// Who is on air when several could be: a start ends what came before, and a firm slot keeps out what the schedule
/// does not have.
struct Turns {
    let slots: [FilledSlot]
    let leavingRule: LeavingRule
    /// In order.
    let liveStarts: [Date]

    /// The place of a slot in `slots`, and how it leaves the air.
    private typealias Turn = (index: Int, stretch: Stretch, leaving: Leaving)

    /// - Parameter slots: In time order, at most one for each instant.
    init(_ slots: [FilledSlot], leavingRule: LeavingRule, liveStarts: [Date]) {
        (self.slots, self.leavingRule, self.liveStarts) = (slots, leavingRule, liveStarts)
    }

    /// The connections that touch `span`, in time order: each of one slot, or of several that run on from one to the
    /// next. None starts before the one before it has ended.
    func connections(touching span: Range<Date>, leftOut: inout LeftOut) -> [[TimedSlot]] {
        let firm = turns(slots.indices.filter { slots[$0].isFirm }, leftOut: &leftOut)
        let others = keepOut(slots.indices.filter { !slots[$0].isFirm }, of: firm, leftOut: &leftOut)
        return turns((firm.map(\.index) + others).sorted(), leftOut: &leftOut)
            .chunked { a, _ in a.leaving.runsOn }
            .filter { connection in
                guard let first = connection.first, let last = connection.last else { return false }
                return first.stretch.begins < span.upperBound && last.leaving.stopsAt > span.lowerBound
            }
            .map { $0.map { TimedSlot(slot: slots[$0.index], end: $0.stretch.end, leaving: $0.leaving) } }
    }

    /// Ends each slot at the next start of a slot that goes on air, or of a live programme. Backwards, because
    /// whether a slot goes on air depends on what follows it.
    private func turns(_ indices: [Int], leftOut: inout LeftOut) -> [Turn] {
        var turns: [Turn] = []
        for index in indices.reversed() {
            let next = turns.last?.stretch
            var stretch = slots[index].stretch
            stretch.end = [stretch.end, next?.start, liveStart(after: stretch.start)].compacted().min() ?? stretch.end
            if let leaving = leavingRule.leaving(stretch, before: next?.begins) {
                turns.append((index, stretch, leaving))
            } else {
                drop(slots[index], leftOut: &leftOut)
            }
        }
        return turns.reversed()
    }

    private func liveStart(after instant: Date) -> Date? {
        liveStarts[liveStarts.partitioningIndex { $0 > instant }...].first
    }

    private func drop(_ slot: FilledSlot, leftOut: inout LeftOut) {
        let reason = "there is no time to play it before its slot ends or something else is on air"
        for programme in slot.scheduled { leftOut.miss(programme, reason) }
        if let recording = slot.ownRecording { leftOut.ignore(recording, at: slot.start, reason) }
    }

    /// Those of `indices` whose slots start in none of the `firm` ones.
    private func keepOut(_ indices: [Int], of firm: [Turn], leftOut: inout LeftOut) -> [Int] {
        indices.filter { index in
            let start = slots[index].start
            let next = firm.partitioningIndex { $0.stretch.start > start }
            guard next > 0, firm[next - 1].stretch.end > start else { return true }
            if let recording = slots[index].ownRecording {
                leftOut.ignore(recording, at: start, "\(slots[firm[next - 1].index].title) has the air at this time")
            }
            return false
        }
    }
}

extension FilledSlot {
    fileprivate var stretch: Stretch {
        Stretch(start: start, begins: begins, end: end, wholeEnd: end, contentEnd: begins + length)
    }
}
