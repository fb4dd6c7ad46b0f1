import Foundation
import Programme
import SystemPackage

@testable import AsRun

/// The first instant of the programme of every test: a Sunday's 14:00 in UTC.
let start = Date(timeIntervalSince1970: 1_795_356_000)

/// An hour's airing, off air at 58:32; of several files, each begins half an hour after the one before.
/// - Parameter length: seconds of each recording.
func airing(
    pid: String = "breakfast", onAir: Date = start, files: [String] = ["a.mp3"], length: Double = 3600
) throws -> Airing {
    let segments = try files.enumerated().map { index, file in
        Segment(
            file: file, startsAt: onAir + 1800 * Double(index), cueOut: length, pid: try PID(pid), title: "Breakfast",
            origin: .scheduled)
    }
    return Airing(
        onAir: onAir, offAir: onAir + 3512, fadedOutBy: onAir + 3512, offAirBy: onAir + 3525, title: "Breakfast",
        pid: try PID(pid), origin: .scheduled, segments: segments)
}

/// An event so many seconds after the programme's start.
func event(_ seconds: Double, _ kind: AirEvent.Kind, _ detail: String? = nil, segment: Int? = nil) -> AirEvent {
    AirEvent(at: start + seconds, kind: kind, detail: detail, segment: segment)
}

/// An airing on which nothing went wrong.
func entry(
    pid: String = "breakfast", onAir: Date = start, finished: Bool = true, ended: Double = 3512
) throws -> AsRunEntry {
    let events = [
        AirEvent(at: onAir - 0.3, kind: .connected), AirEvent(at: onAir, kind: .segment, segment: 0),
        AirEvent(at: onAir + ended, kind: .ended),
    ]
    return AsRunEntry(
        airing: try airing(pid: pid, onAir: onAir), events: finished ? events : events.dropLast(), finished: finished)
}

/// A folder that is gone when the test is.
final class TemporaryFolder {
    let path: FilePath
    var log: FilePath { path.appending("asrun.sqlite") }

    init() throws {
        path = FilePath(NSTemporaryDirectory()).appending("asrun-\(UUID().uuidString)").lexicallyNormalized()
        try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: true)
    }

    deinit {
        try? setMode(0o700)
        try? FileManager.default.removeItem(atPath: path.string)
    }

    var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: path.string).sorted() }
    }

    func setMode(_ mode: Int, of name: String? = nil) throws {
        let file = name.map { path.appending($0) } ?? path
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.string)
    }
}

/// Running as root, to whom nothing is forbidden.
let isRoot = getuid() == 0
