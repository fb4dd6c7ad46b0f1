import AsRun
import Conditions
import Foundation
import Logging
import Programme
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import playout

@Suite("A keeper of the as-run log", .temporaryFolder) struct AsRunKeeperTests {
    private let noon = Date(rfc3339: "2026-11-22T12:00:00Z")!
    private var state: FilePath { TemporaryFolder.current.appending("state") }
    private var path: FilePath { state.appending("asrun.sqlite") }

    private func keeper() -> AsRunKeeper {
        AsRunKeeper(
            path, clock: StoppedClock(instant: noon),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    private func airing() throws -> Airing {
        let pid = try PID("show")
        let segment = Segment(
            file: "a.mp3", startsAt: noon, cueOut: 60, pid: pid, title: "Show", origin: .scheduled)
        return Airing(
            onAir: noon, offAir: noon + 60, fadedOutBy: nil, offAirBy: noon + 60, title: "Show", pid: pid,
            origin: .scheduled, segments: [segment], warnings: [])
    }

    private func rows() throws -> [AsRunEntry] {
        try AsRunLog.reading(path: path).entries(from: noon - 1, to: noon + 100)
    }

    @Test("goes on in a new file where the state folder was taken away")
    func takenAway() async throws {
        let (keeper, airing) = (keeper(), try airing())
        try await keeper.record(airing, [], isFinished: false)
        try FileManager.default.removeItem(atPath: state.string)
        try await keeper.record(airing, [], isFinished: true)
        #expect(try rows().map(\.outcome) == [.failed])
    }

    @Test("says so while it cannot write, and no more once it can")
    func health() async throws {
        let (keeper, airing) = (keeper(), try airing())
        try Data("in the way".utf8).write(to: URL(filePath: state.string))
        await #expect(throws: AsRunFailure.self) { try await keeper.record(airing, [], isFinished: true) }
        #expect(keeper.health.trouble(at: 0) != nil)
        try FileManager.default.removeItem(atPath: state.string)
        try await keeper.record(airing, [], isFinished: true)
        #expect(keeper.health == RecordHealth())
    }

    @Test("says where it has put one that was damaged")
    func damage() async throws {
        let (keeper, airing) = (keeper(), try airing())
        try FileManager.default.createDirectory(atPath: state.string, withIntermediateDirectories: true)
        try Data(String(repeating: "rubbish ", count: 1000).utf8).write(to: URL(filePath: path.string))
        try await keeper.record(airing, [], isFinished: true)
        let damage = try #require(keeper.health.damage)
        #expect(damage.at == noon)
        #expect(damage.detail.contains("\(state)/asrun-damaged-"))
        #expect(try rows().count == 1)
    }

    @Test("counts what hangs as trouble")
    func hangs() {
        let health = RecordHealth(busySince: 100)
        #expect(health.trouble(at: 101) == nil)
        #expect(health.trouble(at: 110) != nil)
    }
}

@Suite("What goes on for ever") struct PersistenceTests {
    private struct Mishap: Error {}

    @Test("is begun again when it fails or ends, and ends when it is cancelled")
    func again() async {
        let times = Mutex(0)
        let (over, end) = AsyncStream<Void>.makeStream()
        let persistence = Persistence(
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), pause: .zero)
        let task = Task {
            try await persistence.keepAt("the work") {
                let time = times.withLock { times in
                    times += 1
                    return times
                }
                if time == 1 { throw Mishap() }
                // Somebody else's cancellation is no reason either.
                if time == 2 { throw CancellationError() }
                if time == 3 { return }
                end.finish()
                try await Task.sleep(for: .seconds(60))
            }
        }
        for await _ in over {}
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(times.withLock { $0 } == 4)
    }

    @Test(
        "Standing by is a problem in the log of a station that has one machine only",
        arguments: [(AsRunEntry.Outcome.stoodBy, true, true), (.stoodBy, false, false), (.completed, false, true)])
    func stoodBy(outcome: AsRunEntry.Outcome, inPair: Bool, isFine: Bool) throws {
        let start = Date(timeIntervalSince1970: 0)
        var entry = AsRunEntry(
            missed: Missing(start: start, end: start + 1, pid: try PID("a"), title: "A", reason: "none"))
        entry.outcome = outcome
        #expect(entry.isFine(inPair: inPair) == isFine)
    }
}
