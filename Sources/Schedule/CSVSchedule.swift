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
        let bytes = try contents()
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw ScheduleError("the schedule \(file) is UTF-16: save it as 'CSV UTF-8'")
        }
        var slots = CSVSlots(zone: zone)
        for record in CSVRecords(bytes) { slots.add(record) }
        return ScheduleReading(
            source: name, fetchedAt: clock.now(),
            slots: slots.slots.sorted { ($0.start, $0.pid) < ($1.start, $1.pid) }, notes: slots.notes)
    }

    private func contents() throws -> [UInt8] {
        do throws(Errno) {
            let status = try Stat(file)
            // A named pipe would keep us waiting for a writer.
            guard status.type == .regular else { throw Errno.invalidArgument }
        } catch {
            throw failure(error)
        }
        do {
            let descriptor = try FileDescriptor.open(file, .readOnly, options: [.closeOnExec, .nonBlocking])
            return try descriptor.closeAfter { try Self.contents(of: descriptor) }
        } catch let error as Errno {
            throw failure(error)
        }
    }

    /// - Returns: at most one byte more than is allowed.
    private static func contents(of descriptor: FileDescriptor) throws -> [UInt8] {
        var bytes: [UInt8] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
        defer { buffer.deallocate() }
        while bytes.count <= largest {
            let count = try descriptor.read(into: buffer)
            if count == 0 { return bytes }
            bytes += buffer.prefix(count)
        }
        throw Errno.fileTooLarge
    }

    private func failure(_ reason: Errno) -> ScheduleError {
        switch reason {
        case .noSuchFileOrDirectory:
            ScheduleError("the schedule \(file) does not exist: create it, or correct schedule.csv")
        case .invalidArgument, .isDirectory:
            ScheduleError("the schedule \(file) is not a file: correct schedule.csv")
        case .permissionDenied, .notPermitted:
            ScheduleError("the schedule \(file) may not be read: give the user that playout runs as the right to")
        case .fileTooLarge:
            ScheduleError("the schedule \(file) is larger than \(Self.largest >> 20) MiB: is it the right file?")
        default:
            ScheduleError("the schedule \(file) cannot be read (\(reason)): check the disk or the network mount")
        }
    }
}
