import Algorithms
import Foundation
import Programme

/// The schedule's slots in time order, and what is asked of them. Slots without length are not among them.
struct SlotTable {
    /// By start; those of one start by end, PID and title, so that the order in which they came is of no account.
    private let slots: [Slot]
    private let byStart: [Date: [Slot]]
    private let live: [Slot]
    /// In order.
    let liveStarts: [Date]
    /// For each of `slots`, when the last of the recorded ones up to and with it ends.
    private let recordedUntil: [Date]

    /// - Parameter leftOut: Takes the recorded programmes whose slots have no length.
    init(_ given: [Slot], leftOut: inout LeftOut) {
        for slot in given where slot.type == .recorded && slot.start >= slot.end {
            leftOut.miss(slot, "the schedule gives it no time: it ends as it starts, or before")
        }
        slots = given.filter { $0.start < $0.end }.sorted(by: Self.precedes)
        byStart = Dictionary(grouping: slots, by: \.start)
        live = slots.filter { $0.type == .live }
        liveStarts = live.map(\.start)
        recordedUntil = slots.reductions(Date.distantPast) { $1.type == .recorded ? max($0, $1.end) : $0 }
            .dropFirst().map(\.self)
    }

    private static func precedes(_ a: Slot, _ b: Slot) -> Bool {
        (a.start, a.end, a.pid, a.title, a.type.rawValue) < (b.start, b.end, b.pid, b.title, b.type.rawValue)
    }

    var starts: Dictionary<Date, [Slot]>.Keys { byStart.keys }

    /// In order of end, PID and title.
    func slots(at start: Date, type: ProgrammeType) -> [Slot] {
        (byStart[start] ?? []).filter { $0.type == type }
    }

    func slots(at start: Date) -> [Slot] { byStart[start] ?? [] }

    /// Whether any slot starts after `a` and before `b`.
    func hasStart(between a: Date, and b: Date) -> Bool {
        let next = slots.partitioningIndex { $0.start > a }
        return next < slots.count && slots[next].start < b
    }

    /// Whether a recorded programme's slot started before `instant` and lasts past it.
    func isWithinRecorded(_ instant: Date) -> Bool {
        let next = slots.partitioningIndex { $0.start >= instant }
        return next > 0 && recordedUntil[next - 1] > instant
    }

    func live(at instant: Date) -> [Slot] {
        live.prefix { $0.start <= instant }.filter { $0.end > instant }
    }
}
