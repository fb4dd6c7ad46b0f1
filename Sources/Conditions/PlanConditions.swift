import Alerts
import Foundation
import OnAir
import Programme

/// What a person should know about what will be on air, while there is time to do something about it.
struct PlanConditions {
    let knowledge: Knowledge

    /// Seconds before a programme at which it is told that its recording is missing.
    static let leads = [86_400.0, 7200, 900]
    /// Seconds for which there has been no new plan.
    static let planTooOld = 600.0

    private var now: Date { knowledge.now }

    var all: [Condition] { sources + missing + stoodIn + recordings }

    // MARK: Recordings

    /// What has been begun stays as it is, whatever has become of the plan.
    private var airings: [Airing] {
        let begun = Set(knowledge.active.map(\.id))
        return knowledge.active.map(\.airing) + (knowledge.order?.airings.filter { !begun.contains($0.id) } ?? [])
    }

    /// 0, 1, 2 as the time comes nearer, 3 from then on; `nil` if there is time yet.
    private func stage(_ start: Date) -> Int? {
        let left = start.timeIntervalSince(now)
        guard left > 0 else { return Self.leads.count }
        return Self.leads.lastIndex { left <= $0 }
    }

    private var missing: [Condition] {
        guard !knowledge.isLibraryUnknown else { return [] }
        return (knowledge.order?.missing ?? []).compactMap { missing in
            guard missing.end > now, let stage = stage(missing.start) else { return nil }
            let cover = cover(of: missing)
            if cover?.isConnected == true { return nil }
            let isNow = stage == Self.leads.count
            let title = missing.title.isEmpty ? missing.pid.text : missing.title
            return Condition(
                key: "missing/\(Airing.id(onAir: missing.start, pid: missing.pid))",
                urgency: stage >= 2 ? .critical : .warning,
                title: isNow ? "Nothing to play: \(title)" : lackTitle(title, missing.start),
                detail: "\(title) (\(knowledge.moment(missing.start))): \(missing.reason). The studio gets nothing in "
                    + "its slot. \(remedy(missing.pid, missing.start))",
                airing: Airing.id(onAir: missing.start, pid: missing.pid),
                // While another engine is on its way to the air.
                grace: cover == nil ? 0 : Self.patience,
                // More pressing than what stood in and has broken off.
                stage: isNow ? stage + 1 : stage)
        }
    }

    /// Seconds for which what has been begun may be off the air before its slot has nothing.
    private static let patience = 10.0

    /// What has been begun stays on air, whatever the plan holds of its recording by now.
    private func cover(of missing: Missing) -> ActiveAiring? {
        let instant = max(now, missing.start)
        return knowledge.active.first { $0.rest != nil && $0.airing.onAir <= instant && instant < $0.airing.offAir }
    }

    /// Programmes in whose place a repeat or the emergency recording plays.
    private var stoodIn: [Condition] {
        guard !knowledge.isLibraryUnknown else { return [] }
        return airings.flatMap { airing in
            airing.segments.indices.compactMap { standIn(airing.segments[$0], end(of: $0, in: airing), airing) }
        }
    }

    private func standIn(_ segment: Segment, _ end: Date, _ airing: Airing) -> Condition? {
        guard [.repeat, .emergency].contains(segment.origin), end > now, let stage = stage(segment.startsAt)
        else { return nil }
        let isNow = stage == Self.leads.count
        let what = segment.origin == .repeat ? "Repeat" : "Emergency recording"
        let reason = airing.warnings.isEmpty ? "there is no recording of it" : airing.warnings.joined(separator: "; ")
        return Condition(
            key: "missing/\(Airing.id(onAir: segment.startsAt, pid: segment.pid))",
            urgency: stage == 0 ? .note : .warning,
            title: isNow ? "\(what) on air: \(segment.title)" : lackTitle(segment.title, segment.startsAt),
            detail: "\(segment.title) (\(knowledge.moment(segment.startsAt))): \(reason). "
                + (isNow ? "" : remedy(segment.pid, segment.startsAt)),
            airing: airing.id, stage: stage)
    }

    /// Of its slot: where a recording is over before that, nothing plays, and that is no all-clear.
    private func end(of index: Int, in airing: Airing) -> Date {
        index + 1 < airing.segments.count ? airing.segments[index + 1].startsAt : airing.offAirBy
    }

    private func lackTitle(_ title: String, _ start: Date) -> String {
        "No recording: \(title), \(knowledge.moment(start))"
    }

    private func remedy(_ pid: PID, _ start: Date) -> String {
        let name = RecordingName(time: LocalTime(start, in: knowledge.zone), pid: pid, fileExtension: "mp3")
        return "Put \(name.fileName) into the library."
    }

    /// What the preflight found, or the plan, about what will go out.
    private var recordings: [Condition] {
        airings.compactMap { airing in
            guard !airing.warnings.isEmpty, airing.offAirBy > now, stage(airing.onAir) != nil,
                airing.segments.contains(where: { ![.repeat, .emergency].contains($0.origin) })
            else { return nil }
            let isHere = !airing.warnings.contains { $0.contains("is not here yet") }
            return Condition(
                key: "recording/\(airing.id)", urgency: .warning,
                title: "See to: \(airing.title), \(knowledge.moment(airing.onAir))",
                detail: airing.warnings.joined(separator: "; ")
                    + (isHere
                        ? ". It goes out as it is, unless it is replaced in the library."
                        : ". Unless it comes in time, an earlier edition or the emergency recording goes out."),
                airing: airing.id,
                // A file that is just being replaced is not looked at yet.
                grace: 60, stage: airing.warnings.count - 1)
        }
    }

    // MARK: Sources

    private var sources: [Condition] { troubles + [stale, idle].compactMap(\.self) }

    private var troubles: [Condition] {
        knowledge.troubles.map { trouble in
            Condition(
                key: trouble.source.rawValue, urgency: .warning, title: trouble.title,
                detail: trouble.description.oneSentence + ". What was known before still holds.", grace: 45)
        }
    }

    private var stale: Condition? {
        guard let stale = knowledge.staleSchedule, !knowledge.troubles.contains(where: { $0.source == .schedule })
        else { return nil }
        return Condition(
            key: "schedule", urgency: .warning, title: "The schedule is stale",
            detail:
                "\(stale.reason), so what was read at \(knowledge.moment(stale.since)) still holds: what has been changed "
                + "since is not known. `playout schedule` says why, and what to do.", grace: stale.grace)
    }

    /// A library on a network that has gone away may never answer.
    private var idle: Condition? {
        guard now.timeIntervalSince(knowledge.plannedAt) > Self.planTooOld,
            !knowledge.troubles.contains(where: { $0.source == .library })
        else { return nil }
        return Condition(
            key: "library", urgency: .warning, title: "The library does not answer",
            detail: "There has been no new plan since \(knowledge.moment(knowledge.plannedAt)): the library, or a tool "
                + "that looks at recordings, hangs. The last plan still holds.")
    }
}

extension Trouble {
    fileprivate var title: String {
        switch source {
        case .library: "The library cannot be read"
        case .schedule: "The schedule cannot be read"
        case .emergency: "The emergency recording cannot be used"
        }
    }
}
