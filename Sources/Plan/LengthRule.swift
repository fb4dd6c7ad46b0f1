/// The forerunner's length rule: how long the slot is of a recording that the schedule does not have.
enum LengthRule {
    static let halfHour = 1800.0
    /// The slot, in seconds, of a recording that has not been inspected yet.
    static let uninspected = 3600.0

    /// For one half hour, two, and so on: a recording shorter than this, in seconds, has that slot.
    static let limits = [2000.0, 4000, 6000, 8000, 9120, 11_000, 13_000]
    /// How far, in seconds, a recording longer than all of these may overrun its slot.
    static let overrun = 400.0

    /// - Parameter duration: Seconds that the recording declares.
    /// - Returns: Seconds, a multiple of half an hour.
    static func slot(ofRecordingLasting duration: Double) -> Double {
        let halfHours =
            limits.firstIndex { duration < $0 }.map { Double($0 + 1) }
            ?? ((duration - overrun) / halfHour).rounded(.down) + 1
        return halfHours * halfHour
    }
}
