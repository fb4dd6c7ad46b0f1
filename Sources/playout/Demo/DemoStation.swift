import Foundation
import Programme
import SystemPackage

/// A whole small station in a folder: two programmes back to back, a schedule, a configuration.
struct DemoStation: Sendable {
    let folder: FilePath
    /// When the first programme goes on air, and how long each is, in seconds.
    let start: Date
    let length: Int

    /// - Parameter earliest: the start is at the next whole second at which no junction takes either off the air early:
    ///   junctions are at whole minutes.
    init(folder: FilePath, earliest: Date, length: Int) {
        (self.folder, self.length) = (folder, length)
        let second = Int(earliest.timeIntervalSince1970.rounded(.up))
        let ends = Self.titles.indices.map { ($0 + 1) * length }
        let chosen = (second..<second + 60).first { start in ends.allSatisfy { (start + $0) % 60 != 0 } }
        start = Date(timeIntervalSince1970: Double(chosen ?? second))
    }

    static let titles = ["First programme", "Second programme"]
    private static let pids = ["first", "second"]

    var configuration: FilePath { folder.appending("playout.yaml") }
    var starts: [Date] { Self.titles.indices.map { start.addingTimeInterval(Double($0 * length)) } }

    /// - Parameters:
    ///   - port: where the studio is, on the loopback.
    ///   - zone: of the times in the files' names.
    func write(port: Int, mount: String, password: String, zone: TimeZone) async throws {
        let library = folder.appending("programmes")
        let scratch = folder.appending("voices")
        for folder in [library, scratch] {
            try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
        }
        var schedule = ""
        for (index, start) in starts.enumerated() {
            let pid = try PID(Self.pids[index])
            let name = RecordingName(time: LocalTime(start, in: zone), pid: pid, fileExtension: "mp3").fileName
            let programme = SpokenProgramme(title: Self.titles[index], length: length, pitch: [1000, 700][index])
            let file = library.appending(name).string
            try await programme.write(to: FilePath(file), scratch: scratch)
            // As if it had been there for a while: what has just been written is perhaps still being copied.
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -60)], ofItemAtPath: file)
            let end = start.addingTimeInterval(Double(length))
            let stem = FilePath(name).stem ?? name
            schedule += #""\#(start.rfc3339)","\#(end.rfc3339)","\#(pid)","\#(stem)","\#(Self.titles[index])""# + "\n"
        }
        try Data(schedule.utf8).write(to: URL(filePath: folder.appending("schedule.csv").string))
        try InitialFile.write(to: configuration, name: "Demo FM", zone: zone)
        try fillIn(port: port, mount: mount, password: password)
    }

    /// As a person would, in the file that `playout init` writes.
    private func fillIn(port: Int, mount: String, password: String) throws {
        var text = try String(contentsOfFile: configuration.string, encoding: .utf8)
        let changes = [
            "port: 8000": "port: \(port)", "mount: /playout": "mount: \(mount)",
            "password: change-me": "password: \(password)", "#csv: schedule.csv": "csv: schedule.csv",
            "#preRoll: ": "preRoll: 4 # ",
        ]
        for (old, new) in changes { text = text.replacing(old, with: new) }
        try text.write(toFile: configuration.string, atomically: false, encoding: .utf8)
    }
}
