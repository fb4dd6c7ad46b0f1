import Foundation
import Programme

/// Recordings that failed on air, and that the plan does without: until their slot is over, and for as long as they
/// have not been replaced.
package struct Distrust: Sendable {
    private struct Entry: Sendable {
        let reason: String
        let pid: PID
        /// As it lay in the library; `nil` if it was not there any more, or was just being written.
        var recording: Recording?
        /// Nothing is known against it: it could not be had.
        let isAbsent: Bool
        /// The library had not been looked at yet.
        var isUnseen = false
        /// A plan has done without it.
        var isApplied = false
        let until: Date
        /// The slot that is to be filled, whether or not the schedule has it; `nil` for what was itself in the place of
        /// something else.
        let slot: Slot?
    }

    private var entries: [String: Entry] = [:]

    package init() {}

    /// In words, by recording.
    package var reasons: [String: String] { entries.mapValues(\.reason) }

    /// - Parameters:
    ///   - segment: what failed, and `reason` in words.
    ///   - recordings: what the library has; `nil` if that is not known yet.
    ///   - isAbsent: it could not be had, so that it is done without for a moment only: it may be had again soon.
    package mutating func add(
        _ segment: Segment, because reason: String, isAbsent: Bool = false, in airing: Airing, now: Date,
        recordings: [Recording]?
    ) {
        let index = airing.segments.firstIndex(of: segment) ?? airing.segments.count
        let next = index + 1 < airing.segments.count ? airing.segments[index + 1].startsAt : airing.offAir
        if isAbsent { add(othersThan: segment, now: now, recordings: recordings ?? []) }
        let isSubstitute = entries.values.contains { $0.slot?.holds(segment.startsAt) ?? false }
        // What has taken the rest of a slot started in the middle of it.
        let start = segment.loop ? segment.startsAt : segment.startsAt - segment.cueIn
        let slot = Slot(start: start, end: next, pid: segment.pid, title: segment.title)
        entries[segment.file] = Entry(
            reason: reason, pid: segment.pid, recording: isAbsent ? nil : recordings?.first { $0.file == segment.file },
            isAbsent: isAbsent, isUnseen: recordings == nil, until: isAbsent ? now + Self.pause : airing.offAir,
            slot: isSubstitute ? nil : slot)
    }

    /// Where a second recording of a programme cannot be had, its earlier editions are not tried one after the other:
    /// it is the library that is away.
    private mutating func add(othersThan segment: Segment, now: Date, recordings: [Recording]) {
        let isSecond = entries.contains { file, entry in
            entry.isAbsent && entry.pid == segment.pid && file != segment.file && now < entry.until
        }
        guard isSecond, let own = recordings.first(where: { $0.file == segment.file }) else { return }
        for other in recordings where other.pid == own.pid && other.name.time < own.name.time {
            guard entries[other.file] == nil else { continue }
            entries[other.file] = Entry(
                reason: "it cannot be had, as others of its programme", pid: own.pid, recording: nil, isAbsent: true,
                until: now + Self.pause, slot: nil)
        }
    }

    /// Seconds for which the plan does without what could not be had.
    package static let pause = 5.0

    /// What has been replaced deserves another try, once a plan has done without it: so that everybody sees that it
    /// is another.
    package mutating func forget(now: Date, recordings: [Recording]) {
        for (file, entry) in entries where !entry.isAbsent {
            if entry.isUnseen { entries[file]?.recording = recordings.first { $0.file == file } }
            entries[file]?.isUnseen = false
            if !entry.isApplied, now < entry.until { continue }
            let new = recordings.first { $0.file == file }
            let isReplaced = new != nil && new != entries[file]?.recording
            if isReplaced || new == nil && now >= entry.until { entries[file] = nil }
        }
        entries = entries.filter { !$0.value.isAbsent || now < $0.value.until }
        for file in entries.keys { entries[file]?.isApplied = true }
    }

    /// When the first of those that could not be had may be tried for again.
    package var next: Date? { entries.values.filter(\.isAbsent).map(\.until).min() }

    /// The schedule's slots, and those of recordings that only their names had put on air: once they have been on air
    /// they have a right to a repeat or the emergency recording too, for as long as they were to be there.
    package func slots(beside scheduled: [Slot]) -> [Slot] {
        let slots = entries.values.compactMap(\.slot)
            .filter { slot in !scheduled.contains { $0.type == .recorded && $0.holds(slot.start) } }
        return scheduled + Dictionary(grouping: slots, by: \.start).values.compactMap { $0.min { $0.pid < $1.pid } }
    }
}

extension PlanInputs {
    /// Takes what failed on air for unplayable, whatever the preflight says.
    package mutating func doWithout(_ distrust: Distrust) {
        for (file, reason) in distrust.reasons {
            let fault = Inspection.Finding(kind: .unplayable, detail: "on air, \(reason)")
            inspections[file] = Inspection(duration: 0, findings: [fault])
        }
        slots = distrust.slots(beside: slots)
    }
}

extension Slot {
    fileprivate func holds(_ instant: Date) -> Bool { start <= instant && instant < end }
}
