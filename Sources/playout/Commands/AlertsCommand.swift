import ArgumentParser

struct AlertsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts", abstract: "Tries whether people are reached when something goes wrong.",
        subcommands: [AlertsTestCommand.self])
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
            let settings = try options.settings()
            for warning in settings.warnings { Console.message("warning: \(warning)") }
            let findings = await AlertsTrial(settings: settings).findings()
            if output.json {
                try Console.json(findings)
            } else {
                for finding in findings {
                    Console.result(CheckText.line(finding, isColoured: Console.isTerminal))
                }
            }
            if findings.contains(where: { !$0.ok }) { throw ExitCode.problem }
        }
    }
}
