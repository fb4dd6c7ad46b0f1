import Foundation
import Programme

/// A running order as a table.
struct PlanText {
    let zone: TimeZone
    let span: Range<Date>
    /// What recordings are brought to, if to anything.
    var loudness: LoudnessTarget?

    func text(_ order: RunningOrder) -> String {
        let parts = [heading, airings(order.airings), missing(order.missing), ignored(order.ignored)]
        return parts.compactMap(\.self).joined(separator: "\n\n")
    }

    private var times: TimeText { TimeText(zone: zone) }

    private var heading: String {
        let last = span.upperBound.addingTimeInterval(-1)
        let (from, to) = (times.day(span.lowerBound), times.day(last))
        return "\(from == to ? from : "\(from) to \(to)"), times of \(zone.identifier)"
    }

    private func airings(_ airings: [Airing]) -> String {
        guard !airings.isEmpty else { return "Nothing is to go on air." }
        let gainHeading = loudness == nil ? [] : ["GAIN"]
        var table = Table(["ON AIR", "OFF AIR", "LENGTH"] + gainHeading + ["TITLE", "WHY", "FILE"])
        var (warnings, notes): ([String], [String]) = ([], [])
        for airing in airings {
            for (index, segment) in airing.segments.enumerated() {
                let end = index + 1 < airing.segments.count ? airing.segments[index + 1].startsAt : airing.offAir
                let fades = end == airing.fadedOutBy ? " fade" : ""
                table.add(
                    [
                        moment(segment.startsAt), moment(end) + fades,
                        TimeText.duration(end.timeIntervalSince(segment.startsAt)),
                    ] + gainHeading.map { _ in segment.gain?.asDecibels ?? "-" }
                        + [(index > 0 ? "+ " : "") + segment.title, segment.origin.rawValue, segment.file])
            }
            let name = "  \(moment(airing.onAir)) \(airing.title.printable): "
            warnings += airing.warnings.map { name + $0.printable }
            notes += (airing.notes ?? []).map { name + $0.printable }
        }
        let lists = [("Warnings", warnings), ("Notes", notes)].filter { !$0.1.isEmpty }
        return ([table.text] + lists.map { "\($0.0)\n" + $0.1.joined(separator: "\n") }).joined(separator: "\n\n")
    }

    private func missing(_ missing: [Missing]) -> String? {
        guard !missing.isEmpty else { return nil }
        var table = Table("FROM", "TO", "TITLE", "PID", "REASON")
        for gap in missing { table.add(moment(gap.start), moment(gap.end), gap.title, gap.pid.text, gap.reason) }
        return "Missing\n" + table.text
    }

    private func ignored(_ ignored: [Ignored]) -> String? {
        guard !ignored.isEmpty else { return nil }
        var table = Table("FILE", "REASON")
        for file in ignored { table.add(file.file, file.reason) }
        return "Ignored\n" + table.text
    }

    /// With the day, where the span has more than one.
    private func moment(_ instant: Date) -> String {
        guard span.upperBound.timeIntervalSince(span.lowerBound) > 90_000 else { return times.clock(instant) }
        return times.day(instant) + " " + times.clock(instant)
    }
}
