import Foundation
import Plan
import Programme
import Testing

let london = zone("Europe/London")

func zone(_ identifier: String) -> TimeZone { TimeZone(identifier: identifier)! }

/// `14:30` or `14:30:05` on 22 November 2026, when London's clocks show UTC; or a whole time in RFC 3339.
func at(_ text: String) -> Date {
    if text.contains("T") { return Date(rfc3339: text)! }
    return Date(rfc3339: "2026-11-22T\(text.count == 5 ? text + ":00" : text)Z")!
}

func slot(_ start: String, _ end: String, _ pid: String, title: String = "", _ type: ProgrammeType = .recorded) -> Slot
{
    Slot(start: at(start), end: at(end), pid: try! PID(pid), title: title, type: type)
}

/// A recording and what the preflight says of it.
struct File {
    let recording: Recording
    let inspection: Inspection?

    /// - Parameters:
    ///   - name: `1400_pid.mp3` is on 22 November 2026; else with its date. May have folders before it.
    ///   - seconds: Its duration; `nil` if it has not been inspected yet.
    ///   - modified: Seconds since some instant.
    init(
        _ name: String, _ seconds: Double?, decoded: Double? = nil, modified: Double = 0,
        findings: [Inspection.Finding] = [], content: String? = nil
    ) {
        let last = name.split(separator: "/").last.map(String.init) ?? name
        let dated = last.prefix { $0 != "_" }.count == 8 ? last : "20261122_\(last)"
        let path = name.dropLast(last.count) + dated
        recording = Recording(
            file: String(path), name: try! RecordingName(dated), size: 1000,
            modified: Date(timeIntervalSince1970: 1.7e9 + modified))
        inspection = seconds.map {
            Inspection(duration: $0, decodedDuration: decoded, findings: findings, content: content)
        }
    }

    static func unplayable(_ name: String, modified: Double = 0) -> File {
        File(name, 0, modified: modified, findings: [.init(kind: .unplayable, detail: "no audio stream")])
    }
}

func inputs(
    _ slots: [Slot] = [], _ files: [File], zone: TimeZone = london, junctions: [Junction] = Junction.defaults,
    emergency: Double? = nil, from: String = "2026-11-20T00:00:00Z", to: String = "2026-11-25T00:00:00Z"
) -> PlanInputs {
    PlanInputs(
        zone: zone, slots: slots, recordings: files.map(\.recording),
        inspections: Dictionary(
            files.compactMap { file in file.inspection.map { (file.recording.file, $0) } },
            uniquingKeysWith: { a, _ in a }),
        junctions: junctions,
        emergency: emergency.map { EmergencyRecording(file: "emergency.mp3", duration: $0) },
        span: at(from)..<at(to))
}

func plan(
    _ slots: [Slot] = [], _ files: [File], zone: TimeZone = london, junctions: [Junction] = Junction.defaults,
    emergency: Double? = nil, from: String = "2026-11-20T00:00:00Z", to: String = "2026-11-25T00:00:00Z"
) -> RunningOrder {
    RunningOrder(
        planning: inputs(
            slots, files, zone: zone, junctions: junctions, emergency: emergency, from: from, to: to))
}

extension RunningOrder {
    /// Each airing in a line: `14:00:00-14:58:32 faded breakfast scheduled 20261122_1400_breakfast.mp3`.
    var lines: [String] { airings.map(\.line) }

    /// Of the only airing.
    var warnings: [String] { airings.count == 1 ? airings[0].warnings : ["\(airings.count) airings"] }

    func reason(_ fileEnding: String) -> String? { ignored.first { $0.file.hasSuffix(fileEnding) }?.reason }
}

extension Airing {
    var line: String {
        let files = segments.map { $0.file.replacing("20261122_", with: "") }.joined(separator: " + ")
        let fade = fadedOutBy == nil ? "" : " faded"
        return "\(onAir.clock)-\(offAir.clock)\(fade) \(pid) \(origin.rawValue) \(files)"
    }
}

extension Date {
    /// UTC; without the fraction if there is none.
    var clock: String { String(rfc3339.dropFirst(11).dropLast().replacing(".000", with: "")) }
}
