import Alerts
import Foundation
import Programme
import SystemPackage

/// Sends a message to every channel, now and without a conductor, and says how it went.
struct AlertsDispatch: Sendable {
    let settings: Settings
    /// Seconds before each further attempt at a channel that failed.
    var pauses: [Double] = []
    /// What no attempt could send is left for the conductor.
    var leaves = false

    /// Some network is back within a minute.
    static let patient = [5.0, 10, 20]

    /// One for each channel, in the configuration's order.
    func send(_ message: Message) async -> [CheckFinding] {
        guard !settings.alerts.isEmpty else {
            return [
                .amiss(
                    "alerts", "no channel is configured",
                    remedy: "add one to \(settings.file), such as alerts: [{ mail: someone@example.org }]; "
                        + "docs/alerts.md has them all")
            ]
        }
        let courier = Courier()
        let findings = await withTaskGroup(of: (Int, CheckFinding).self) { group in
            for (index, channel) in settings.alerts.enumerated() {
                group.addTask { (index, await send(message, channel, by: courier)) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        await courier.close()
        return findings.sorted { $0.key < $1.key }.map(\.value)
    }

    private func send(_ message: Message, _ channel: Channel, by courier: Courier) async -> CheckFinding {
        var outcome = await courier.deliver(message, to: channel)
        for pause in pauses where outcome.mayGoWell {
            try? await Task.sleep(for: .seconds(pause))
            outcome = await courier.deliver(message, to: channel)
        }
        guard let reason = outcome.reason else {
            return .fine(channel.kind.rawValue, "\(channel.place) took it: see whether it has arrived")
        }
        let detail = leaves ? "\(reason); \(left(message, channel))" : reason
        return .amiss(channel.kind.rawValue, detail, remedy: channel.remedy)
    }

    private func left(_ message: Message, _ channel: Channel) -> String {
        do {
            try settings.stateFolder.make()
            try Outbox.leave(message, for: channel, in: settings.stateFolder.outbox)
            return "the conductor sends it when it is at work"
        } catch {
            return "and it could not be kept in \(settings.stateFolder.outbox): \(error.inWords)"
        }
    }
}

extension Delivery.Outcome {
    fileprivate var mayGoWell: Bool { if case .failed = self { true } else { false } }
}

extension Channel {
    /// Who took it, or did not.
    fileprivate var place: String {
        switch self {
        case .slack(let address), .discord(let address), .ntfy(let address), .webhook(let address): address.host
        case .mail(let route): route.program.string
        }
    }

    fileprivate var remedy: String {
        kind == .mail
            ? "see the mail command's own log; try it by hand: echo test | \(place) -t -i"
            : "see whether the address in the configuration is right, and can be reached from this machine"
    }
}
