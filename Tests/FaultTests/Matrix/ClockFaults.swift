import AsRun
import Foundation
import Programme
import SystemPackage

extension Matrix {
    static let clock: [Fault] = [
        stepped("forward in pre-roll", by: 1) { $0.start - 2.5 },
        stepped("back in pre-roll", by: -2) { $0.start - 1.5 },
        stepped("forward mid-programme", by: 3, \.middle),
        stepped("back mid-programme", by: -3, \.middle),
        stepped("forward before the end", by: 1) { $0.end - 4.5 },
        stepped("back before the end", by: -1) { $0.end - 4.5 },
        Fault(
            name: "Clock set an hour forward, and back after 2 s",
            how: "the clock of engine and conductor goes 1 h on mid-programme, and 1 h back",
            scene: Scene(clock: .init()), expected: Expectation(deadAir: 3.5, back: 1.5)
        ) { stand in
            try await stand.wait(until: stand.middle)
            stand.markFault()
            try stand.clock.step(by: 3600)
            try await Task.sleep(for: .seconds(2))
            try stand.clock.step(by: -3600)
            stand.markBack()
            try await Task.sleep(for: .seconds(1))
            stand.markPlace()
        },
        changeover("Summer time begins", at: "2026-03-29T01:00:00Z"),
        changeover("Summer time ends", at: "2026-10-25T01:00:00Z"),
    ]

    private static func stepped(
        _ moment: String, by seconds: Double, _ instant: @escaping @Sendable (Stand) -> Date
    ) -> Fault {
        Fault(
            name: "Clock set \(moment)",
            how: "the clock of engine and conductor goes \(abs(seconds).formatted()) s \(seconds > 0 ? "on" : "back")",
            scene: Scene(clock: .init()),
            expected: moment.contains("pre-roll")
                ? Expectation(deadAir: 0, outcome: .completed) : Expectation(deadAir: 1)
        ) { stand in
            try await stand.wait(until: instant(stand))
            stand.markFault()
            try stand.clock.step(by: seconds)
            // Until it is noticed, what plays is where it was by the old clock.
            try await Task.sleep(for: .seconds(1))
            stand.markPlace()
        }
    }

    /// Six seconds into the programme; the later one starts after it, at a local time that is there twice in autumn.
    private static func changeover(_ name: String, at text: String) -> Fault {
        let instant = (try? Date(text, strategy: .iso8601)) ?? .distantPast
        return Fault(
            name: name, how: "\(text), Europe/London, mid-programme, the whole chain by that clock",
            scene: Scene(
                zone: "Europe/London", clock: .init(startsAt: instant - 6)),
            expected: .nothing
        ) { _ in }
    }
}
