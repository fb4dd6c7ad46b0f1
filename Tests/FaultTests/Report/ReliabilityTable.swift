import Foundation

/// The table of what became of the broadcast under each fault.
enum ReliabilityTable {
    static func text(_ measured: [(Fault, Row?)], setting: String) -> String {
        let rows = measured.compactMap { $1 }
        let good = rows.count { $0.shortfalls.isEmpty }
        let days = Set(rows.map { $0.measuredAt.formatted(.iso8601.year().month().day()) }).sorted()
        let head = """
            \(setting)

            Of \(measured.count) faults, \(rows.count) have been measured (\(days.joined(separator: ", "))), and \
            \(good) were as expected.

            | fault | injected how | dead air | back on air | place | end | heard | next start | log | alerts | verdict |
            | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
            """
        return ([head] + measured.map(line) + floors(measured)).joined(separator: "\n")
    }

    static func line(_ fault: Fault, _ row: Row?) -> String {
        let expected = fault.expected
        guard let row else { return cells([fault.name, fault.how, "not measured"] + Array(repeating: "", count: 8)) }
        guard let finding = row.finding else {
            return cells([fault.name, fault.how] + Array(repeating: "", count: 8) + [row.shortfalls.joined()])
        }
        let log = [finding.outcome, finding.origin == "scheduled" ? nil : finding.origin].compactMap(\.self)
        let verdict =
            row.shortfalls.isEmpty ? "as expected" : "**falls short**: " + row.shortfalls.joined(separator: "; ")
        return cells([
            fault.name, fault.how + (expected.floor == nil ? "" : " (†)"),
            "\(finding.deadAir.inSeconds) (≤ \(expected.deadAir.inSeconds))",
            finding.back.map { "\($0.inSeconds) (≤ \((expected.back ?? 0).inSeconds))" } ?? "–",
            milliseconds(finding.placeError), milliseconds(finding.endError), finding.heard.joined(separator: ", "),
            milliseconds(finding.nextError),
            log.joined(separator: ", "), finding.alerts.isEmpty ? "–" : finding.alerts.joined(separator: ", "), verdict,
        ])
    }

    private static func floors(_ measured: [(Fault, Row?)]) -> [String] {
        let floors = measured.compactMap { fault, _ in fault.expected.floor.map { "- \(fault.name): \($0)" } }
        return floors.isEmpty ? [] : ["", "† Where something else sets the floor:", ""] + floors
    }

    private static func cells(_ cells: [String]) -> String {
        "| " + cells.map { $0.replacing("|", with: "/") }.joined(separator: " | ") + " |"
    }

    private static func milliseconds(_ seconds: Double?) -> String {
        guard let seconds else { return "–" }
        return (seconds * 1000).formatted(
            .number.precision(.fractionLength(0)).sign(strategy: .always(includingZero: false)).grouping(.never))
            + " ms"
    }
}
