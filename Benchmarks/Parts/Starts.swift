import Foundation
import Measure
import Programme

/// What became of a number of turns on the air.
struct Starts: Sendable, Encodable {
    /// How many there were to be.
    let planned: Int
    /// Of those that reached the studio, in their order.
    let received: [Reception]

    var startErrors: Spread { Spread(received.compactMap(\.startError)) }
    var lostHeads: Spread { Spread(received.compactMap(\.lostHead)) }
    /// Of the programmes that ended by themselves: when their last sample was there.
    var endErrors: Spread { Spread(received.compactMap(\.endError)) }
    /// Of the programmes that were faded out: when the connection was closed.
    var fadeEndErrors: Spread { Spread(received.compactMap(\.fadeEndError)) }

    private enum CodingKeys: String, CodingKey {
        case planned, received, startErrors, lostHeads, endErrors, fadeEndErrors
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(planned, forKey: .planned)
        try container.encode(received, forKey: .received)
        try container.encode(startErrors, forKey: .startErrors)
        try container.encode(lostHeads, forKey: .lostHeads)
        try container.encode(endErrors, forKey: .endErrors)
        try container.encode(fadeEndErrors, forKey: .fadeEndErrors)
    }
}

extension Stand {
    func measureStarts(isBusy: Bool) async throws -> Starts {
        let turns: [Turn] =
            isBusy
            ? .evenly(some(12), every: 3, lasting: 2, from: earliest + 3)
            : .mixed(plain: some(26), faded: some(6), from: earliest + 3)
        Progress.say(
            "\(turns.count) starts" + (isBusy ? " with \(Load.processes) spinning processes" : "") + turns.duration)
        return try await withStation { station in
            try await station.record(turns)
            try await broadcast(turns, at: station) {
                guard isBusy, let last = turns.last else { return }
                let longest = last.offAir.timeIntervalSince(clock.now()) + 5
                try await Load.during(longest: longest) { try await clock.wait(until: last.offAir) }
            }
            return try await station.studio.starts(of: turns)
        }
    }

    /// One after the other, since each takes a whole core while it starts.
    func measureForerunnerStarts() async throws -> Starts {
        let count = some(8)
        Progress.say("\(count) cold starts in the forerunner's way, \(count * 9) s …")
        return try await withForerunner { forerunner in
            var turns: [Turn] = []
            for index in 0..<count {
                let onAir = clock.now() + 2
                let code = TimeCode(programme: index % TimeCode.programmes, duration: 9)
                let turn = Turn(onAir: onAir, code: code, fadedOutBy: onAir + 5)
                _ = try await forerunner.play(turn, forerunner.prepare(turn))
                turns.append(turn)
            }
            return try await forerunner.studio.starts(of: turns)
        }
    }
}

extension TestStudio {
    /// Decodes what came of these turns.
    func starts(of turns: [Turn]) async throws -> Starts {
        var received: [Reception] = []
        for turn in turns {
            let connections = connections(in: turn)
            if connections.count > 1 { Progress.say("\(try turn.airing): \(connections.count) connections, not one") }
            guard let first = connections.first else {
                Progress.say("\(try turn.airing): nothing came")
                continue
            }
            received.append(Reception(try await AirCheck(first), of: turn))
        }
        return Starts(planned: turns.count, received: received)
    }
}

extension [Turn] {
    /// How long it will take, in words.
    var duration: String {
        guard let last else { return "" }
        return ", \(Int(last.offAir.timeIntervalSince(SystemWallClock().now()).rounded(.up))) s …"
    }
}
