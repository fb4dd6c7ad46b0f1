import Foundation
import Programme
import Synchronization

@testable import Alerts

let noon = Date(rfc3339: "2026-11-22T12:00:00Z")!

func condition(
    _ key: String, _ urgency: Urgency = .warning, title: String? = nil, detail: String = "See to it.",
    lasts: Bool = true, grace: Double = 0, stage: Int = 0, times: Int = 1
) -> Condition {
    Condition(
        key: key, urgency: urgency, title: title ?? key, detail: detail, lasts: lasts, grace: grace, stage: stage,
        times: times)
}

func message(
    _ id: String = "1", at: Date = noon, title: String = "Dead air", text: String = "See to it.",
    urgency: Urgency = .critical, kind: Message.Kind = .raised, station: String = "Test FM"
) -> Message {
    Message(id: id, station: station, at: at, kind: kind, urgency: urgency, title: title, text: text, alerts: [])
}

extension WebAddress {
    init(_ port: Int, _ path: String = "/hook/s3cret") { self.init("http://127.0.0.1:\(port)\(path)")! }
}

/// A clock that is always where somebody waits for it to be.
final class FlyingClock: WallClock {
    private let instant: Mutex<Date>

    init(_ instant: Date = noon) { self.instant = Mutex(instant) }

    func now() -> Date { instant.withLock { $0 } }

    func wait(until instant: Date) async throws {
        try Task.checkCancellation()
        self.instant.withLock { $0 = max($0, instant) }
        await Task.yield()
    }

    func put(_ instant: Date) { self.instant.withLock { $0 = instant } }
}
