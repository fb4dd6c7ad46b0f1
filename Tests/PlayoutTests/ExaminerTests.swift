import Foundation
import Library
import Logging
import Programme
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
        await examiner.examine(try await station.programming(for: span))
        await examiner.finish()
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
}
