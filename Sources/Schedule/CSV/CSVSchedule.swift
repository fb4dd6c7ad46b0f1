import Foundation
import Programme
import SystemPackage

/// The forerunner's schedule: a CSV file with, on each line,
/// `"start","end","pid","expected file name without .mp3","title"`, and perhaps a sixth column, `recorded` or `live`.
///
/// Start and end are ISO 8601. One without an offset is in the station's zone; in the hour that occurs twice, the
/// first occurrence after the slot's start is meant. The expected file name is not used: the start and the PID say
/// the same. A header line, blank lines, a byte order mark and either kind of line ends are allowed.
package struct CSVSchedule: ScheduleSource {
    /// Bytes: a century of hourly programmes.
    package static let largest = 16 << 20

    private let file: FilePath
    private let zone: TimeZone
    private let clock: any WallClock

    package init(file: FilePath, zone: TimeZone, clock: any WallClock = SystemWallClock()) {
        (self.file, self.zone, self.clock) = (file, zone, clock)
    }

    package var name: String { "CSV file \(file)" }

    /// - Throws: `ScheduleError` if the file as a whole cannot be read.
    package func read() async throws -> ScheduleReading {
        let bytes = try await contents()
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw ScheduleError("the schedule \(file) is UTF-16: save it as 'CSV UTF-8'")
        }
        var slots = CSVSlots(zone: zone)
        for record in CSVRecords(bytes) { slots.add(record) }
        return ScheduleReading(
            source: name, fetchedAt: clock.now(),
            slots: slots.slots.sorted { ($0.start, $0.pid) < ($1.start, $1.pid) }, notes: slots.notes)
    }

    private func contents() async throws -> [UInt8] {
        do {
            return [UInt8](try await CalendarFile.reading(file, largest: Self.largest) { try $0.contents() })
        } catch let error as CalendarFile.Failure {
            throw ScheduleError("the schedule \(file) \(error.reason(setting: "schedule.csv"))")
        }
    }
}
