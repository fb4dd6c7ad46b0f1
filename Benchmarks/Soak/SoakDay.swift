import Foundation
import Measure
import Programme
import SystemPackage

/// A broadcast day of half-hour slots, compressed: so many seconds stand for each half hour.
struct SoakDay: Sendable {
    /// What there is to play in a slot.
    enum Content: Sendable, CaseIterable {
        /// Its own recording, which ends before the slot does.
        case own
        /// Its own recording, cut by the next.
        case cut
        /// Nothing but an earlier edition.
        case earlier
        /// Nothing but the emergency recording.
        case emergency
        /// A file that is no audio, and an earlier edition.
        case broken

        var origin: Origin {
            switch self {
            case .own, .cut: .scheduled
            case .earlier, .broken: .repeat
            case .emergency: .emergency
            }
        }
    }

    struct Entry: Sendable {
        let start: Date
        let end: Date
        let pid: String
        let content: Content

        var airing: Airing.ID { get throws { try Airing.id(onAir: start, pid: PID(pid)) } }
    }

    static let slots = 48
    let entries: [Entry]

    var start: Date { entries[0].start }
    var end: Date { entries[entries.count - 1].end }

    /// - Parameters:
    ///   - seconds: of each slot.
    ///   - start: no slot starts or ends at a full minute, where junctions are, if it is at an odd second.
    init(from start: Date, slotLasting seconds: Int, by random: inout some RandomNumberGenerator) {
        entries = (0..<Self.slots).map { index in
            let from = start + Double(index * seconds)
            let chance = Int.random(in: 0..<10, using: &random)
            let content: Content =
                switch chance {
                case 0: .earlier
                case 1: .emergency
                case 2: .broken
                case 3, 4: .cut
                default: .own
                }
            return Entry(start: from, end: from + Double(seconds), pid: "programme\(index)", content: content)
        }
    }

    /// Lays the recordings out, and the schedule.
    func write(to station: TestStation, slotLasting seconds: Int) async throws {
        let short = station.folder.appending("short.mp3")
        let long = station.folder.appending("long.mp3")
        try await TimeCode(programme: 0, duration: Double(seconds - 3)).write(to: short)
        try await TimeCode(programme: 1, duration: Double(seconds + 4)).write(to: long)
        try await TimeCode(programme: 2, duration: 5).write(to: station.folder.appending("emergency.mp3"))
        for entry in entries {
            switch entry.content {
            case .own: try lay(short, at: entry.start, entry.pid, in: station)
            case .cut: try lay(long, at: entry.start, entry.pid, in: station)
            case .earlier: try lay(short, at: entry.start - 86_400, entry.pid, in: station)
            case .emergency: break
            case .broken:
                try lay(short, at: entry.start - 86_400, entry.pid, in: station)
                try lay(station.configuration, at: entry.start, entry.pid, in: station)
            }
        }
        let lines = entries.map { "\"\($0.start.rfc3339)\",\"\($0.end.rfc3339)\",\"\($0.pid)\",\"\",\"\($0.pid)\"" }
        try Data((lines.joined(separator: "\n") + "\n").utf8)
            .write(to: URL(filePath: station.folder.appending("schedule.csv").string))
    }

    private func lay(_ file: FilePath, at start: Date, _ pid: String, in station: TestStation) throws {
        let name = try RecordingName(time: LocalTime(start, in: Turn.zone), pid: PID(pid), fileExtension: "mp3")
        let path = station.library.appending(name.fileName)
        try FileManager.default.copyItem(atPath: file.string, toPath: path.string)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path.string)
        try TestStation.age(path)
    }
}
