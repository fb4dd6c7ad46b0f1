import Foundation
import Programme

extension AsRunEntry {
    /// What an airing's events come to.
    ///
    /// It is on air while it is connected and a segment has begun. Every stretch between the planned start and the
    /// planned end in which it was not is an interruption, except the first and the last second: a start or an end
    /// that is less than `tolerance` off the plan is an error in milliseconds, and no more. An end that is late is
    /// not an interruption either.
    /// - Parameters:
    ///   - events: of all engines that have played it, and the conductor's; in any order.
    ///   - finished: nothing more will happen. Without an `ended`, it was off air from its last sign of life.
    package init(airing: Airing, events: [AirEvent], finished: Bool) {
        var history = AirHistory(airing: airing)
        for event in events.inOrder { history.follow(event) }
        if finished { history.finish() }

        self.init(
            airing: airing.id, title: airing.title, pid: airing.pid, origin: airing.origin, files: airing.files,
            plannedOnAir: airing.onAir.inMilliseconds,
            onAir: history.firstOnAir?.inMilliseconds,
            onAirErrorMs: history.firstOnAir.map { Self.errorMs($0, planned: airing.onAir) },
            plannedOffAir: airing.offAir.inMilliseconds,
            offAir: history.offAir?.inMilliseconds,
            offAirErrorMs: history.offAir.map { Self.errorMs($0, planned: airing.offAir) },
            interruptions: history.interruptions.map {
                Interruption(from: $0.from.inMilliseconds, to: $0.to?.inMilliseconds, reason: $0.reason)
            },
            outcome: finished ? history.outcome : nil, slots: airing.slots,
            gains: airing.gains)
    }

    /// Seconds by which a start or an end may be off the plan.
    package static let tolerance = 1.0
    /// Seconds between an engine's last sign of life and the conductor's noticing its death, beyond which the engine
    /// was dead from its last sign of life.
    package static let noticing = 2.0

    private static func errorMs(_ actual: Date, planned: Date) -> Double {
        (actual.timeIntervalSince(planned) * 10_000).rounded() / 10
    }
}

extension [AirEvent] {
    /// By time; of those at the same instant, as they were written.
    fileprivate var inOrder: [AirEvent] {
        enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }
}
