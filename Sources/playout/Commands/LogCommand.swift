import ArgumentParser
import AsRun
import Foundation
import Programme

struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Shows the as-run log: what really went out, when, and what went wrong.",
        discussion: """
            Exit status 1 if anything in the span was interrupted, failed or missed, or stood by where the station \
            has no standby pair.
            """)

    @OptionGroup var options: StationOptions
    @OptionGroup var span: SpanOptions
    @OptionGroup var output: JSONOption

    @Flag(help: "Print comma-separated values, for a spreadsheet.")
    var csv = false

    func validate() throws {
        if csv && output.json { throw ValidationError("--csv goes without --json.") }
    }

    func run() async throws {
        try await reporting {
            let station = try await options.station(asks: false)
            let zone = station.settings.station.timeZone
            let span = try span.span(now: station.clock.now(), zone: zone)
            let log = try AsRunLog.reading(path: station.settings.stateFolder.asRunLog)
            let entries = try log.entries(from: span.lowerBound, to: span.upperBound)
            if output.json {
                try Console.json(entries)
            } else {
                let text = LogText(zone: zone)
                Console.result(csv ? text.csv(entries) : text.table(entries))
            }
            let isFine = entries.allSatisfy { $0.isFine(inPair: station.settings.station.standby) }
            if !isFine { throw ExitCode.problem }
        }
    }
}

extension AsRunEntry {
    /// - Parameter inPair: the other machine of the station may have had the mount.
    func isFine(inPair: Bool) -> Bool {
        switch outcome {
        case nil, .completed: true
        case .stoodBy: inPair
        case .interrupted, .failed, .missed: false
        }
    }
}
