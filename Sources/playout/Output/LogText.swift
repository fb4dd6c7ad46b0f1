import AsRun
import Foundation
import Programme

/// The as-run log as a table, or as comma-separated values.
struct LogText {
    let zone: TimeZone

    func table(_ entries: [AsRunEntry]) -> String {
        guard !entries.isEmpty else { return "Nothing was to go on air." }
        let gainHeading = entries.contains { $0.gains.contains { $0 != nil } } ? ["GAIN"] : []
        var table = Table(
            ["DAY", "ON AIR", "ERROR", "OFF AIR", "ERROR", "OUTCOME"] + gainHeading + ["WHY", "TITLE"])
        for entry in entries {
            table.add(
                [
                    times.day(entry.plannedOnAir), times.exactClock(entry.onAir ?? entry.plannedOnAir),
                    error(entry.onAirErrorMs), times.exactClock(entry.offAir ?? entry.plannedOffAir),
                    error(entry.offAirErrorMs), entry.outcome?.inWords ?? "on air",
                ] + gainHeading.map { _ in gains(entry) } + [entry.origin.rawValue, entry.title])
        }
        let gaps = entries.flatMap { entry in
            entry.interruptions.map { gap in
                let end = gap.to.map(times.exactClock) ?? "now"
                return "  \(times.exactClock(gap.from)) to \(end), \(entry.title.printable): \(gap.reason.printable)"
            }
        }
        return table.text + (gaps.isEmpty ? "" : "\n\nInterruptions\n" + gaps.joined(separator: "\n"))
    }

    /// RFC 4180, times in RFC 3339 and UTC.
    func csv(_ entries: [AsRunEntry]) -> String {
        let heading = [
            "airing", "title", "pid", "origin", "files", "plannedOnAir", "onAir", "onAirErrorMs", "plannedOffAir",
            "offAir", "offAirErrorMs", "interruptions", "outcome", "slots",
            "gains",
        ]
        return ([heading] + entries.map(row)).map { $0.map(field).joined(separator: ",") }.joined(separator: "\r\n")
    }

    private func row(_ entry: AsRunEntry) -> [String] {
        var row = [entry.airing, entry.title, entry.pid.text, entry.origin.rawValue]
        row.append(entry.files.joined(separator: "; "))
        row += [entry.plannedOnAir.rfc3339, entry.onAir?.rfc3339 ?? "", number(entry.onAirErrorMs)]
        row += [entry.plannedOffAir.rfc3339, entry.offAir?.rfc3339 ?? "", number(entry.offAirErrorMs)]
        let gaps = entry.interruptions.map { "\($0.from.rfc3339) to \($0.to?.rfc3339 ?? "now"): \($0.reason)" }
        row += [gaps.joined(separator: "; "), entry.outcome?.rawValue ?? ""]
        row.append(entry.slots.map(words).joined(separator: "; "))
        row.append(entry.gains.map(number).joined(separator: "; "))
        return row
    }

    /// What the schedule said, as text.
    private func words(_ slot: Slot) -> String {
        "\(slot.start.rfc3339) to \(slot.end.rfc3339): \(slot.title) (\(slot.pid), \(slot.type.rawValue))"
    }

    private func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }

    /// One for each file.
    private func gains(_ entry: AsRunEntry) -> String {
        entry.gains.isEmpty ? "-" : entry.gains.map { $0?.asDecibels ?? "-" }.joined(separator: ", ")
    }

    private var times: TimeText { TimeText(zone: zone) }

    private func error(_ milliseconds: Double?) -> String {
        guard let milliseconds else { return "-" }
        return String(format: "%+.1f ms", milliseconds)
    }

    /// A cell that a spreadsheet would take for a formula is made text: titles come from outside.
    private func field(_ text: String) -> String {
        let isNumber = Double(text) != nil
        let safe = !isNumber && text.first.map { "=+-@\t\r".contains($0) } == true ? "'" + text : text
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }
}

extension AsRunEntry.Outcome {
    fileprivate var inWords: String { self == .stoodBy ? "stood by" : rawValue }
}
