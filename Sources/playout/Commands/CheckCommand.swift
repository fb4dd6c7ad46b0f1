import ArgumentParser

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Says, a line each, whether all that a broadcast depends on is there.",
        discussion: """
            The studio is asked whether it takes the password, without going on air. Exit status 1 if anything is \
            amiss.
            """)

    @OptionGroup var options: StationOptions
    @OptionGroup var output: JSONOption

    func run() async throws {
        try await reporting {
            let findings = await StationCheck(station: try await options.station()).findings()
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
