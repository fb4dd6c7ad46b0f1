import Alerts
import Foundation
import OnAir
import Programme

/// What a conductor knows at one instant; what a person should know follows from it.
package struct Knowledge: Sendable {
    package var now: Date
    package var zone: TimeZone
    /// What has been begun and is not finished.
    package var active: [ActiveAiring] = []
    /// `nil` until there is a plan.
    package var order: RunningOrder?
    /// When that plan was made, or the conductor was started.
    package var plannedAt: Date
    /// The schedule, if it is an old reading.
    package var staleSchedule: StaleSchedule?
    /// What is wrong with the sources as a whole.
    package var troubles: [Trouble] = []
    /// Nothing was ever read of the library: that something is missing says nothing then.
    package var isLibraryUnknown = false
    package var isClockSynchronised: Bool? = true
    /// What is wrong with the state folder's disk, and what to do.
    package var diskTrouble: (detail: String, remedy: String)?
    /// What a listener hears of the airings.
    package var heard: [Airing.ID: Hearing] = [:]
    /// Why there is no listening to them.
    package var deafness: String?
    package var isMonitorOff = false
    /// Why the as-run log cannot be written.
    package var recordTrouble: String?
    /// It was damaged, and a new one was begun.
    package var recordDamage: RecordDamage?
    /// The studio's mount, where no other machine of this station is to have it.
    package var soleMount: String?

    /// A log that had to be moved aside.
    package struct RecordDamage: Sendable, Hashable {
        package let at: Date
        /// What was damaged, and where it is now.
        package let detail: String

        package init(at: Date, detail: String) { (self.at, self.detail) = (at, detail) }
    }

    package init(now: Date, zone: TimeZone, active: [ActiveAiring] = [], plannedAt: Date) {
        (self.now, self.zone, self.active, self.plannedAt) = (now, zone, active, plannedAt)
    }

    /// All that a person should know.
    package var conditions: [Condition] {
        let air = AirConditions(knowledge: self)
        let plan = PlanConditions(knowledge: self)
        let deadAir = air.deadAir
        return deadAir + air.taken + air.listening(besides: deadAir) + plan.all + machine + record + air.happened
    }

    /// The kinds of which nothing can be said yet: what was so still is.
    package var unknown: Set<String> {
        var kinds: Set<String> = isLibraryUnknown ? ["missing", "recording"] : []
        if order == nil { kinds = ["missing", "recording", "schedule", "library", "emergency"] }
        // A conductor that has just been started has not found what is on air yet.
        if order == nil, active.isEmpty { kinds.insert("dead-air") }
        // Between airings nobody asks for the mount.
        if soleMount != nil, active.isEmpty { kinds.insert("mount") }
        // Between airings there is nothing to listen to.
        if !isMonitorOff, heard.isEmpty, deafness == nil { kinds.insert("listening") }
        return kinds
    }

    private var machine: [Condition] {
        var conditions: [Condition] = []
        if isClockSynchronised == false {
            conditions.append(
                Condition(
                    key: "clock", urgency: .warning, title: "The clock is not kept right",
                    detail: "No time server keeps this machine's clock right, and programmes start by it. Install "
                        + "systemd-timesyncd or chrony, or see why it does not work: timedatectl.", grace: 300))
        }
        if let diskTrouble {
            conditions.append(
                Condition(
                    key: "disk", urgency: .warning, title: "The disk is nearly full",
                    detail: "\(diskTrouble.detail). To do: \(diskTrouble.remedy). Programmes go on air all the same; "
                        + "the record of them waits.", grace: 10))
        }
        return conditions
    }
}

// MARK: The as-run log

extension Knowledge {
    /// Seconds for which it is told that a log was damaged.
    private static let recent = 3600.0

    private var record: [Condition] {
        var conditions: [Condition] = []
        if let recordTrouble {
            conditions.append(
                Condition(
                    key: "record", urgency: .warning, title: "The as-run log cannot be written",
                    detail: "\(recordTrouble.oneSentence). Programmes go on air all the same; what is to be written "
                        + "waits, and is written as soon as that can be.", grace: 30))
        }
        if let recordDamage, now.timeIntervalSince(recordDamage.at) < Self.recent {
            conditions.append(
                Condition(
                    key: "record/\(recordDamage.at.rfc3339)", urgency: .warning, title: "The as-run log was damaged",
                    detail: "\(recordDamage.detail.oneSentence). What went out before is in the old one, as far as it "
                        + "can be read.", lasts: false))
        }
        return conditions
    }
}

extension Knowledge {
    /// `Sun 22 Nov 15:00`
    func moment(_ instant: Date) -> String {
        let times = TimeText(zone: zone)
        return "\(times.day(instant).dropLast(5)) \(times.clock(instant))"
    }
}
