import Foundation
import Programme

/// Whether a schedule has lost so much, all at once, that something is likely to be wrong with the calendar and not
/// with the programmes.
struct Doubt {
    /// What was read before, and is trusted.
    let before: ScheduleReading
    let after: ScheduleReading

    /// What is left must be more than this part.
    static let leastPart = 10

    /// So many recorded ones at least must have been to come, before their becoming live is odd.
    static let fewestRecorded = 3

    /// Slots that are yet to begin, be it later than before: one that has been put off is not lost.
    private func upcoming(_ reading: ScheduleReading) -> [Slot] { reading.slots.filter { $0.start > after.fetchedAt } }

    /// In words; `nil` if there is nothing odd about it.
    var reason: String? {
        let (slotsBefore, slotsNow) = (upcoming(before), upcoming(after))
        let (had, has) = (slotsBefore.count, slotsNow.count)
        guard had > 0, has * Self.leastPart <= had else { return recordedReason(slotsBefore, slotsNow) }
        return has == 0
            ? "the calendar is suddenly empty: it had \(had) programmes to come, and has none"
            : "the calendar has suddenly lost nearly everything: it had \(had) programmes to come, and has \(has)"
    }

    /// A calendar that shows no descriptions any more, or others, has its programmes, and none to be played.
    private func recordedReason(_ before: [Slot], _ now: [Slot]) -> String? {
        let (had, has) = (before.count { $0.type == .recorded }, now.count { $0.type == .recorded })
        guard had >= Self.fewestRecorded, has * Self.leastPart <= had else { return nil }
        return "nearly all recorded programmes have suddenly become live: the calendar had \(had) recorded ones to "
            + "come, and has \(has)"
    }
}
