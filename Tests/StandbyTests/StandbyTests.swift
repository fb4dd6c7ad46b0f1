import AsRun
import Foundation
import Measure
import Programme
import Testing

/// Two real conductors on hosts of their own, with one Icecast, and everything that reached its mount decoded.
@Suite(.serialized, .timeLimit(.minutes(10))) struct StandbyTests {
    /// More of them give a distribution.
    static let rounds = ProcessInfo.processInfo.environment["PLAYOUT_ROUNDS"].flatMap { Int($0) } ?? 2
    /// Seconds by which content may be out of step.
    static let inStep = 0.02
    static let others = "stood by: another has the mount"

    @Test("the one that stands by takes over within a second of the other's death, in step", arguments: 1...rounds)
    func death(round: Int) async throws {
        try await Pair.with { pair in
            let start = pair.start(in: 5, length: 8)
            try await pair.record(0, at: start, length: 8)
            try await pair.first.conducting { first in
                _ = try await pair.second.conducting { second in
                    let connection = try await pair.tap.untilTaken()
                    // Not always at the same place within a second.
                    try await SystemWallClock().wait(until: start + 2.5 + 0.37 * Double(round % 7))
                    let isFirst = connection.isFrom(pair.first)
                    let killed = (isFirst ? first : second).killAll()
                    let other = isFirst ? pair.second : pair.first
                    let taken = try await AirCheck(try await pair.tap.untilClosed(1))
                    let back = try #require(taken.sounding.flatMap { taken.instant(of: $0.lowerBound) })
                    try await StandbyReport.ofThisRun.add(.takeOver, back.timeIntervalSince(killed))
                    #expect(back.timeIntervalSince(killed) < 1)
                    let places = taken.places(of: 0, startingAt: start)
                    let worst = places.map(\.error).max { abs($0) < abs($1) }
                    try await StandbyReport.ofThisRun.add(.placeAfterTakeOver, worst)
                    #expect(!places.isEmpty)
                    #expect(places.allSatisfy { abs($0.error) <= Self.inStep })
                    #expect(places.last?.second.number == 7)
                    let row = try #require(try await other.rows(finished: 1).first)
                    #expect(row.outcome == .interrupted)
                    #expect(row.interruptions.map(\.reason) == [Self.others])
                    #expect(row.interruptions.first?.from == start)
                    #expect(try #require(row.onAir).timeIntervalSince(killed) < 1)
                    let dead = try await (isFirst ? pair.first : pair.second).rows(finished: 0)
                    #expect(dead.map(\.outcome) == [nil])
                    #expect(abs(try #require(dead.first?.onAirErrorMs)) < 40)
                }
            }
        }
    }

    @Test(
        "the one that stands by takes over when the other's network swallows everything, and keeps the mount after it")
    func cut() async throws {
        try await Pair.with { pair in
            let start = pair.start(in: 5, length: 22)
            try await pair.record(0, at: start, length: 22)
            try await pair.first.conducting { _ in
                try await pair.second.conducting { _ in
                    let connection = try await pair.tap.untilTaken()
                    let (lost, other) =
                        connection.isFrom(pair.first) ? (pair.first, pair.second) : (pair.second, pair.first)
                    try await SystemWallClock().wait(until: start + 2)
                    try await pair.network.swallow(lost.host)
                    let cut = Date()
                    let next = try await pair.tap.untilTaken(1)
                    try await StandbyReport.ofThisRun.add(.takeOverOfNetwork, next.opened.timeIntervalSince(cut))
                    #expect(next.isFrom(other))
                    #expect(next.opened.timeIntervalSince(cut) < Double(pair.icecast.options.sourceTimeout) + 1)
                    try await SystemWallClock().wait(until: start + 16)
                    try await pair.network.mend(lost.host)

                    let row = try #require(try await lost.rows(finished: 1).first)
                    #expect(row.outcome == .interrupted)
                    let gap = try #require(row.interruptions.first)
                    #expect(row.interruptions.count == 1)
                    report("when the log has it off air", gap.from.timeIntervalSince(cut))
                    #expect(abs(gap.from.timeIntervalSince(cut)) < 1.5)
                    #expect(abs(try #require(gap.to).timeIntervalSince(row.plannedOffAir)) < 0.01)
                    #expect(gap.reason.hasSuffix("; then \(Self.others)"))
                    let taken = try #require(try await other.rows(finished: 1).first)
                    #expect(taken.interruptions.map(\.reason) == [Self.others])
                    #expect(abs(try #require(taken.onAir).timeIntervalSince(next.opened)) < 0.2)
                }
            }
            #expect(pair.tap.connections.filter(\.isTaken).count == 2)
            let check = try await AirCheck(try await pair.tap.untilClosed(1))
            let places = check.places(of: 0, startingAt: start)
            report("worst place after it", places.map(\.error).max { abs($0) < abs($1) })
            #expect(places.allSatisfy { abs($0.error) <= Self.inStep })
            let numbers = places.map(\.second.number)
            #expect(numbers == Array((numbers.first ?? 0)..<22))
        }
    }

    @Test("of two that start at the same instant exactly one is on air, and nothing of the programme is lost")
    func together() async throws {
        try await Pair.with { pair in
            let count = max(3, Self.rounds)
            let first = pair.start(in: 6, length: 2)
            let starts = (0..<count).map { first + Double($0 * 5) }
            for (index, start) in starts.enumerated() { try await pair.record(index % 8, at: start, length: 2) }
            let rows = try await pair.first.conducting { _ in
                try await pair.second.conducting { _ in
                    let wait = Double(count * 5 + 20)
                    async let one = pair.first.rows(finished: count, within: wait)
                    async let other = pair.second.rows(finished: count, within: wait)
                    return try await (one, other)
                }
            }
            #expect(rows.0.count == count)
            for (one, other) in zip(rows.0, rows.1) {
                let outcomes = [one.outcome, other.outcome]
                #expect(outcomes == [.completed, .stoodBy] || outcomes == [.stoodBy, .completed])
                let idle = one.outcome == .stoodBy ? one : other
                #expect(idle.onAir == nil)
                #expect(idle.interruptions.map(\.reason) == [Self.others])
            }
            let taken = pair.tap.connections.filter(\.isTaken)
            #expect(taken.count == count)
            for (index, connection) in taken.enumerated() {
                let check = try await AirCheck(connection)
                let error = try #require(check.startError(of: index % 8, plannedAt: starts[index]))
                try await StandbyReport.ofThisRun.add(.start, error)
                #expect(abs(error) <= Self.inStep)
                #expect(check.reading.seconds.map(\.number) == [0, 1])
                #expect(check.logicalStreams == 1)
            }
        }
    }

    @Test("one that comes back in the middle of a programme stands by, and leaves the other alone")
    func comesBack() async throws {
        try await Pair.with { pair in
            let start = pair.start(in: 5, length: 9)
            try await pair.record(0, at: start, length: 9)
            try await pair.second.conducting { _ in
                _ = try await pair.tap.untilTaken()
                try await SystemWallClock().wait(until: start + 3)
                try await pair.first.conducting { _ in
                    let row = try #require(try await pair.first.rows(finished: 1).first)
                    #expect(row.outcome == .stoodBy)
                    #expect(row.onAir == nil)
                    let on = try #require(try await pair.second.rows(finished: 1).first)
                    #expect(on.outcome == .completed)
                    #expect(on.interruptions.isEmpty)
                }
            }
            let taken = pair.tap.connections.filter(\.isTaken)
            #expect(taken.count == 1)
            let check = try await AirCheck(try #require(taken.first))
            #expect(check.places(of: 0, startingAt: start).map(\.second.number) == Array(0..<9))
        }
    }

    @Test("one that a full studio refuses has failed, and does not stand by")
    func fullStudio() async throws {
        var options = IcecastServer.Options()
        options.sources = 1
        try await Pair.with(icecast: options, mounts: ["/test", "/elsewhere"]) { pair in
            let start = pair.start(in: 5, length: 3)
            try await pair.record(0, at: start, length: 3)
            try await pair.first.conducting { _ in
                try await pair.second.conducting { _ in
                    let rows = try await [pair.first.rows(finished: 1), pair.second.rows(finished: 1)].compactMap(
                        \.first)
                    #expect(Set(rows.map(\.outcome)) == [.completed, .failed])
                    let refused = try #require(rows.first { $0.outcome == .failed })
                    #expect(refused.interruptions.map { $0.reason.hasSuffix("though nobody has the mount") } == [true])
                }
            }
        }
    }
}

extension ByteTap.Connection {
    func isFrom(_ machine: Machine) -> Bool { peer == machine.host.address }
}
