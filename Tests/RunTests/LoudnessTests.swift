import AsRun
import Foundation
import Measure
import Programme
import SystemPackage
import Testing

@Suite("The loudness of what is on air", .serialized, .timeLimit(.minutes(5)))
struct LoudnessTests {
    @Test("is the station's target, of a quiet and a loud recording, and is in the plan and the log")
    func target() async throws {
        try await LiveStation.run { station in
            try station.add("loudness: { target: -23 }\n")
            let start = station.start(in: 12, length: 7)
            let next = Date(timeIntervalSince1970: start.timeIntervalSince1970 + 9)
            for (instant, amplitude) in [(start, 0.1), (next, 1.0)] {
                let name = RecordingName(
                    time: LocalTime(instant, in: .gmt), pid: try PID("show"), fileExtension: "flac")
                let file = station.library.appending(name.fileName)
                try await Loudness.write("anoisesrc=c=pink:a=\(amplitude):s=1:r=48000:d=7", to: file)
                try station.age(file)
            }
            let rows = try await station.program.conducting { _ in try await station.untilLogged(2, within: 45) }
            let taken = station.tap.connections.filter(\.isTaken)
            #expect(taken.count == 2)
            for connection in taken {
                let aired = try await Loudness(of: AirCheck(connection))
                print("measured: \(aired)")
                #expect(abs(aired.integrated + 23) <= 0.5)
                #expect(aired.truePeak < -1)
            }
            let gains = rows.flatMap(\.gains).compactMap(\.self).sorted()
            #expect(gains.count == 2 && gains[0] < -8 && gains[1] > 8)
            let table = try await station.program.run("log", "--from", "yesterday", "--to", "tomorrow").output
            #expect(table.contains("GAIN"))
            let span = ["--from", (start - 1).rfc3339, "--to", (start + 20).rfc3339]
            let plan = try await station.program.run(["plan"] + span).output
            #expect(gains.allSatisfy { plan.contains(String(format: "%+.1f dB", $0)) })
        }
    }
}
