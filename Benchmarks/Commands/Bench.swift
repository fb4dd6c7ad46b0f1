import ArgumentParser

/// `make bench`: what the design promises, measured on real parts beside the forerunner's way.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measures Playout Machine's figures, side by side with the forerunner's way.",
        subcommands: [
            MeasureCommand.self, SoakCommand.self, SpinCommand.self, ReadCalendarCommand.self, ReadBucketCommand.self,
            InspectHourCommand.self,
        ],
        defaultSubcommand: MeasureCommand.self)
}
