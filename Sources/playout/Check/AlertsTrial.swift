import Alerts
import Foundation
import Programme

/// A test message to every channel, at once and without the queue.
struct AlertsTrial: Sendable {
    let settings: Settings
    var clock: any WallClock = SystemWallClock()

    /// One for each channel, in the configuration's order.
    func findings() async -> [CheckFinding] {
        let now = clock.now()
        let id = "\(Int64(now.timeIntervalSince1970 * 1000))-test"
        let sender = Sender(station: settings.station.name)
        return await AlertsDispatch(settings: settings).send(.test(id: id, from: sender, at: now))
    }
}
