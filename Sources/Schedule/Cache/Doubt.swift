import Foundation
import Programme

/// Whether a schedule has lost so much, all at once, that something is likely to be wrong with the calendar and not
/// with the programmes.
struct Doubt {
    /// What was read before, and is trusted.
    let before: ScheduleReading
    let after: ScheduleReading

    /// What is left must be this part at least.
    static let leastPart = 10

    /// Slots that are yet to begin, be it later than before: one that has been put off is not lost.
    private func upcoming(_ reading: ScheduleReading) -> Int { reading.slots.count { $0.start > after.fetchedAt } }

    /// In words; `nil` if there is nothing odd about it.
    var reason: String? {
        let (had, has) = (upcoming(before), upcoming(after))
        guard had > 0, has * Self.leastPart < had else { return nil }
        return has == 0
            ? "the calendar is suddenly empty: it had \(had) programmes to come, and has none"
            : "the calendar has suddenly lost nearly everything: it had \(had) programmes to come, and has \(has)"
    }
}
