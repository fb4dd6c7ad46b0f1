import Foundation
import Library
import Programme

/// Which recordings have to be at hand for a running order: what is in it, what would have been in it if it had come in
/// time, and what could stand in for what is missing.
struct Needs {
    let programming: Programming
    let zone: TimeZone
    let now: Date

    var all: [Need] {
        let airings = programming.order.airings.filter { $0.offAir > now }
        var needs = programming.late
        for airing in airings {
            for (index, segment) in airing.segments.enumerated() {
                let end = index + 1 < airing.segments.count ? airing.segments[index + 1].startsAt : airing.offAir
                if segment.origin != .emergency {
                    needs.append(Need(file: segment.file, start: segment.startsAt, end: end))
                } else if let file = standIn(for: segment.pid, at: segment.startsAt) {
                    needs.append(Need(file: file, start: segment.startsAt, end: end))
                }
            }
        }
        for missing in programming.order.missing where missing.end > now {
            guard let file = standIn(for: missing.pid, at: missing.start) else { continue }
            needs.append(Need(file: file, start: missing.start, end: missing.end))
        }
        return needs.sorted { ($0.start, $0.file) < ($1.start, $1.file) }
    }

    /// The latest earlier edition that is not known to be of no use. One that is at hand would be in the plan already,
    /// or is among the ignored.
    private func standIn(for pid: PID, at start: Date) -> String? {
        let time = LocalTime(start, in: zone)
        let useless = Set(programming.order.ignored.map(\.file))
        return programming.listing.recordings
            .filter { $0.pid == pid && $0.name.time < time && !useless.contains($0.file) }
            .max { $0.name.time < $1.name.time }?
            .file
    }
}
