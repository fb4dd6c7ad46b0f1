import Alerts
import Foundation
import Programme

/// A status in a few lines.
struct StatusText {
    let zone: TimeZone

    func text(_ status: Status) -> String {
        var lines = [
            line("station", status.station),
            line("on air", status.onAir.map(onAir) ?? "nothing"),
            line("next", status.next.map { "\(moment($0.onAir)) \($0.title)" } ?? "nothing within 26 hours"),
            line("schedule", status.schedule.map(schedule) ?? "none"),
            line("library", "\(status.library.recordings) recordings, \(status.library.ignored) ignored"),
            line("clock", clock(status.clock)),
        ]
        lines += status.alerts.isEmpty ? [line("alerts", "none")] : status.alerts.map(alert)
        return lines.joined(separator: "\n")
    }

    private func line(_ name: String, _ text: String) -> String {
        name.padding(toLength: 10, withPad: " ", startingAt: 0) + text.printable
    }

    private func alert(_ alert: Alert) -> String {
        let text = "\(alert.urgency.rawValue.uppercased()) \(alert.title), since \(moment(alert.since))"
        return line("alert", text) + "\n" + line("", alert.detail)
    }

    private func onAir(_ onAir: Status.OnAir) -> String {
        let since = onAir.since.map { "since \(TimeText(zone: zone).exactClock($0))" } ?? "not on air yet"
        let state = onAir.connected ? since : "NOT CONNECTED"
        return "\(onAir.airing.title), \(state), \(TimeText.duration(onAir.remaining)) to go"
    }

    private func schedule(_ source: Status.Source) -> String {
        let age = source.stale ? "STALE: as it was at" : "read at"
        return "\(source.source), \(age) \(moment(source.fetchedAt))"
    }

    private func clock(_ clock: Status.ClockState) -> String {
        switch clock.synchronised {
        case true?: "synchronised"
        case false?: "NOT SYNCHRONISED"
        case nil: "not known"
        }
    }

    private func moment(_ instant: Date) -> String {
        let times = TimeText(zone: zone)
        return times.day(instant) + " " + times.clock(instant)
    }
}
