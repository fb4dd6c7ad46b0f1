import AsRun
import Foundation
import Measure
import Programme
import SystemPackage

extension Matrix {
    static let recording: [Fault] = [
        Fault(
            name: "Recording corrupt in the middle", how: "2 s of it are noise, since before the pre-roll",
            expected: .replaced, prepare: { try $0.overwrite(seconds: 7..<9) },
            inject: { $0.markFault() }),
        Fault(
            name: "Recording corrupted while on air", how: "2 s of it are overwritten 3 s before their turn",
            expected: .damaged
        ) { stand in
            try await stand.wait(until: stand.start + 2)
            stand.markFault()
            try stand.overwrite(seconds: 5..<7)
        },
        Fault(
            name: "Recording truncated before its time", how: "half of the file is there, since before the pre-roll",
            expected: .replaced, prepare: { try $0.truncate(to: 0.5) },
            inject: { $0.markFault() }),
        Fault(
            name: "Recording truncated while on air", how: "cut in place to half, 4 s after the start",
            expected: .endsEarly
        ) { stand in
            try await stand.wait(until: stand.start + 4)
            stand.markFault()
            try stand.truncate(to: 0.5)
        },
        Fault(
            name: "Recording truncated, then uploaded again",
            how: "cut in place to half, 4 s after the start; written whole again 2 s later, as an upload does",
            expected: .nothing
        ) { stand in
            let whole = try Data(contentsOf: URL(filePath: stand.showFile.string))
            try await stand.wait(until: stand.start + 4)
            stand.markFault()
            try stand.truncate(to: 0.5)
            try await stand.wait(until: stand.start + 6)
            let file = try FileDescriptor.open(stand.showFile, .writeOnly)
            try file.closeAfter { _ = try file.writeAll(whole) }
        },
        Fault(
            name: "Recording deleted in pre-roll", how: "removed from the library 1.5 s before the start",
            expected: .nothing
        ) { stand in
            try await stand.wait(until: stand.start - 1.5)
            try stand.deleteRecording()
        },
        Fault(
            name: "Recording deleted while on air", how: "removed from the library mid-programme", expected: .nothing
        ) { stand in
            try await stand.wait(until: stand.middle)
            try stand.deleteRecording()
        },
        Fault(
            name: "Recording deleted, and the engine killed",
            how: "removed from the library mid-programme; SIGKILL 1 s later", expected: .engineKilled
        ) { stand in
            try await stand.wait(until: stand.middle)
            try stand.deleteRecording()
            try await stand.wait(until: stand.middle + 1)
            try await stand.engine(SIGKILL)
        },
        Fault(
            name: "Recording replaced while on air", how: "another file is moved into its place mid-programme",
            expected: .nothing
        ) { stand in
            try await stand.wait(until: stand.middle)
            let other = stand.folder.appending("other.mp3")
            try await Recordings.shared.write(.emergency, to: other)
            stand.markFault()
            guard rename(other.string, try stand.showFile.string) == 0 else { throw Errno(rawValue: errno) }
        },
        Fault(
            name: "Recording overwritten while on air", how: "another is copied over it, in place, mid-programme",
            expected: Expectation(
                deadAir: 2, place: nil, outcome: .completed, heard: ["show", "other"], alerts: [],
                floor: "what is in the file plays: whoever writes into a recording that is on air is heard")
        ) { stand in
            try await stand.wait(until: stand.middle)
            stand.markFault()
            try await stand.overwriteWithAnother()
        },
    ]
}

extension Expectation {
    /// The decoder passes over what is damaged, and what follows it plays too early, by as much.
    static let damaged = Expectation(
        deadAir: 2.5, place: nil, end: 2.5, outcome: .interrupted, alerts: [],
        floor:
            "an MP3 does not say where in it its parts belong: what follows damage cannot be found a place; FLAC and "
            + "Ogg do, and are in their place again 3 s later")

    /// The rest of the slot goes to the next choice, which fades out at its end.
    static let endsEarly = Expectation(
        deadAir: 2, place: nil, end: 0.2, heard: ["show", "emergency"], alerts: ["missing"])
    /// It is known beforehand, and something else takes the slot.
    static let replaced = Expectation(
        deadAir: 0.2, place: nil, end: 0.2, outcome: .completed, heard: ["emergency"], alerts: ["missing"])
}

extension Stand {
    var showFile: FilePath { get throws { try recording(at: start, pid: "show") } }

    /// With noise, in place.
    func overwrite(seconds: Range<Double>) throws {
        let file = try FileHandle(forWritingTo: URL(filePath: showFile.string))
        defer { try? file.close() }
        let bytesInSecond = 192_000.0 / 8
        try file.seek(toOffset: UInt64(seconds.lowerBound * bytesInSecond))
        var noise = SystemRandomNumberGenerator()
        let count = Int((seconds.upperBound - seconds.lowerBound) * bytesInSecond)
        try file.write(contentsOf: Data((0..<count).map { _ in UInt8.random(in: 0...255, using: &noise) }))
    }

    /// In place.
    func truncate(to share: Double) throws {
        let file = try FileHandle(forWritingTo: URL(filePath: showFile.string))
        defer { try? file.close() }
        try file.truncate(atOffset: UInt64(Double(try file.seekToEnd()) * share))
    }

    func deleteRecording() throws {
        markFault()
        try FileManager.default.removeItem(atPath: showFile.string)
    }

    /// As `cp` does.
    func overwriteWithAnother() async throws {
        let other = TimeCode(programme: Self.other, duration: Double(scene.length))
        let data = try await Recordings.shared.data(of: other)
        let file = try FileDescriptor.open(showFile, .writeOnly, options: .truncate)
        try file.closeAfter { _ = try file.writeAll(data) }
    }
}
