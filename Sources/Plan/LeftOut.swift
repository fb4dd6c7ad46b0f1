import Foundation
import Programme

/// What is not going on air, and why. Only what concerns the span is kept.
struct LeftOut {
    let span: Range<Date>
    private var ignored: [(time: Date, ignored: Ignored)] = []
    private var missing: [Missing] = []

    init(span: Range<Date>) {
        self.span = span
    }

    /// - Parameter time: The recording's.
    mutating func ignore(_ recording: Recording, at time: Date, _ reason: @autoclosure () -> String) {
        guard span.contains(time) else { return }
        ignored.append((time, Ignored(file: recording.file, reason: reason())))
    }

    mutating func miss(_ slot: Slot, _ reason: @autoclosure () -> String) {
        guard slot.touches(span) else { return }
        missing.append(
            Missing(
                start: slot.start, end: slot.end, pid: slot.pid, title: slot.shownTitle, reason: reason(),
                wish: slot.wish))
    }

    var ignoredInOrder: [Ignored] {
        ignored
            .sorted { ($0.time, $0.ignored.file, $0.ignored.reason) < ($1.time, $1.ignored.file, $1.ignored.reason) }
            .map(\.ignored)
    }

    var missingInOrder: [Missing] {
        missing.sorted { ($0.start, $0.pid, $0.end, $0.title) < ($1.start, $1.pid, $1.end, $1.title) }
    }
}

extension Slot {
    /// A slot without length touches the span that its start is in.
    fileprivate func touches(_ span: Range<Date>) -> Bool {
        span.contains(start) || (start < span.lowerBound && end > span.lowerBound)
    }

    /// The title, or the PID as written where there is none.
    package var shownTitle: String { title.isEmpty ? pid.text : title }
}
