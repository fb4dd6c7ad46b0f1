import Foundation
import Programme

// Recordings at fault, and what is to be mended.
extension ActiveAiring {
    mutating func noteFault(_ event: AirEvent, at uptime: Double) {
        guard let index = event.segment, airing.segments.indices.contains(index) else { return }
        let segment = airing.segments[index]
        // An engine that was started when there was hardly anything left, or nothing, finds nothing.
        guard airing.plannedEnd(of: index).timeIntervalSince(event.at) > Self.earliness else { return }
        if event.kind == .unplayable {
            blame(
                segment, "it cannot be played" + (event.detail.map { ": \($0)" } ?? ""), at: uptime,
                isAbsent: event.detail?.hasPrefix(RecordingFault.absence) ?? false)
        } else {
            blame(segment, "it ended early", at: uptime)
        }
    }

    /// Seconds before its planned end from which a recording's end is its fault.
    private static let earliness = 3.0

    mutating func blame(_ segment: Segment, _ reason: String, at uptime: Double, isAbsent: Bool = false) {
        let fault = RecordingFault(segment: segment, reason: reason, since: uptime, isAbsent: isAbsent)
        self.fault = fault
        unusable.add(fault)
        if !isAbsent { blamed.insert(segment.file) }
    }

    /// What the conductor itself, or an earlier one, held for faulty.
    mutating func noteOldFault(_ event: AirEvent, at uptime: Double) {
        guard let index = event.segment, airing.segments.indices.contains(index) else { return }
        let isAbsent = event.detail?.hasPrefix(RecordingFault.absence) ?? false
        if isAbsent { return }
        unusable.add(RecordingFault(segment: airing.segments[index], reason: event.detail ?? "", since: uptime))
    }

    /// Of events that are read again: what was tried once more and then played was not at fault, and a segment whose
    /// place another has taken by now is of no account any more.
    mutating func forgetOldFault(now: Date) {
        let current = airing.segments.lastIndex { $0.startsAt <= now } ?? 0
        let left = airing.remaining(after: current - 1)
        if let rest, let left, rest.segments.count > left.segments.count { self.rest = left }
        guard let fault, let index = airing.segments.firstIndex(of: fault.segment) else { return }
        if index < current {
            self.fault = nil
            return
        }
        let kinds: Set<AirEvent.Kind> = [.segment, .unplayable, .exhausted]
        guard events.last(where: { $0.segment == index && kinds.contains($0.kind) })?.kind == .segment else { return }
        unusable.forget(fault.segment.file)
        (self.fault, rest, hasLeft) = (nil, airing.remaining(after: index - 1), false)
    }

    mutating func noteTold(_ fault: RecordingFault) {
        self.fault = fault
        self.fault?.isTold = true
        unusable.add(fault)
        if !fault.isAbsent { blamed.insert(fault.segment.file) }
    }

    mutating func follow(_ planned: Airing?) { unusable.follow(planned) }

    /// What is heard at the studio, or of the decoder, is ours to mend.
    func repair(at uptime: Double, now: Date) -> StopReason? {
        let segment = current(at: now)
        return complaints.repair(of: segment, at: uptime)
            ?? hearing.repair(pulse, of: segment?.file ?? "", at: uptime)
    }

    /// A recording that is silent again after another engine was tried is at fault; so is one that stays damaged.
    mutating func noteRepair(_ reason: StopReason, at uptime: Double, now: Date) {
        let segment = current(at: now)
        let tries = hearing.noteRepair(reason, of: segment?.file ?? "", at: uptime)
        let isSilentAgain = reason == .silent && tries ?? 0 > 1
        let isDamagedAgain = reason == .damaged && complaints.noteRepair()
        if isSilentAgain || isDamagedAgain, let segment { blame(segment, reason.inWords, at: uptime) }
    }
}
