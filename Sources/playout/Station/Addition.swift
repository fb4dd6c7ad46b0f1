import Foundation
import Library
import Plan
import Preflight
import Programme
import Schedule
import SystemPackage

/// A recording that somebody wants in the library, for a programme at a time.
struct Addition {
    let station: Station
    let file: FilePath
    let start: Date
    let pid: PID
    /// Whether one that is there for this time and programme gives way.
    let replaces: Bool

    /// `add --json`.
    struct Facts: Encodable {
        var file: String
        /// Under which it is, or would be, in the library; `nil` if there is none for it.
        var name: RecordingName?
        var verdict: Inspection.Verdict
        /// Seconds.
        var duration: Double
        var refusals: [String] = []
        var warnings: [String] = []
        var isAdded = false

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(file, forKey: .file)
            try container.encode(name?.fileName, forKey: .name)
            try container.encode(verdict, forKey: .verdict)
            try container.encode(duration, forKey: .duration)
            try container.encode(refusals, forKey: .refusals)
            try container.encode(warnings, forKey: .warnings)
            try container.encode(isAdded, forKey: .added)
        }

        private enum Keys: CodingKey { case file, name, verdict, duration, refusals, warnings, added }
    }

    private var zone: TimeZone { station.settings.station.timeZone }
    private var time: LocalTime { LocalTime(start, in: zone) }

    /// What it is, where it belongs, and what speaks against it.
    /// - Throws: if it cannot be examined, or nothing is known of the library; `CancellationError`.
    func judged() async throws -> Facts {
        let inspection = try await station.preflight.fullInspection(of: file)
        var facts = Facts(file: file.string, verdict: inspection.verdict, duration: inspection.playableDuration)
        let complaints = inspection.findings.map { "\(shownName): \($0.detail)" }
        guard inspection.verdict != .unplayable else {
            facts.refusals = complaints
            return facts
        }
        facts.warnings = complaints + unlikelyTime
        // However somebody typed it: one programme has one name.
        let pid = (try? PID(pid.key)) ?? pid
        facts.name = fileExtension(inspection).map { RecordingName(time: time, pid: pid, fileExtension: $0) }
        if facts.name == nil {
            facts.refusals.append(
                "\(shownName) is \(inspection.codec ?? "of an unknown kind"): make it one of "
                    + RecordingName.extensions.joined(separator: ", "))
        }
        try await compareWithLibrary(&facts)
        await compareWithSchedule(&facts)
        return facts
    }

    private var shownName: String { file.lastComponent.map { ShownName.of($0.string) } ?? "it" }

    /// A year is quickly mistyped.
    private var unlikelyTime: [String] {
        let ahead = start.timeIntervalSince(station.clock.now())
        if ahead < -Self.longestProgramme { return ["its time, \(shownTime), is over: see to --at"] }
        return ahead > Self.farAhead ? ["its time, \(shownTime), is more than a year away: see to --at"] : []
    }

    private var shownTime: String { shown(time) }

    private func shown(_ time: LocalTime) -> String {
        String(format: "%04d-%02d-%02d %02d:%02d", time.year, time.month, time.day, time.hour, time.minute)
    }

    private static let (longestProgramme, farAhead) = (86_400.0, 366 * 86_400.0)

    /// The file's own, if it is one that recordings have.
    private func fileExtension(_ inspection: Inspection) -> String? {
        if let own = file.extension?.lowercased(), RecordingName.extensions.contains(own) { return own }
        let codec = inspection.codec ?? ""
        if file.extension?.lowercased() == "mp4" { return "m4a" }
        if codec.hasPrefix("pcm") { return "wav" }
        return ["mp3": "mp3", "flac": "flac", "vorbis": "ogg", "opus": "opus"][codec]
    }

    private func compareWithLibrary(_ facts: inout Facts) async throws {
        await station.library.refresh()
        let listing = try await station.library.list()
        if let trouble = listing.trouble { facts.refusals.append(trouble) }
        // One that came a moment ago counts too, although it is not taken yet.
        for other in listing.recordings.map(\.file) + listing.ignored.map(\.file) where isForTheSame(other) {
            if !replaces {
                facts.refusals.append(
                    "there is \(other) for this time and programme already: it stays, unless you say --replace")
            } else if other != facts.name?.fileName {
                facts.warnings.append(
                    "\(other), which is for the same, stays; the one that is newer is on air: remove the other")
            }
        }
    }

    private func isForTheSame(_ other: String) -> Bool {
        let name = try? RecordingName(String(other.split(separator: "/").last ?? ""))
        return name?.time == time && name?.pid == pid
    }

    private func compareWithSchedule(_ facts: inout Facts) async {
        let day = start.addingTimeInterval(-3600)..<start.addingTimeInterval(3600)
        guard let schedule = station.schedule(covering: day) else { return sayAmbiguity(&facts, slots: []) }
        guard let reading = try? await schedule.read() else {
            facts.warnings.append("the schedule cannot be read, so it was not compared with it")
            return sayAmbiguity(&facts, slots: [])
        }
        sayAmbiguity(&facts, slots: reading.slots)
        let there = reading.slots.filter { $0.start <= start && start < $0.end }
        guard let slot = there.first(where: { $0.start == start && $0.pid == pid && $0.type == .recorded }) else {
            let found = there.map { slot in
                let begun = slot.start < start ? ", since \(shown(LocalTime(slot.start, in: zone)))" : ""
                return "\(slot.shownTitle) (\(slot.pid), \(slot.type.rawValue)\(begun))"
            }.joined(separator: " and ")
            facts.warnings.append(
                "the schedule has \(found.isEmpty ? "nothing" : found) at this time, not \(pid) as recorded: "
                    + "see to --at and --pid, or the calendar")
            return
        }
        let short = slot.end.timeIntervalSince(slot.start) - facts.duration
        if short > 0.05 * slot.end.timeIntervalSince(slot.start) {
            facts.warnings.append("it is \(Int(short.rounded())) s shorter than its slot")
        }
        if slot.end < station.clock.now() { facts.warnings.append("its slot is over already") }
    }

    /// In the hour that occurs twice a name means the first, unless the schedule has the programme at the second.
    private func sayAmbiguity(_ facts: inout Facts, slots: [Slot]) {
        let instants = time.instants(in: zone)
        guard let first = instants.first, instants.count > 1 else { return }
        let meant = instants.first { instant in slots.contains { $0.start == instant && $0.pid == pid } } ?? first
        guard meant != start else { return }
        facts.refusals.append(
            "the clocks are put back over this time, and its name would mean the \(meant == first ? "first" : "second") of "
                + "the two: "
                + (meant == first
                    ? "give the programme a slot in the schedule" : "the schedule has the programme there"))
    }
}
