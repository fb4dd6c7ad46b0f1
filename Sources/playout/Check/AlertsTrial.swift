import Alerts
import Foundation
import Programme
import SystemPackage

/// A test message to every channel, at once and without the queue.
struct AlertsTrial: Sendable {
    let settings: Settings
    var clock: any WallClock = SystemWallClock()

    /// One for each channel, in the configuration's order.
    func findings() async -> [CheckFinding] {
        guard !settings.alerts.isEmpty else {
            return [
                .amiss(
                    "alerts", "no channel is configured",
                    remedy: "add one to \(settings.file), such as alerts: [{ mail: someone@example.org }]; "
                        + "docs/alerts.md has them all")
            ]
        }
        let courier = Courier()
        let now = clock.now()
        let message = Message.test(
            id: "\(Int64(now.timeIntervalSince1970 * 1000))-test", station: settings.station.name, at: now)
        let findings = await withTaskGroup(of: (Int, CheckFinding).self) { group in
            for (index, channel) in settings.alerts.enumerated() {
                group.addTask { (index, finding(channel, await courier.deliver(message, to: channel))) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        await courier.close()
        return findings.sorted { $0.key < $1.key }.map(\.value)
    }

    private func finding(_ channel: Channel, _ outcome: Delivery.Outcome) -> CheckFinding {
        guard let reason = outcome.reason else {
            return .fine(channel.kind.rawValue, "\(channel.place) took it: see whether it has arrived")
        }
        let remedy =
            channel.kind == .mail
            ? "see the mail command's own log; try it by hand: echo test | \(channel.place) -t -i"
            : "see whether the address in the configuration is right, and can be reached from this machine"
        return .amiss(channel.kind.rawValue, reason, remedy: remedy)
    }
}

extension Channel {
    /// Who took it, or did not.
    fileprivate var place: String {
        switch self {
        case .slack(let address), .discord(let address), .ntfy(let address), .webhook(let address): address.host
        case .mail(let route): route.program.string
        }
    }
}
