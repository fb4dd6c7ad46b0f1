import Foundation
import Glibc
import Measure
import OnAir
import Programme

/// What became of programmes whose engines were killed in the middle.
struct Resumes: Sendable, Encodable {
    let kills: Int
    /// Seconds without programme, of those that came back: from the last of it that had come to the first that came.
    let deadAir: Spread
    /// Milliseconds by which what came then was off its place.
    let placeErrors: Spread
}

extension Stand {
    func measureResumes() async throws -> Resumes {
        // 6 s apart, so that no other engine is being started while one is killed.
        let turns: [Turn] = .evenly(some(10), every: 6, lasting: 5, from: earliest + 3)
        Progress.say("\(turns.count) engines killed with SIGKILL" + turns.duration)
        return try await withStation { station in
            try await station.record(turns)
            try await broadcast(turns, at: station) {
                for (index, turn) in turns.enumerated() {
                    // At all places of a second.
                    try await clock.wait(until: turn.onAir + 2.8 + Double(index % 10) * 0.09)
                    if let engine = try station.engine(of: turn) { kill(engine.pid, SIGKILL) }
                }
            }
            return try await station.studio.resumes(of: turns)
        }
    }
}

extension TestStudio {
    fileprivate func resumes(of turns: [Turn]) async throws -> Resumes {
        var deadAir: [Double] = []
        var errors: [Double] = []
        for turn in turns {
            let connections = connections(in: turn)
            guard connections.count == 2 else {
                Progress.say("\(try turn.airing): \(connections.count) connections, not two")
                continue
            }
            let before = try await AirCheck(connections[0])
            let after = try await AirCheck(connections[1])
            let places = after.places(of: turn.code.programme, startingAt: turn.onAir).map { $0.error * 1000 }
            guard let last = before.instant(of: before.samples.count), let worst = Spread(places).worst,
                let first = after.sounding.flatMap({ after.instant(of: $0.lowerBound) })
            else { continue }
            deadAir.append(first.timeIntervalSince(last))
            errors.append(worst)
        }
        return Resumes(kills: turns.count, deadAir: Spread(deadAir), placeErrors: Spread(errors))
    }
}
