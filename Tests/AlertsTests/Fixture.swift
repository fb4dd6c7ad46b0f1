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
    urgency: Urgency = .critical, kind: Message.Kind = .raised, station: String = "Test FM", machine: String? = nil
) -> Message {
    Message(
        id: id, station: station, machine: machine, at: at, kind: kind, urgency: urgency, title: title, text: text,
        alerts: [])
}

extension WebAddress {
    init(_ port: Int, _ path: String = "/hook/s3cret") { self.init("http://127.0.0.1:\(port)\(path)")! }
}

/// A clock that is always where somebody waits for it to be.
final class FlyingClock: WallClock {
    private struct Hands {
        var now: Date
        var uptime = 0.0
        /// By how much the wall clock is set as soon as time goes by.
        var step = 0.0

        mutating func advance(by seconds: Double) {
            now += seconds + step
            uptime += seconds
            step = 0
        }
    }

    private let hands: Mutex<Hands>

    init(_ instant: Date = noon) { hands = Mutex(Hands(now: instant)) }

    func now() -> Date { hands.withLock { $0.now } }

    func reading() -> ClockReading { hands.withLock { ClockReading(now: $0.now, uptime: $0.uptime) } }

    func wait(until instant: Date) async throws {
        try Task.checkCancellation()
        hands.withLock { hands in
            while hands.now < instant { hands.advance(by: instant.timeIntervalSince(hands.now)) }
        }
        await Task.yield()
    }

    @Sendable func sleep(_ seconds: Double) async throws {
        try Task.checkCancellation()
        hands.withLock { $0.advance(by: seconds) }
        await Task.yield()
    }

    /// While somebody waits next, the wall clock is set forward by so many seconds.
    func set(by seconds: Double) { hands.withLock { $0.step = seconds } }

    func put(_ instant: Date) { hands.withLock { $0.now = instant } }
}
