import Foundation
import Measure
import OnAir
import AsRun
import Programme
import SystemPackage
import Testing

@Suite(.serialized, .timeLimit(.minutes(5)))
struct ScratchTests {
    @Test(arguments: LateTests.recordings.filter { ["a.flac", "a.wav", "a.ogg", "a.opus"].contains($0.file) })
    func place(file: String, options: [String]) async throws {
        try await Station.with { station in
            let noise = ["-f", "lavfi", "-i", "anoisesrc=r=48000:a=0.05:d=50", "-filter_complex", "amix=normalize=0"]
            let code = TimeCode.first(100)
            try await station.add(code, as: file, options: noise + options)
            let onAir = station.soon(in: -90)
            let airing = station.airing(try station.segment(code, file, at: onAir), for: 95, fadedOut: true)
            let row = try await station.broadcast(airing)[0]
            print("ICE", station.icecast!.errorLog, station.icecast!.port, station.tap.port, station.tap.connections.map { String(decoding: $0.answer, as: UTF8.self) })
            for e in row.events { print(e.at.timeIntervalSince(onAir), e.kind, e.detail ?? "") }
            let check = try await AirCheck(station.tap.untilClosed(within: 1))
            print("opened", check.connection.opened.timeIntervalSince(onAir), check.places(of: 0, startingAt: onAir).map { ($0.second.number, $0.error) })
        }
    }
}
