import Foundation
import Glibc
import Measure
import OnAir
import Programme
import SystemPackage

/// Where things are put to the test: a station in a temporary folder, and a studio behind a tap.
struct Stand: Sendable {
    let playout: PlayoutProgram
    let isQuick: Bool
    let clock = SystemWallClock()

    /// Seconds that a conductor has to read its library and look at what is in it, before the first pre-roll.
    static let settling = 5.0

    func some(_ count: Int) -> Int { isQuick ? max(3, count / 4) : count }

    /// When a station that is set up now can be on air at the earliest.
    var earliest: Date { clock.now() + Self.settling + EngineSettings().preRoll }

    /// Gives a studio for as long as `body` takes.
    func withStudio<Result: Sendable>(
        _ body: @escaping @Sendable (TestStudio) async throws -> Result
    ) async throws -> Result {
        try await IcecastServer.run { icecast in
            let tap = try ByteTap(to: icecast.port)
            defer { tap.stop() }
            return try await body(TestStudio(tap: tap, password: icecast.options.sourcePassword))
        }
    }

    /// Gives a station that sends to a studio. Engines that are still at work at the end are ended.
    func withStation<Result: Sendable>(
        _ body: @escaping @Sendable (TestStation) async throws -> Result
    ) async throws -> Result {
        try await withStudio { studio in
            try await withTemporaryFolder("playout-bench") { folder in
                let station = TestStation(folder: folder, studio: studio)
                try station.write()
                defer { station.endEngines() }
                return try await body(station)
            }
        }
    }

    /// Gives what the forerunner's way needs, for as long as `body` takes.
    func withForerunner<Result: Sendable>(
        _ body: @escaping @Sendable (Forerunner) async throws -> Result
    ) async throws -> Result {
        try await withStudio { studio in
            try await withTemporaryFolder("playout-bench-forerunner") { folder in
                try await body(Forerunner(folder: folder, studio: studio))
            }
        }
    }

    /// Has a station's conductor put its turns on air, and waits until the last is over.
    /// - Parameter meanwhile: what is done between the first pre-roll and the last end.
    /// - Throws: `PlayoutProgram.Failure.notOnAir` if nothing comes of the first.
    func broadcast(
        _ turns: [Turn], at station: TestStation, meanwhile: @escaping @Sendable () async throws -> Void = {}
    ) async throws {
        guard let first = turns.first, let last = turns.last else { return }
        try await playout.run(station) { [clock] _ in
            try await clock.wait(until: first.onAir - EngineSettings().preRoll - 0.5)
            async let beginning: Void = checkBeginning(first, at: station)
            try await meanwhile()
            try await beginning
            try await clock.wait(until: last.offAir + 1)
        }
    }

    private func checkBeginning(_ turn: Turn, at station: TestStation) async throws {
        try await clock.wait(until: turn.offAir)
        if station.studio.connections(in: turn).isEmpty {
            throw PlayoutProgram.Failure.notOnAir(log: station.lastWords, engineLog: try station.engineLog(of: turn))
        }
    }
}

struct TestStudio: Sendable {
    let tap: ByteTap
    let password: String

    var port: Int { tap.port }

    /// What came in a turn's time, in the order in which it came.
    func connections(in turn: Turn) -> [ByteTap.Connection] {
        tap.connections.filter { $0.isTaken && $0.opened > turn.onAir - 0.8 && $0.opened < turn.offAir }
    }
}
