import Foundation
import Glibc
import Logging
import Measure
import Programme
import Synchronization
import Testing

@testable import OnAir

/// What keeps the accounts, beside the conductor.
struct ScribeTests {
    private struct Full: Error {}

    private static func quiet(_: String) -> any LogHandler { SwiftLogNoOpLogHandler() }
    private let logger = Logger(label: "scribe", factory: quiet)

    @Test("an account that cannot be kept is kept later, the newest only, and its end is told once the log has it")
    func again() async throws {
        let airing = SituationTests.airing()
        let isFull = Watched(true)
        let (tries, kept) = (Watched(0), Watched<[Bool]>([]))
        let scribe = Scribe(pause: .milliseconds(1), logger: logger) { _, _, isFinished in
            tries.change { $0 += 1 }
            if isFull.value { throw Full() }
            kept.change { $0.append(isFinished) }
        }
        let answers = Watched<[Int]>([])
        let writing = Task { await scribe.run { _, number in answers.change { $0.append(number) } } }
        scribe.submit(airing, [], isFinished: false)
        _ = try await tries.wait(for: "three tries") { $0 >= 3 ? true : nil }
        let last = scribe.submit(airing, [], isFinished: true)
        let before = tries.value
        _ = try await tries.wait(for: "another try") { $0 > before + 1 ? true : nil }
        #expect(answers.value == [])
        isFull.change { $0 = false }
        _ = try await answers.wait(for: "the answer") { $0.isEmpty ? nil : true }
        #expect(answers.value == [last])
        #expect(kept.value == [true])
        writing.cancel()
        await writing.value
    }

    @Test("what waits when it is told to stop is tried once more")
    func atTheEnd() async {
        let (kept, airing) = (Watched(0), SituationTests.airing())
        let scribe = Scribe(logger: logger) { _, _, _ in kept.change { $0 += 1 } }
        let writing = Task {
            while !Task.isCancelled { await Task.yield() }
            await scribe.run { _, _ in }
        }
        scribe.submit(airing, [], isFinished: true)
        writing.cancel()
        await writing.value
        #expect(kept.value == 1)
    }

    @Test("a log that does not answer keeps no engine from being started again, and the conductor answers", .onStage)
    func stalled() async throws {
        let isBusy = Watched(true)
        try await Station.with { station in
            station.record = { _, _, _ in
                _ = try await isBusy.wait(for: "the log", within: 60) { $0 ? nil : true }
            }
        } _: { station in
            let code = TimeCode.first(9)
            try await station.add(code, as: "a.mp3")
            let onAir = station.soon()
            let airing = station.airing(try station.segment(code, "a.mp3", at: onAir), for: 9)
            try await station.conduct([airing]) {
                try await station.clock.wait(until: onAir + 2)
                _ = station.killEngine(of: airing)
                // Twice what is promised: this machine may be busy.
                try await station.clock.wait(until: onAir + 4)
                #expect(!station.engines(of: airing).isEmpty)
                _ = try await station.tap.untilTaken(1)
                isBusy.change { $0 = false }
            }
        }
    }
}
