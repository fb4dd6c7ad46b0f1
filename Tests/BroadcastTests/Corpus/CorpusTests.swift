import AsRun
import Foundation
import Measure
import Preflight
import Programme
import SystemPackage
import Testing

/// Recordings as people send them: what the preflight says of each, and what listeners hear of it.
@Suite(.onStage, .timeLimit(.minutes(5)))
struct CorpusTests {
    /// Of docs/preflight.md; to be written where `make corpus` says so, and otherwise to be true.
    static let page = CorpusPage()

    @Test(
        "an awkward recording has its verdict, and what is heard of it is what the page says",
        arguments: Specimen.corpus)
    func specimen(_ specimen: Specimen) async throws {
        try await withTemporaryFolder("playout-corpus") { folder in
            let file = folder.appending(specimen.file)
            try await specimen.make(file, TimeCode.first(4))
            let inspection = try await inspect(file, specimen)
            #expect(inspection.verdict == specimen.verdict, "\(inspection)")
            #expect(inspection.findings.map(\.kind) == specimen.findings, "\(inspection)")
            if inspection.verdict != .unplayable {
                #expect(abs(inspection.playableDuration - specimen.length) < 0.15, "\(inspection)")
                try await Station.with { station in
                    let place = station.library.appending(specimen.file)
                    try FileManager.default.moveItem(atPath: file.string, toPath: place.string)
                    #expect(try await heard(specimen, inspection, on: station) == specimen.heard)
                }
            }
            try Self.page.row(
                specimen.name, specimen.verdict.rawValue,
                specimen.findings.map { "`\($0.rawValue)`" }.joined(separator: ", "), specimen.words)
        }
    }

    private func inspect(_ file: FilePath, _ specimen: Specimen) async throws -> Inspection {
        let preflight = Preflight(cache: file.removingLastComponent().appending("inspections"))
        // Four hours take half a minute.
        let isLong = specimen.length > 600 && !Self.page.isWritten
        return try await isLong ? preflight.quickLook(at: file) : preflight.fullInspection(of: file)
    }

    private func heard(_ specimen: Specimen, _ inspection: Inspection, on station: Station) async throws -> [Int] {
        let length = inspection.playableDuration
        let code = TimeCode.first(length)
        let onAir = station.soon(in: 2.5)
        let airing = station.airing(
            try station.segment(code, specimen.file, at: onAir, cueIn: specimen.cueIn), for: length - specimen.cueIn)
        let rows = try await station.broadcast(airing)
        #expect(rows.first?.entry.outcome == .completed, "\(station.engineLog(of: airing).suffix(1500))")
        let check = try await AirCheck(station.tap.untilClosed())
        let places = check.places(of: 0, startingAt: onAir - specimen.cueIn + specimen.countsFrom)
        let longest = places.map { abs($0.error) }.max() ?? 0
        #expect(longest < 0.1, "\(places.map(\.error))")
        let read = check.numbers(of: 0)
        return read.isEmpty ? Self.secondsByTone(check.samples) : read
    }

    /// Where the sweeps that mark a second are too high for the recording.
    private static func secondsByTone(_ samples: [Float]) -> [Int] {
        guard let start = samples.firstIndex(where: { abs($0) > 0.1 }) else { return [] }
        return stride(from: start + 14_400, to: samples.count - 9600, by: TimeCode.sampleRate).compactMap { place in
            let powers = (0..<40).map { power(of: 500 + 50 * Double($0), in: samples[place..<place + 9600]) }
            guard let most = powers.max(), most > 0.01 else { return nil }
            return powers.firstIndex(of: most)
        }
    }

    /// Of one frequency, by correlation: the square of its amplitude.
    private static func power(of frequency: Double, in samples: ArraySlice<Float>) -> Double {
        var (real, imaginary) = (0.0, 0.0)
        for (index, sample) in samples.enumerated() {
            let phase = 2 * Double.pi * frequency * Double(index) / Double(TimeCode.sampleRate)
            real += Double(sample) * cos(phase)
            imaginary += Double(sample) * sin(phase)
        }
        let scale = 2 / Double(samples.count)
        return (real * real + imaginary * imaginary) * scale * scale
    }
}
