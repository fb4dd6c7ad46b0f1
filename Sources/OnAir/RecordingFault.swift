import Programme

/// A recording that failed while it was on air, or about to be.
package struct RecordingFault: Sendable, Hashable {
    package let segment: Segment
    /// In words.
    package let reason: String
    /// An uptime.
    package let since: Double
    /// Nothing is known against the recording itself: it could not be had.
    package let isAbsent: Bool
    /// How the event's detail then begins.
    package static let absence = "it cannot be had"
    /// The plan has been told to do without it.
    package internal(set) var isTold = false

    package init(segment: Segment, reason: String, since: Double, isAbsent: Bool = false) {
        (self.segment, self.reason, self.since, self.isAbsent) = (segment, reason, since, isAbsent)
    }
}
