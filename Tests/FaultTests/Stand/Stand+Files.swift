import Foundation
import Measure
import Programme
import SystemPackage
import TestSupport

// The station's files.
extension Stand {
    /// Configuration, schedule and recordings.
    func layOut() async throws {
        try FileManager.default.createDirectory(atPath: library.string, withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: state.string, withIntermediateDirectories: true)
        try put("playout.yaml", configuration)
        try put("schedule.csv", schedule)
        try await record(Self.show, at: start, length: scene.length, pid: "show")
        try await record(Self.next, at: nextStart, length: Self.nextLength, pid: "next")
        if scene.emergency {
            let file = folder.appending("emergency.mp3")
            try await Recordings.shared.write(.emergency, to: file)
            try age(file)
        }
    }

    private var configuration: String {
        """
        station: { name: Fault FM, timezone: \(scene.zone) }
        schedule: { csv: schedule.csv }
        library: { folder: programmes }
        studio: { host: \(studio.host), port: \(tap.port), mount: \(StudioServer.mount), password: \(studio.password) }
        alerts: [ { webhook: "http://127.0.0.1:\(desk.port)/alerts" } ]
        state: state
        \(scene.emergency ? "emergency: emergency.mp3" : "")
        engine: { preRoll: \(Int(Self.preRoll))\(scene.engine)\(clock.engine) }
        """
    }

    private var schedule: String {
        """
        \(start.rfc3339),\(end.rfc3339),show,,The show
        \(nextStart.rfc3339),\(nextEnd.rfc3339),next,,The next programme

        """
    }

    /// A time-coded recording under its name.
    @discardableResult
    func record(_ programme: Int, at start: Date, length: Int, pid: String) async throws -> FilePath {
        let file = try recording(at: start, pid: pid)
        try await Recordings.shared.write(TimeCode(programme: programme, duration: Double(length)), to: file)
        try age(file)
        return file
    }

    func recording(at start: Date, pid: String) throws -> FilePath {
        let zone = TimeZone(identifier: scene.zone) ?? .gmt
        let name = RecordingName(time: LocalTime(start, in: zone), pid: try PID(pid), fileExtension: "mp3").fileName
        return library.appending(name)
    }

    func put(_ name: String, _ text: String) throws {
        let file = folder.appending(name)
        try Data(text.utf8).write(to: URL(filePath: file.string))
        try age(file)
    }

    /// A file that was written just now counts as still being copied.
    func age(_ file: FilePath) throws {
        try FileManager.default.setAttributes([.modificationDate: clock.now() - 60], ofItemAtPath: file.string)
    }
}
