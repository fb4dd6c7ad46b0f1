import Foundation
import Library
import OnAir
import Plan
import Programme

// Recordings that are in the library, and have to be fetched.
extension Station {
    /// Seconds, in addition to the pre-roll, before an airing at which a recording must be here.
    private static let margin = 5.0
    /// Seconds before an airing from which on people are told that a recording is still on its way.
    private static let late = 7200.0

    /// Plans without what is not here although it is time: a repeat or the emergency recording takes the air, and when
    /// the recording comes, it is planned again.
    func planned(_ inputs: PlanInputs, late: inout [Need]) -> RunningOrder {
        var inputs = inputs
        var withheld: [Ignored] = []
        while true {
            var order = RunningOrder(planning: inputs)
            let absent = absent(from: order)
            if absent.isEmpty {
                order.ignored += withheld
                explain(&order)
                return order
            }
            late += absent
            let files = Set(absent.map(\.file))
            withheld += files.sorted().map { Ignored(file: $0, reason: library.absence(ofFile: $0) ?? "") }
            inputs.recordings.removeAll { files.contains($0.file) }
        }
    }

    private func absent(from order: RunningOrder) -> [Need] {
        let now = clock.now()
        let horizon = now.addingTimeInterval(settings.engine.preRoll + Self.margin)
        return order.airings.filter { $0.onAir <= horizon && now < $0.offAir }.flatMap { airing in
            airing.segments.filter { $0.startsAt <= horizon && isAbsent($0) }
                .map { Need(file: $0.file, start: $0.startsAt, end: airing.offAir) }
        }
    }

    private func isAbsent(_ segment: Segment) -> Bool {
        segment.origin != .emergency && library.absence(ofFile: segment.file) != nil
    }

    /// In place of "not yet inspected". While there is time, it is nobody's business.
    private func explain(_ order: inout RunningOrder) {
        let now = clock.now()
        for index in order.airings.indices where order.airings[index].offAir > now {
            for segment in order.airings[index].segments where isAbsent(segment) {
                let reason = library.absence(ofFile: segment.file) ?? ""
                let isSilent = segment.startsAt.timeIntervalSince(now) > Self.late && !reason.contains("could not")
                order.airings[index].warnings = order.airings[index].warnings.compactMap { warning in
                    guard warning == "\(segment.file) is not yet inspected" else { return warning }
                    return isSilent ? nil : "\(segment.file) is not here yet: \(reason)"
                }
            }
        }
    }
}
