import Foundation
import Programme
import Subprocess
import SystemPackage

/// How long it takes to read a year of a busy station's calendar, beside Python's icalendar and
/// recurring-ical-events.
struct CalendarReading: Sendable, Encodable {
    /// What a reader found, and what it took.
    struct Facts: Sendable, Codable {
        let events: Int
        /// Sums, by which one sees whether two readers found the same.
        let starts, seconds: Int
        /// Seconds.
        let took: Double
        /// Bytes, the most.
        let memory: Int
    }

    let ours: [Facts]
    /// Empty where they are not installed: `make bench` does.
    let pythons: [Facts]

    static let python: FilePath = ".build/bench-python/bin/python3"

    static func measure() async throws -> CalendarReading {
        Progress.say("A year of a busy calendar …")
        let folder = FilePath("/tmp/playout-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder.string) }
        let file = folder.appending("busy.ics")
        try Data(BusyCalendar.text.utf8).write(to: URL(filePath: file.string))
        let span = [BusyCalendar.year.lowerBound, BusyCalendar.year.upperBound].map {
            String($0.rfc3339.dropLast(5)) + "+00:00"
        }
        var (ours, pythons): ([Facts], [Facts]) = ([], [])
        for _ in 0..<5 { ours.append(try await OwnProcess.facts(["read-calendar", file.string])) }
        if FileManager.default.isExecutableFile(atPath: python.string) {
            for _ in 0..<3 {
                pythons.append(
                    try await OwnProcess.facts(["Benchmarks/Calendar/read.py", file.string] + span, by: python))
            }
        }
        return CalendarReading(ours: ours, pythons: pythons)
    }

    /// Both found the same.
    var agree: Bool {
        let found = Set((ours + pythons).map { [$0.events, $0.starts, $0.seconds] })
        return found.count == 1
    }
}
