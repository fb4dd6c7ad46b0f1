import Foundation
import Programme
import SwiftCSV

/// Makes slots of CSV records, and a note of each that gives none.
struct CSVSlots {
    private struct Complaint: Error { let reason: String }

    let zone: TimeZone
    private(set) var slots: [Slot] = []
    private(set) var notes: [ScheduleNote] = []
    private var lines: [SlotKey: Int] = [:]
    private var isFirst = true

    init(zone: TimeZone) { self.zone = zone }

    mutating func add(_ record: CSVRecords.Record) {
        defer { isFirst = false }
        var title: String?
        do throws(Complaint) {
            let fields = try Self.fields(of: record)
            if isFirst, Self.isHeader(fields) { return }
            title = fields.count > 4 ? OneLine.of(fields[4]) : nil
            let slot = try slot(fields)
            let key = SlotKey(start: slot.start, pid: slot.pid)
            if let line = lines[key] {
                throw Complaint(reason: "the same programme at the same start as line \(line), which is kept")
            }
            lines[key] = record.line
            slots.append(slot)
        } catch {
            let named = title.map { $0.isEmpty ? "" : ": \($0)" } ?? ""
            notes.append(ScheduleNote(event: "line \(record.line)\(named)", reason: error.reason))
        }
    }

    private static let columns = "start, end, pid, expected file name, title and perhaps type"

    private static func fields(of record: CSVRecords.Record) throws(Complaint) -> [String] {
        if let complaint = record.complaint { throw Complaint(reason: complaint) }
        guard let text = String(validating: record.bytes, as: UTF8.self) else {
            throw Complaint(reason: "the line is not UTF-8: save the file as 'CSV UTF-8'")
        }
        do {
            // Without a newline, SwiftCSV forgets a last field that is empty.
            return try EnumeratedCSV(string: text + "\n", delimiter: .comma, loadColumns: false).header
        } catch {
            throw Complaint(reason: "the line is not CSV; expected \(columns), in quotes and with commas between")
        }
    }

    private static func isHeader(_ fields: [String]) -> Bool {
        fields.count >= 2 && trimmed(fields[0]).lowercased() == "start" && trimmed(fields[1]).lowercased() == "end"
    }

    private func slot(_ fields: [String]) throws(Complaint) -> Slot {
        guard (5...6).contains(fields.count) else {
            throw Complaint(reason: "expected 5 or 6 fields (\(Self.columns)), found \(fields.count)")
        }
        let start = try instant(fields[0], "start")
        let end = try instant(fields[1], "end", after: start)
        guard end > start else {
            throw Complaint(reason: "the slot ends at or before its start: correct the end, '\(OneLine.of(fields[1]))'")
        }
        let type = try fields.count > 5 ? type(fields[5]) : .recorded
        let title = OneLine.of(fields[4])
        do throws(PID.Malformed) {
            let pid = try PID(Self.trimmed(fields[2]))
            return Slot(start: start, end: end, pid: pid, title: title.isEmpty ? pid.text : title, type: type)
        } catch {
            throw Complaint(reason: error.description)
        }
    }

    private func type(_ field: String) throws(Complaint) -> ProgrammeType {
        let text = Self.trimmed(field).lowercased()
        guard let type = text.isEmpty ? .recorded : ProgrammeType(rawValue: text) else {
            throw Complaint(reason: "the type '\(OneLine.of(field))' is unknown; expected recorded or live")
        }
        return type
    }

    private func instant(_ field: String, _ what: String, after: Date? = nil) throws(Complaint) -> Date {
        do throws(ScheduleTime.Malformed) {
            return try ScheduleTime.instant(Self.trimmed(field), zone: zone, after: after)
        } catch {
            throw Complaint(reason: "the \(what) '\(OneLine.of(field))' \(error.reason)")
        }
    }

    private static func trimmed(_ field: String) -> String { field.trimmingCharacters(in: .whitespacesAndNewlines) }
}
