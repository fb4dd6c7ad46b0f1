import Foundation
import Programme

extension ScheduleReading {
    /// Of a reading that is old: that it was never about some of `span`; `nil` if it was about all of it. Nothing is
    /// known of that time, which is not the same as that nothing is scheduled.
    package func unknown(of span: Range<Date>, zone: TimeZone) -> ScheduleNote? {
        let read = ScheduleSpan(zone: zone).range(now: fetchedAt)
        guard stale, span.lowerBound < read.lowerBound || span.upperBound > read.upperBound else { return nil }
        let times = TimeText(zone: zone)
        return ScheduleNote(
            event: source,
            reason:
                "what it says of days before \(times.day(read.lowerBound)) and from \(times.day(read.upperBound)) on is "
                + "not known: it could not be asked now, and the last time these were not read")
    }
}
