import ArgumentParser
import Foundation
import Programme

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Shows the running order: what will go on air, what is missing, what is ignored, and why.",
        discussion: """
            Nothing is put on air. Exit status 1 if a scheduled programme is missing.
            """)

    @OptionGroup var options: StationOptions
    @OptionGroup var span: SpanOptions
    @OptionGroup var output: JSONOption

    @Option(help: .init("Plan as if it were then: which day is today.", valueName: "time"))
    var at: String?

    func run() async throws {
        try await reporting {
            let station = try await options.station()
            let zone = station.settings.station.timeZone
            let now = try at.map { try TimeArgument(now: station.clock.now(), zone: zone).span($0).lowerBound }
            let generatedAt = now ?? station.clock.now()
            let span = try span.span(now: generatedAt, zone: zone)
            let programming = try await station.programming(for: span)
            for trouble in programming.troubles { Console.message("warning: \(trouble)") }
            if output.json {
                try Console.json(PlanFacts(station.settings.station, generatedAt: generatedAt, programming.order))
            } else {
                Console.result(
                    PlanText(zone: zone, span: span, loudness: station.settings.loudness).text(programming.order))
            }
            if !programming.order.missing.isEmpty { throw ExitCode.problem }
        }
    }
}

/// `plan --json`.
struct PlanFacts: Encodable {
    let station: String
    let timezone: String
    let generatedAt: Date
    let airings: [Airing]
    let missing: [Missing]
    let ignored: [Ignored]

    init(_ station: Settings.Station, generatedAt: Date, _ order: RunningOrder) {
        (self.station, timezone, self.generatedAt) = (station.name, station.timeZone.identifier, generatedAt)
        (airings, missing, ignored) = (order.airings, order.missing, order.ignored)
    }
}
