import Foundation
import Glibc
import Measure
import OnAir
import Programme

/// What became of a programme whose conductor was killed in the middle, again and again.
struct ConductorKills: Sendable, Encodable {
    let kills: Int
    let connections: Int
    /// Samples of the programme, at 48 kHz, that did not come, or came twice.
    let samplesLost: Int?
    /// What the as-run log says.
    let outcome: String?
    let interruptions: Int
}

extension Stand {
    func measureConductorKills() async throws -> ConductorKills {
        let kills = some(3)
        let turns: [Turn] = .evenly(1, every: 3, lasting: Double(4 * kills + 3), from: earliest)
        Progress.say("\(kills) conductors killed with SIGKILL" + turns.duration)
        return try await withStation { station in
            let turn = turns[0]
            try await station.record(turns)
            for index in 0..<kills {
                // Killed at the end of this, and gone for a second.
                try await playout.run(station) { [clock] _ in
                    try await clock.wait(until: turn.onAir + 2.5 + Double(index) * 4)
                }
                try await clock.wait(until: turn.onAir + 3.5 + Double(index) * 4)
            }
            try await playout.run(station) { [clock] _ in try await clock.wait(until: turn.offAir + 2) }
            return try await result(of: turn, at: station, kills: kills)
        }
    }

    private func result(of turn: Turn, at station: TestStation, kills: Int) async throws -> ConductorKills {
        let connections = station.studio.connections(in: turn)
        let airing = try turn.airing
        let entry = try await playout.log(of: station).first { $0.airing == airing }
        var lost: Int?
        if let connection = connections.first { lost = try await AirCheck(connection).samplesLost(of: turn.code) }
        return ConductorKills(
            kills: kills, connections: connections.count, samplesLost: lost, outcome: entry?.outcome,
            interruptions: entry?.interruptions.count ?? 0)
    }
}

extension AirCheck {
    /// By how many samples what is between a programme's first sample and its last differs from what should be, in
    /// any of its seconds. A difference of one is the measurement's.
    fileprivate func samplesLost(of code: TimeCode) -> Int {
        let marks = reading.seconds.filter { $0.programme == code.programme }.map(\.sample) + reading.ends.suffix(1)
        let expected =
            (0..<Int(code.duration)).map { $0 * TimeCode.sampleRate }
            + [Int(code.duration) * TimeCode.sampleRate]
        guard let first = marks.first, marks.count == expected.count else {
            return abs(expected.count - marks.count) * TimeCode.sampleRate
        }
        let worst = zip(marks, expected).map { abs($0 - first - $1) }.max() ?? 0
        return worst > 1 ? worst : 0
    }
}
