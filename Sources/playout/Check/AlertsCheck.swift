import Alerts
import Foundation
import SystemPackage

/// Whether somebody is told when something goes wrong. Nothing is sent: that is `playout alerts test`.
struct AlertsCheck: Sendable {
    let channels: [Channel]

    func findings() -> [CheckFinding] {
        guard !channels.isEmpty else {
            return [
                .fine("alerts", "none: nobody is told when something goes wrong; see 'alerts' in the configuration")
            ]
        }
        let names = channels.map(\.name).joined(separator: ", ")
        return missingCommands + [.fine("alerts", "\(names); `playout alerts test` tries them")]
    }

    private var missingCommands: [CheckFinding] {
        channels.compactMap { channel in
            guard case .mail(let route) = channel, access(route.program.string, X_OK) != 0 else { return nil }
            return .amiss(
                "alerts", "there is no mail command \(route.program)",
                remedy: "install one (apt-get install msmtp-mta), or set sendmail beside \(channel.name)")
        }
    }
}
