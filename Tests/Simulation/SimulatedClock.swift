import Foundation
import Programme

/// A wall clock that can be set, beside a time that goes on evenly.
struct SimulatedClock {
    /// The wall clock at time 0, before anybody has set it.
    let epoch: Date
    /// Seconds since the world began.
    private(set) var time = 0.0
    /// By how much the wall clock has been set forward.
    private(set) var offset = 0.0

    init(epoch: Date) { self.epoch = epoch }

    var now: Date { epoch.addingTimeInterval(time + offset) }
    var reading: ClockReading { ClockReading(now: now, uptime: time) }

    mutating func go(to time: Double) { self.time = max(self.time, time) }
    mutating func set(by seconds: Double) { offset += seconds }

    /// When the wall clock will show this, if nobody sets it.
    func time(of instant: Date) -> Double { time(of: instant, offset: offset) }

    /// The same for whoever believes that it is set by so much.
    func time(of instant: Date, offset: Double) -> Double { instant.timeIntervalSince(epoch) - offset }
}
