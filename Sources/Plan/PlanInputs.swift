import Foundation
import Programme

/// Everything that a running order follows from. The order of the arrays is of no account.
package struct PlanInputs: Sendable {
    /// The station's.
    package var zone: TimeZone
    /// What the schedule has, as far around `span` as it is known.
    package var slots: [Slot]
    /// The whole library: earlier editions are what repeats are made of.
    package var recordings: [Recording]
    /// By `Recording.file`; a recording that is not in it has not been inspected yet.
    package var inspections: [String: Inspection]
    /// By `Recording.file`, why nothing could be found out.
    package var obstacles: [String: String] = [:]
    /// At most one for each minute; of two, the first counts.
    package var junctions: [Junction]
    package var emergency: EmergencyRecording?
    /// Which part of the running order is wanted.
    package var span: Range<Date>
    package var rules: PlanRules
    /// What every recording is brought to; `nil`: each is played as loud as it is.
    package var loudness: LoudnessTarget?
    /// By `Recording.file`, of those that came after their time and are to be played from their beginning: from when
    /// on they can be on air.
    package var arrivals: [String: Date] = [:]

    package init(
        zone: TimeZone, slots: [Slot] = [], recordings: [Recording] = [], inspections: [String: Inspection] = [:],
        junctions: [Junction] = Junction.defaults, emergency: EmergencyRecording? = nil, span: Range<Date>,
        rules: PlanRules = PlanRules(), loudness: LoudnessTarget? = nil
    ) {
        (self.zone, self.slots, self.recordings, self.inspections) = (zone, slots, recordings, inspections)
        (self.junctions, self.emergency, self.span, self.rules) = (junctions, emergency, span, rules)
        self.loudness = loudness
    }
}

/// What plays where a scheduled programme has nothing of its own.
package struct EmergencyRecording: Sendable, Hashable {
    /// As configured.
    package var file: String
    /// Seconds; a recording of no length is as good as none.
    package var duration: Double
    /// LUFS and dBTP; `nil` until it has been decoded to its end.
    package var loudness: Double?
    package var truePeak: Double?

    package init(file: String, duration: Double, loudness: Double? = nil, truePeak: Double? = nil) {
        (self.file, self.duration) = (file, duration)
        (self.loudness, self.truePeak) = (loudness, truePeak)
    }
}

/// The figures that a running order is made with, all in seconds.
package struct PlanRules: Sendable, Hashable {
    /// How long a fade takes. What would be cut before a whole fade has been on air is not put on air.
    package var fade: Double
    /// The longest silence with which a connection is kept at a junction that runs on.
    package var maxHold: Double
    /// How long before the next airing one leaves the mount, which takes one source.
    package var handover: Double

    package init(fade: Double = 3, maxHold: Double = 10, handover: Double = 0.5) {
        (self.fade, self.maxHold, self.handover) = (fade, maxHold, handover)
    }
}
