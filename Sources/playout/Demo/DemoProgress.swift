import AsRun
import Foundation
import Programme

/// Shows what is happening while the demo is on: on a terminal a line that goes on changing, otherwise a line for
/// each change.
struct DemoProgress {
    let start: Date
    let times: TimeText
    private var last = ""

    init(start: Date, zone: TimeZone) { (self.start, times) = (start, TimeText(zone: zone)) }

    mutating func show(_ entries: [AsRunEntry], now: Date) {
        let state = state(entries, now: now)
        if Console.isTerminal {
            Console.write("\r\u{1B}[K\(times.exactClock(now))  \(state.text)\(state.figures)")
        } else if state.text != last {
            Console.result("\(times.exactClock(now))  \(state.text)")
        }
        last = state.text
    }

    func end() { if Console.isTerminal { Console.write("\r\u{1B}[K") } }

    private func state(_ entries: [AsRunEntry], now: Date) -> (text: String, figures: String) {
        if let current = entries.last(where: { $0.onAir != nil && $0.outcome == nil }) {
            let elapsed = now.timeIntervalSince(current.plannedOnAir)
            let length = current.plannedOffAir.timeIntervalSince(current.plannedOnAir)
            let done = Int((elapsed / max(length, 1) * 30).rounded().clamped(to: 0...30))
            let bar = String(repeating: "━", count: done) + String(repeating: "·", count: 30 - done)
            return ("on air: \(current.title)", "  \(bar)  \(String(format: "%.1f s", elapsed))")
        }
        if now < start {
            return ("waiting for \(times.clock(start))", String(format: "  %.1f s to go", start.timeIntervalSince(now)))
        }
        return ("between programmes", "")
    }
}

extension Comparable {
    fileprivate func clamped(to range: ClosedRange<Self>) -> Self { min(max(self, range.lowerBound), range.upperBound) }
}
