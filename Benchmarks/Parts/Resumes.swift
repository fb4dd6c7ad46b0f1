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
    /// Milliseconds by which what came then was off its place, where it was the most.
    let placeErrors: Spread
    /// The same for each second that came then, kill by kill.
    let everyPlace: [[Double]]
}

extension Stand {
    func measureResumes() async throws -> Resumes {
        // 6 s apart: another engine is being started 2 s after each start, and none while one is killed. Somewhat
        // longer than five seconds, so that the sixth is there too, to tell the place by.
        let turns = [Turn].evenly(some(8), every: 6, lasting: 5.4, from: earliest + 3).map { turn in
            var turn = turn
            turn.fileExtension = "mp3"
            return turn
        }
        Progress.say("\(turns.count) engines killed with SIGKILL" + turns.duration)
        return try await withStation { station in
            try await station.record(turns)
            try await broadcast(turns, at: station) {
                for (index, turn) in turns.enumerated() {
                    // At all places of a second.
                    try await clock.wait(until: turn.onAir + 2.7 + Double(index % 8) * 0.11)
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
        var everyPlace: [[Double]] = []
        for turn in turns {
            let connections = connections(in: turn)
            guard connections.count == 2 else {
                Progress.say("\(try turn.airing): \(connections.count) connections, not two")
                continue
            }
            let before = try await AirCheck(connections[0])
            let after = try await AirCheck(connections[1])
            let places = after.places(of: turn.code.programme, startingAt: turn.onAir).map {
                ($0.error * 1000).toThousandths
            }
            guard let last = before.instant(of: before.samples.count), !places.isEmpty,
                let first = after.sounding.flatMap({ after.instant(of: $0.lowerBound) })
            else {
                Progress.say("\(try turn.airing): no place is to be told in what came after the kill")
                continue
            }
            deadAir.append(first.timeIntervalSince(last))
            everyPlace.append(places)
        }
        return Resumes(
            kills: turns.count, deadAir: Spread(deadAir),
            placeErrors: Spread(everyPlace.compactMap { Spread($0).worst }), everyPlace: everyPlace)
    }
}
