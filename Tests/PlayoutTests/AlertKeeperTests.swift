import Alerts
import Foundation
import Logging
import Programme
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import playout

/// A clock that can be set, beside one that cannot.
private final class Clocks: WallClock {
    private let hands: Mutex<ClockReading>

    init(_ now: Date) { hands = Mutex(ClockReading(now: now, uptime: 0)) }

    func now() -> Date { reading().now }
    func wait(until instant: Date) async throws { throw CancellationError() }
    func reading() -> ClockReading { hands.withLock { $0 } }

    func advance(by seconds: Double, settingBy step: Double = 0) {
        hands.withLock { $0 = ClockReading(now: $0.now + seconds + step, uptime: $0.uptime + seconds) }
    }
}

@Suite("A keeper of alerts", .temporaryFolder) struct AlertKeeperTests {
    private let noon = Date(rfc3339: "2026-11-22T12:00:00Z")!

    private func keeper(_ clocks: Clocks) throws -> AlertKeeper {
        let settings = try Settings.least()
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        return AlertKeeper(station: Station(settings, clock: clocks, logger: logger), logger: logger)
    }

    private func library(_ keeper: AlertKeeper) async -> Alert? { await keeper.alerts.first { $0.key == "library" } }

    @Test("raises nothing because the clock was set, and holds nothing back", arguments: [7200.0, -7200])
    func clockSet(step: Double) async throws {
        let clocks = Clocks(noon)
        let keeper = try keeper(clocks)
        await keeper.look([])
        clocks.advance(by: 1, settingBy: step)
        await keeper.look([])
        #expect(await library(keeper) == nil)
        for _ in 0..<590 {
            clocks.advance(by: 1)
            await keeper.look([])
        }
        #expect(await library(keeper) == nil)
        for _ in 0..<20 {
            clocks.advance(by: 1)
            await keeper.look([])
        }
        // There has been no plan for ten minutes.
        #expect(await library(keeper) != nil)
        await keeper.close()
    }
}
