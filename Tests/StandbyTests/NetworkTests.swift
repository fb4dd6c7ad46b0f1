import AsRun
import Foundation
import Measure
import Programme
import Testing

/// What a bad network between a machine and its studio does to a programme.
@Suite(.serialized, .timeLimit(.minutes(10))) struct NetworkTests {
    private static let inStep = 0.02

    @Test("a studio behind a network that swallows everything is on again within 1.5 s of its return, in step")
    func swallowed() async throws {
        try await Pair.with { pair in
            let start = pair.start(in: 5, length: 9)
            try await pair.record(0, at: start, length: 9)
            try await pair.network.swallow(pair.first.host)
            let row = try await pair.first.conducting { _ in
                try await SystemWallClock().wait(until: start + 3.3)
                try await pair.network.mend(pair.first.host)
                return try await pair.first.rows(finished: 1).first
            }
            let check = try await AirCheck(try await pair.tap.untilClosed())
            report("on air after the network's return", check.connection.opened.timeIntervalSince(start + 3.3))
            #expect(check.connection.opened.timeIntervalSince(start + 3.3) < 1.5)
            // What was made while the connection was being made comes at once.
            let places = check.places(of: 0, startingAt: start).filter { $0.at > check.connection.opened + 2.5 }
            report("worst place after it", places.map(\.error).max { abs($0) < abs($1) })
            #expect(places.count >= 2)
            #expect(places.allSatisfy { abs($0.error) <= Self.inStep })
            #expect(row?.outcome == .interrupted)
            #expect(row?.interruptions.map { $0.reason.hasPrefix("could not ") } == [true])
        }
    }

    @Test("a network that loses one packet in eight delivers all of it, in order")
    func loss() async throws {
        try await Pair.with { pair in
            let start = pair.start(in: 5, length: 8)
            try await pair.record(0, at: start, length: 8)
            try await pair.network.lose(oneIn: 8, of: pair.first.host)
            let row = try await pair.first.conducting { _ in try await pair.first.rows(finished: 1).first }
            let check = try await AirCheck(try await pair.tap.untilClosed())
            let places = check.places(of: 0, startingAt: start)
            report("worst place with losses", places.map(\.error).max { abs($0) < abs($1) })
            #expect(places.map(\.second.number) == Array(0..<8))
            #expect(places.allSatisfy { abs($0.error) < 0.5 })
            #expect(row?.outcome == .completed)
        }
    }

    @Test("a studio whose name is not known any more is kept, and one that is not known yet is found later")
    func names() async throws {
        try await Pair.with { pair in
            let start = pair.start(in: 5, length: 9)
            try await pair.record(0, at: start, length: 9)
            try pair.network.forgetStudio()
            let row = try await pair.first.conducting { _ in
                try await SystemWallClock().wait(until: start + 2.3)
                try pair.network.rememberStudio()
                _ = try await pair.tap.untilTaken()
                try pair.network.forgetStudio()
                return try await pair.first.rows(finished: 1).first
            }
            let check = try await AirCheck(try await pair.tap.untilClosed())
            report("on air after the name's return", check.connection.opened.timeIntervalSince(start + 2.3))
            #expect(check.connection.opened.timeIntervalSince(start + 2.3) < 1.5)
            let places = check.places(of: 0, startingAt: start)
            #expect(places.last?.second.number == 8)
            #expect(places.allSatisfy { abs($0.error) <= Self.inStep })
            #expect(row?.interruptions.count == 1)
        }
    }
}
