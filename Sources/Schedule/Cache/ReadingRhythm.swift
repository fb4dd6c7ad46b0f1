import Foundation

/// When it is time to read the calendar again.
package struct ReadingRhythm: Sendable, Hashable {
    /// Seconds between two readings.
    package var period: Double
    /// Seconds before a programme by which it has been read once more: a change made until then takes effect.
    package var lead: Double

    /// Seconds after a first reading that failed; each further pause is twice as long, up to the period.
    static let firstPause = 15.0
    /// Seconds that are between two readings at least, whatever is on air next.
    static let shortest = 20.0

    package init(period: Double, lead: Double) { (self.period, self.lead) = (period, lead) }

    /// - Parameters:
    ///   - began: when the last reading was begun.
    ///   - failures: how many readings have failed since one succeeded.
    ///   - airings: when programmes begin.
    func isDue(now: Date, began: Date, failures: Int, airings: [Date]) -> Bool {
        let passed = now.timeIntervalSince(began)
        // A clock that was put back says nothing about the past.
        if passed < 0 || passed >= period { return true }
        let pause = Self.firstPause * pow(2, Double(min(failures, 12) - 1))
        if failures > 0, passed >= pause { return true }
        guard passed >= min(Self.shortest, period) else { return false }
        return airings.contains { airing in
            let instant = airing.addingTimeInterval(-lead)
            return began < instant && instant <= now && now < airing
        }
    }
}
