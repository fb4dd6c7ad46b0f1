import Foundation
import Library
import Logging
import OnAir
import Preflight
import Programme
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import playout

@Suite(.temporaryFolder, .timeLimit(.minutes(2))) struct ExaminerTests {
    private let now = Date(rfc3339: "2026-11-22T12:00:00Z")!
    private var folder: FilePath { TemporaryFolder.current }

    private func put(_ name: String, _ data: Data) throws {
        let file = folder.appending(name).string
        try data.write(to: URL(filePath: file))
        try FileManager.default.setAttributes([.modificationDate: now - 3600], ofItemAtPath: file)
    }

    /// A minute at 8 kHz, in two channels.
    private func wave(silentRight: Bool = false) -> Data {
        func little(_ number: Int, _ bytes: Int) -> Data {
            Data((0..<bytes).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) })
        }
        var samples = Data()
        for index in 0..<480_000 {
            let sample = little(Int(4000 * sin(Double(index) / 2)), 2)
            samples += sample + (silentRight ? Data(count: 2) : sample)
        }
        let format = little(1, 2) + little(2, 2) + little(8000, 4) + little(32_000, 4) + little(4, 2) + little(16, 2)
        let chunks =
            Data("WAVEfmt ".utf8) + little(16, 4) + format + Data("data".utf8) + little(samples.count, 4) + samples
        return Data("RIFF".utf8) + little(chunks.count, 4) + chunks
    }

    private func station() throws -> Station {
        let text = """
            station: { name: Test FM, timezone: UTC }
            library: { folder: . }
            studio: { host: 127.0.0.1, password: hackme }
            loudness: { target: -10 }
            """
        try put("playout.yaml", Data(text.utf8))
        let settings = try Settings.local(config: nil, environment: [:], workingFolder: folder)
        let silent = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        return Station(settings, clock: StoppedClock(instant: now), logger: silent)
    }

    private func examined(_ station: Station) async throws -> Airing {
        let span = now..<now + 12 * 3600
        let examiner = Examiner(station: station, logger: station.logger)
        await examiner.follow(try await station.programming(for: span))
        await examiner.examineAll()
        return try #require(try await station.programming(for: span).order.airings.first)
    }

    @Test("What is to go on air is examined, and the edition before it, of which it turns out to be a copy")
    func copy() async throws {
        try put("20261122_1400_show.wav", wave())
        try put("20261115_1400_show.wav", wave())
        let airing = try await examined(station())
        #expect(
            airing.warnings == [
                "20261122_1400_show.wav is the same recording as 20261115_1400_show.wav: put the new one in its place, if "
                    + "there is one"
            ])
        // Last week's has been read, but not decoded.
        #expect(airing.notes?.count == 1 && airing.notes?.first?.contains("the station's loudness") == true)
    }

    @Test("Another recording of the same length is no copy, and what is wrong with it is a warning")
    func noCopy() async throws {
        try put("20261122_1400_show.wav", wave(silentRight: true))
        try put("20261115_1400_show.wav", wave())
        try put("20261108_1400_show.wav", wave(silentRight: true))
        let airing = try await examined(station())
        #expect(airing.warnings.count == 1 && airing.warnings[0].contains("is in one ear only: only its left channel"))
    }

    /// What was examined, in its order; some of it fails.
    private actor Record {
        var files: [String] = []
        var fails: Set<String> = []
        func fail(_ file: String) { fails.insert(file) }
        func add(_ path: FilePath) throws {
            files.append(path.lastComponent?.string ?? "")
            if fails.contains(path.string) { throw PreflightError.toolFailed("ffmpeg", path, reason: "failed") }
        }
    }

    private func programming(_ files: [String], modified: Date? = nil) throws -> Programming {
        let recordings = try files.map { file in
            let name = try RecordingName(file)
            return Recording(file: file, name: name, size: 1, modified: modified ?? now - 3600)
        }
        let airings = try files.enumerated().map { index, file in
            let start = now + Double(index) * 3600
            let segment = Segment(
                file: file, startsAt: start, cueOut: 3600, pid: try PID("show"), title: "", origin: .scheduled)
            return Airing(
                onAir: start, offAir: start + 3600, fadedOutBy: nil, offAirBy: start + 3600, title: "",
                pid: segment.pid, origin: .scheduled, segments: [segment])
        }
        return Programming(listing: Listing(recordings: recordings), order: RunningOrder(airings: airings))
    }

    @Test("What comes while others wait for their turn has its own by the newest plan; what is no more in it has none")
    func newest() async throws {
        let record = Record()
        let station = try station()
        let (first, second, late) = ("20261122_1400_a.mp3", "20261122_1500_b.mp3", "20261122_1300_c.mp3")
        let newer = try programming([late, "20261122_1600_d.mp3", first])
        let (examiners, hand) = AsyncStream<Examiner>.makeStream()
        let examiner = Examiner(station: station, logger: station.logger) { path, _ in
            if await record.files.isEmpty {
                for await examiner in examiners {
                    await examiner.follow(newer)
                    break
                }
            }
            try await record.add(path)
        }
        hand.yield(examiner)
        await examiner.follow(try programming([first, second]))
        await examiner.examineAll()
        #expect(await record.files == [first, late, "20261122_1600_d.mp3"])
    }

    @Test("What cannot be examined is left for a while, but not once it has been put right")
    func failing() async throws {
        let record = Record()
        let station = try station()
        let file = "20261122_1400_a.mp3"
        await record.fail(folder.appending(file).string)
        let examiner = Examiner(station: station, logger: station.logger) { path, _ in try await record.add(path) }
        for modified in [now - 3600, now - 3600, now - 60, now - 60] {
            await examiner.follow(try programming([file], modified: modified))
            await examiner.examineAll()
        }
        #expect(await record.files.count == 2)
    }

    @Test("Whoever ends the examiner waits until its work has ended")
    func end() async throws {
        let station = try station()
        let (begun, bell) = AsyncStream<Void>.makeStream()
        let ended = Mutex(false)
        let examiner = Examiner(station: station, logger: station.logger) { _, _ in
            bell.yield()
            while !Task.isCancelled { await Task.yield() }
            ended.withLock { $0 = true }
        }
        let run = Task { try await examiner.run() }
        await examiner.follow(try programming(["20261122_1400_a.mp3"]))
        for await _ in begun { break }
        run.cancel()
        await #expect(throws: CancellationError.self) { try await run.value }
        #expect(ended.withLock { $0 })
    }

    @Test("A recording that cannot be inspected is told of once, and again when it is for another reason")
    func told() throws {
        let told = Mutex<[String]>([])
        let logger = Logger(label: "test") { _ in Collector { line in told.withLock { $0.append(line) } } }
        var before = try programming(["20261122_1400_a.mp3"])
        before.uninspected = ["a": "it may not be read", "b": "it may not be read"]
        logger.warn(ofUninspected: before)
        var after = before
        after.uninspected = ["a": "it may not be read", "b": "ffprobe is not installed"]
        logger.warn(ofUninspected: after, known: before.uninspected)
        #expect(
            told.withLock { $0 } == [
                "a: it may not be read", "b: it may not be read", "b: ffprobe is not installed",
            ])
    }
}

private struct Collector: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info
    let take: @Sendable (String) -> Void

    init(_ take: @escaping @Sendable (String) -> Void) { self.take = take }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        take("\(event.metadata?["file"] ?? ""): \(event.metadata?["error"] ?? "")")
    }
}
