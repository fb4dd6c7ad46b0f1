import Foundation
import Measure
import Programme
import Testing

@Suite(.onStage, .timeLimit(.minutes(3)))
struct StartTests {
    @Test("an airing starts at its instant with its first sample, and leaves with its last")
    func exactStart() async throws {
        try await Station.with { station in
            let code = TimeCode.first(5)
            try await station.add(code, as: "a.flac")
            let onAir = station.soon()
            let airing = station.airing(
                try station.segment(code, "a.flac", at: onAir), for: 5, title: "Frühstück — \"Café\"")
            let row = try await station.broadcast(airing)[0]
            let connection = try await station.tap.untilClosed()
            let check = try await AirCheck(connection)

            let start = try #require(check.startError(of: 0, plannedAt: onAir))
            print("start", start, "drift", check.drift(of: 0) ?? 9, check.places(of: 0, startingAt: onAir).map(\.error),
                "leadin", check.leadIn ?? 9, "ends", check.reading.ends.map { check.instant(of: $0)!.timeIntervalSince(airing.offAir) }, "opened", connection.opened.timeIntervalSince(onAir), "closed",
                connection.closed!.timeIntervalSince(airing.offAir), row.entry)
            print(row.events)
            #expect(abs(start) <= exact)
            #expect(check.numbers(of: 0) == [0, 1, 2, 3, 4])
        }
    }
}
