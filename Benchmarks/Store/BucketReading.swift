import Foundation
import Measure
import Programme
import Subprocess
import SystemPackage
import TestSupport

/// How long it takes to know again what is in a bucket of ten thousand recordings, of which none has changed, beside
/// the forerunner's way: each hour everything is synchronised, and each file's length is looked up.
struct BucketReading: Sendable, Encodable {
    static let objects = 10_000
    static let bucket = "station"
    private static let rounds = 3

    /// What one way took.
    struct Facts: Sendable, Codable {
        /// How many recordings it found.
        let found: Int
        /// Seconds.
        let took: Double
        /// Bytes, the most: of our own process, and of the largest program that it ran.
        let memory, toolMemory: Int
    }

    let ours: [Facts]
    let synchronisation: Facts
    /// `nil` where there is no mp3info.
    let lengths: Facts?
    /// Bytes of disk that the two ways keep.
    let kept: Int64

    static func measure() async throws -> BucketReading {
        Progress.say("A bucket of \(objects) recordings …")
        let folder = FilePath("/tmp/playout-bench-\(UUID().uuidString)")
        let copies = folder.appending("copies")
        try FileManager.default.createDirectory(atPath: copies.string, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder.string) }
        return try await LocalServer.run("moto_server") {
            ["-H", "127.0.0.1", "-p", "\($0)"]
        } _: { server in
            let recording = try await recording(in: folder)
            try await Moto.$port.withValue(server.port) { try await fill(with: recording, copies) }
            var ours: [Facts] = []
            for _ in 0..<rounds { ours.append(try await facts("spool", server.port, folder.appending("spool"))) }
            let synchronisation = try await facts("sync", server.port, copies)
            let lengths =
                FileManager.default.isExecutableFile(atPath: "/usr/bin/mp3info")
                ? try await facts("lengths", server.port, copies) : nil
            return BucketReading(
                ours: ours, synchronisation: synchronisation, lengths: lengths,
                kept: Int64(objects) * Int64(recording.count))
        }
    }

    /// The names of ten thousand hours.
    static func name(_ number: Int) -> String {
        let start = Date(timeIntervalSince1970: 1_700_000_000 - 800 + Double(number) * 3600)
        let time = LocalTime(start, in: .gmt)
        return String(format: "%04d%02d%02d_%02d%02d_show.mp3", time.year, time.month, time.day, time.hour, time.minute)
    }

    /// A second, so that ten thousand of them fit into a server that keeps them in memory.
    private static func recording(in folder: FilePath) async throws -> Data {
        let file = folder.appending("second.mp3")
        let result = try await Subprocess.run(
            .name("ffmpeg"),
            arguments: [
                "-nostdin", "-v", "error", "-f", "lavfi", "-i", "sine=duration=1", "-b:a", "64k", file.string,
            ], input: .none, output: .discarded, error: .currentStandardError)
        guard result.terminationStatus.isSuccess else { throw CocoaError(.fileNoSuchFile) }
        return try Data(contentsOf: URL(filePath: file.string))
    }

    /// The copies as a synchronisation before has left them, not newer than the bucket's: it has nothing to fetch.
    private static func fill(with recording: Data, _ copies: FilePath) async throws {
        try await Moto.makeBucket(bucket)
        for number in 0..<objects {
            try await Moto.put(recording, as: name(number), in: bucket)
        }
        for number in 0..<objects {
            let copy = copies.appending(name(number)).string
            try recording.write(to: URL(filePath: copy))
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 0)], ofItemAtPath: copy)
        }
    }

    private static func facts(_ way: String, _ port: Int, _ folder: FilePath) async throws -> Facts {
        try await OwnProcess.facts(
            ["read-bucket", way, "http://127.0.0.1:\(port)", folder.string], environment: Moto.credentials)
    }
}
