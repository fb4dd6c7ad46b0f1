import Foundation
import Plan
import Programme

/// How long it takes to plan a week of a busy station that has kept a year's recordings.
struct Planning: Sendable, Encodable {
    let recordings: Int
    let slots: Int
    let airings: Int
    /// Milliseconds.
    let times: Spread

    static func measure() -> Planning {
        Progress.say("Plans of a week …")
        let year = YearOfProgrammes(recordings: 10_000)
        let inputs = year.inputs
        let clock = ContinuousClock()
        var airings = 0
        let times = (0..<27).map { _ in
            let time = clock.measure { airings = RunningOrder(planning: inputs).airings.count }
            return time / .milliseconds(1)
        }
        // The first two make memory their own.
        return Planning(
            recordings: inputs.recordings.count, slots: inputs.slots.count, airings: airings,
            times: Spread(Array(times.dropFirst(2))))
    }
}

/// A station's year up to the end of the week that is planned: each programme weekly, at its own time, some an hour
/// and some half an hour long. All that it kept has been inspected, and of the week a tenth is missing.
private struct YearOfProgrammes {
    private static let zone = TimeZone(identifier: "Europe/London") ?? .gmt
    private static let week = 7 * 86_400.0
    private static let count = 192
    private let end = Date(timeIntervalSince1970: 1_795_392_000)
    var inputs: PlanInputs

    init(recordings: Int) {
        let start = end - Self.week
        inputs = PlanInputs(zone: Self.zone, span: start..<end)
        let order = (0..<(recordings + Self.count)).filter { !($0 < Self.count && $0 % 10 == 7) }
        for index in order.prefix(recordings) {
            // Backwards from the week's end.
            let (weeks, programme) = index.quotientAndRemainder(dividingBy: Self.count)
            guard let pid = try? PID("programme-\(programme)") else { continue }
            let time = start + Self.offset(of: programme) - Double(weeks) * Self.week
            let name = RecordingName(time: LocalTime(time, in: Self.zone), pid: pid, fileExtension: "mp3")
            inputs.recordings.append(
                Recording(file: name.fileName, name: name, size: 80_000_000, modified: time - 86_400))
            inputs.inspections[name.fileName] = Inspection(
                duration: Self.length(of: programme) - 20 + Double(index % 40), codec: "mp3", sampleRate: 44_100,
                channels: 2, bitrate: 192_000)
        }
        // The plan repeats from, and so knows, the slots around the week too.
        for week in -1...1 { addSlots(from: start + Double(week) * Self.week) }
    }

    private mutating func addSlots(from start: Date) {
        for programme in 0..<Self.count {
            guard let pid = try? PID("programme-\(programme)") else { continue }
            let begin = start + Self.offset(of: programme)
            inputs.slots.append(
                Slot(
                    start: begin, end: begin + Self.length(of: programme), pid: pid, title: "Programme \(programme)",
                    type: programme % 12 == 5 ? .live : .recorded))
        }
    }

    /// Seconds from the week's beginning. Of each eight, six last an hour and two share one: 168 hours in all.
    private static func offset(of programme: Int) -> Double {
        let (group, place) = programme.quotientAndRemainder(dividingBy: 8)
        return Double(group) * 7 * 3600 + (place < 7 ? Double(place) : 6.5) * 3600
    }

    private static func length(of programme: Int) -> Double { programme % 8 < 6 ? 3600 : 1800 }
}
