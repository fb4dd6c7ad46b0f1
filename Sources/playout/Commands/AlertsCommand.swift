import Alerts
import ArgumentParser
import Foundation
import Logging
import Programme

struct AlertsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts", abstract: "Tells people something, or tries whether they are reached.",
        subcommands: [AlertsTestCommand.self, AlertsRaiseCommand.self, AlertsWatchCommand.self])
}

struct AlertsTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Sends a test to every channel of alerts, and says how it went.",
        discussion: "Each channel is tried once, now. Exit status 1 if any did not take it, or there is none.")

    @OptionGroup var options: StationOptions
    @OptionGroup var output: JSONOption

    func run() async throws {
        try await reporting {
            let settings = try await options.settings()
            for warning in settings.warnings { Console.message("warning: \(warning)") }
            try output.report(await AlertsTrial(settings: settings).findings())
        }
    }
}

struct AlertsRaiseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "raise",
        abstract: "Tells people something, by every channel of alerts.",
        discussion: """
            For what the conductor cannot tell itself, such as that it is not at work: a service manager calls this. \
            A channel that fails is tried four times within a minute; what it has not taken then is sent by the \
            conductor when it is at work. Exit status 1 if any channel did not take it, or there is none.
            """)

    @OptionGroup var options: StationOptions
    @OptionGroup var output: JSONOption
    @Argument(help: "What it is, in a few words.")
    var title: String
    @Option(help: .init("More about it, and what to do.", valueName: "text"))
    var detail = ""
    @Option(help: "How urgent it is: note, warning or critical.")
    var urgency = Urgency.critical

    func validate() throws {
        let isBlank = title.allSatisfy(\.isWhitespace)
        if isBlank { throw ValidationError("expected a title in a few words, found an empty one") }
    }

    func run() async throws {
        try await reporting {
            let settings = try await options.settings()
            let now = SystemWallClock().now()
            let id = "\(Int64(now.timeIntervalSince1970 * 1000))-raised-\(ProcessInfo.processInfo.processIdentifier)"
            let condition = Condition(key: "raised", urgency: urgency, title: title, detail: detail, lasts: false)
            let message = Message.raised(
                condition, id: id, from: Sender(station: settings.station.name), at: now,
                zone: settings.station.timeZone)
            let dispatch = AlertsDispatch(settings: settings, pauses: AlertsDispatch.patient, leaves: true)
            try output.report(await dispatch.send(message))
        }
    }
}

extension Urgency: ExpressibleByArgument {}

struct AlertsWatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Looks once whether the conductor is at work, and tells people if it is not.",
        discussion: """
            To be run each minute, by a timer or by cron, as the conductor's user. People are told once, when it has \
            not been at work, or has said nothing, for 45 seconds; and once when it has been at work again for a \
            minute. Until a conductor is at work, each look also sends what alerts are waiting. Exit status 1 while \
            it is not at work.
            """)

    @OptionGroup var options: StationOptions
    @OptionGroup var output: JSONOption

    func run() async throws {
        try await reporting {
            let settings = try await options.settings()
            let courier = Courier()
            let outbox = Outbox(
                settings.stateFolder.outbox, channels: settings.alerts,
                .init(clock: SystemWallClock(), zone: settings.station.timeZone, logger: .quiet) {
                    await courier.deliver($0, to: $1)
                })
            let findings = await ConductorWatch(settings: settings, outbox: outbox).look()
            await courier.close()
            try output.report(findings)
        }
    }
}

extension JSONOption {
    /// Prints findings, and throws if anything is amiss.
    fileprivate func report(_ findings: [CheckFinding]) throws {
        if json {
            try Console.json(findings)
        } else {
            for finding in findings { Console.result(CheckText.line(finding, isColoured: Console.isTerminal)) }
        }
        if findings.contains(where: { !$0.ok }) { throw ExitCode.problem }
    }
}
