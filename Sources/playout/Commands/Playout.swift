import ArgumentParser

@main
struct Playout: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "playout",
        abstract: "Puts a radio station's pre-recorded programmes on air at their exact times.",
        discussion: """
            Start with `playout demo`, which puts a small station on air on this machine, or with `playout init`, \
            which writes a configuration for yours. Then: `playout check` says whether all that a broadcast depends \
            on is there, `playout plan` what will go out, and `playout run` puts it on air.

            Results go to standard output, messages to standard error. Exit status: 0 fine, 1 a problem was found, \
            64 wrong usage, 78 a bad configuration.
            """,
        version: "0.1.0",
        subcommands: [
            DemoCommand.self, InitCommand.self, CheckCommand.self, PlanCommand.self, ScheduleCommand.self,
            InspectCommand.self, AddCommand.self, RunCommand.self, StatusCommand.self, LogCommand.self,
            AlertsCommand.self,
        ])
}
