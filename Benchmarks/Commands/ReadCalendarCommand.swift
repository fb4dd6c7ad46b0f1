import ArgumentParser
import Foundation
import Programme
import Schedule
import SystemPackage

/// A process of its own reads the calendar, so that what it takes is all its own.
struct ReadCalendarCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "read-calendar", shouldDisplay: false)

    @Argument var file: String

    private struct NewYear: WallClock {
        func now() -> Date { BusyCalendar.year.lowerBound + 180 * 86_400 }
        func wait(until instant: Date) async throws {}
    }

    func run() async throws {
        let clock = ContinuousClock()
        let began = clock.now
        let span = ScheduleSpan(zone: BusyCalendar.zone, wanted: BusyCalendar.year)
        let reading = try await ICalendarSchedule(.file(FilePath(file)), span: span, clock: NewYear()).read()
        let slots = reading.slots.filter {
            $0.start < BusyCalendar.year.upperBound && $0.end > BusyCalendar.year.lowerBound
        }
        let reckoned = CalendarReading.Facts(
            events: slots.count, starts: slots.reduce(0) { $0 + Int($1.start.timeIntervalSince1970) },
            seconds: slots.reduce(0) { $0 + Int($1.end.timeIntervalSince($1.start)) },
            took: began.duration(to: clock.now) / .seconds(1), memory: OwnProcess.mostMemory)
        try OwnProcess.tell(reckoned)
    }
}
