import Foundation

/// A recording's file name taken apart: `yyyymmdd_hhmm_pid.mp3`, or `yyyymmdd_hhmmss_pid.mp3`.
package struct RecordingName: Sendable, Hashable, Codable {
    /// The playout time as the station's clocks show it.
    package let time: LocalTime
    package let pid: PID
    /// In lower case, without the dot; one of `extensions`.
    package let fileExtension: String

    package static let extensions = ["mp3", "flac", "ogg", "opus", "wav", "m4a", "aac"]

    package init(time: LocalTime, pid: PID, fileExtension: String) {
        (self.time, self.pid, self.fileExtension) = (time, pid, fileExtension)
    }

    /// Takes apart the last component of a path.
    /// - Throws: `Unreadable`, with the reason in words for the person who named the file.
    package init(_ fileName: String) throws(Unreadable) {
        guard let dot = fileName.lastIndex(of: "."), dot != fileName.startIndex else {
            throw Unreadable("the name has no file extension")
        }
        fileExtension = fileName[fileName.index(after: dot)...].lowercased()
        guard Self.extensions.contains(fileExtension) else {
            throw Unreadable("not a recording: its extension is none of \(Self.extensions.joined(separator: ", "))")
        }
        let fields = fileName[..<dot].split(separator: "_", maxSplits: 2, omittingEmptySubsequences: false)
        guard fields.count == 3 else {
            throw Unreadable("the name is not yyyymmdd_hhmm_pid.\(fileExtension)")
        }
        time = try Self.time(date: fields[0], clock: fields[1])
        do throws(PID.Malformed) {
            pid = try PID(String(fields[2]))
        } catch {
            throw Unreadable(error.description)
        }
    }

    /// The name that the grammar gives to this, seconds written only where they are not zero.
    package var fileName: String {
        let seconds = time.second == 0 ? "" : String(format: "%02d", time.second)
        let stamp = String(
            format: "%04d%02d%02d_%02d%02d", time.year, time.month, time.day, time.hour, time.minute)
        return "\(stamp)\(seconds)_\(pid.text).\(fileExtension)"
    }

    private static func time(date: Substring, clock: Substring) throws(Unreadable) -> LocalTime {
        guard let date = digits(date, counts: [8]), let clock = digits(clock, counts: [4, 6]) else {
            throw Unreadable("the name does not begin with a date and time, yyyymmdd_hhmm_")
        }
        let time = LocalTime(
            year: date[0] * 100 + date[1], month: date[2], day: date[3],
            hour: clock[0], minute: clock[1], second: clock.count == 3 ? clock[2] : 0)
        guard let time else { throw Unreadable("there is no such date or time of day") }
        return time
    }

    /// The number that each pair of digits makes; `nil` if there is anything but ASCII digits.
    private static func digits(_ text: Substring, counts: [Int]) -> [Int]? {
        let values = text.utf8.map { Int($0) - 48 }
        guard counts.contains(values.count), values.allSatisfy((0...9).contains) else { return nil }
        return stride(from: 0, to: values.count, by: 2).map { values[$0] * 10 + values[$0 + 1] }
    }
}

extension RecordingName {
    package struct Unreadable: Error, Equatable, CustomStringConvertible {
        package let description: String
        init(_ description: String) { self.description = description }
    }
}
