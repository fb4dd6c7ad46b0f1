import Alerts
import ArgumentParser
import Foundation
import OnAir
import Programme
import SystemPackage

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Says what is on air now, what is next, and whether the conductor is well.",
        discussion: "Exit status 1 if no conductor is at work, or something needs a person's attention.")

    @OptionGroup var options: StationOptions
    @OptionGroup var output: JSONOption

    func run() async throws {
        try await reporting {
            let station = try await options.station(asks: false)
            let folder = station.settings.stateFolder
            let now = station.clock.now()
            guard ConductorLock.isHeld(AiringFolders(state: folder.path), state: folder) else {
                throw StatusFailure(description: "no conductor is at work for this station; start it: playout run")
            }
            guard let data = FileManager.default.contents(atPath: folder.status.string) else {
                throw StatusFailure(description: "the conductor has just started and has not said anything yet")
            }
            var status: Status = try FactsJSON.decode(from: data)
            if let left = status.onAir?.airing.offAir.timeIntervalSince(now) { status.onAir?.remaining = max(0, left) }
            let silence = now.timeIntervalSince(status.writtenAt)
            if silence > StatusWriter.tooOld {
                status.alerts.insert(.silence(since: status.writtenAt, seconds: silence), at: 0)
            }
            if output.json {
                try Console.json(status)
            } else {
                Console.result(StatusText(zone: station.settings.station.timeZone).text(status))
            }
            if !status.alerts.isEmpty { throw ExitCode.problem }
        }
    }
}

extension Alert {
    fileprivate static func silence(since: Date, seconds: Double) -> Alert {
        Alert(
            key: "conductor", since: since, urgency: .critical, title: "The conductor hangs",
            detail: "the conductor has not said anything for \(Int(seconds)) s; see its log, and the disk of the state "
                + "folder")
    }
}

private struct StatusFailure: Error, CustomStringConvertible {
    let description: String
}
