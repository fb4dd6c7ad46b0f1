import ArgumentParser
import Foundation
import Programme
import Schedule

struct ScheduleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule",
        abstract: "Shows what the calendar says, and which of its entries are of no use, and why.",
        subcommands: [ScheduleLoginCommand.self])

    @OptionGroup var options: StationOptions
    @OptionGroup var span: SpanOptions
    @OptionGroup var output: JSONOption

    @Flag(help: "Believe the calendar, also where it is suddenly empty.")
    var accept = false

    func run() async throws {
        try await reporting {
            let station = try await options.station()
            if accept { try station.settings.stateFolder.mustBeOurs() }
            let zone = station.settings.station.timeZone
            let span = try span.span(now: station.clock.now(), zone: zone)
            guard let schedule = station.schedule(covering: span, accepts: accept) else {
                throw ScheduleError(
                    "this station has no schedule, and its recordings play at the times in their names; "
                        + "set schedule.google, schedule.ical or schedule.csv in \(station.settings.file) to give it one"
                )
            }
            var reading = try await schedule.read()
            let unknown = reading.unknown(of: span, zone: zone)
            reading.notes += unknown.map { [$0] } ?? []
            reading.slots = reading.slots.filter { $0.start < span.upperBound && $0.end > span.lowerBound }
            if output.json { try Console.json(reading) } else { print(reading, zone: zone, isKnown: unknown == nil) }
            if reading.stale || !reading.notes.isEmpty { throw ExitCode.problem }
        }
    }

    private func print(_ reading: ScheduleReading, zone: TimeZone, isKnown: Bool) {
        let times = TimeText(zone: zone)
        var slots = Table("DAY", "FROM", "TO", "TYPE", "PID", "TITLE")
        for slot in reading.slots {
            slots.add(
                times.day(slot.start), times.clock(slot.start), times.clock(slot.end), slot.type.rawValue,
                slot.pid.text, slot.title)
        }
        let age =
            reading.stale ? ", as it was on \(times.day(reading.fetchedAt)) \(times.clock(reading.fetchedAt))" : ""
        Console.result("\(reading.source), times of \(zone.identifier)\(age)\n")
        let none = isKnown ? "Nothing is scheduled." : "Nothing is known of some of this time; see below."
        Console.result(slots.isEmpty ? none : slots.text)
        guard !reading.notes.isEmpty else { return }
        var notes = Table("ENTRY", "REASON")
        for note in reading.notes { notes.add(note.event, note.reason) }
        Console.result("\nOf no use\n" + notes.text)
    }
}
