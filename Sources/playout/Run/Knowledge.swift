import Alerts
import Foundation
import OnAir
import Programme

/// What a conductor knows at one instant; what a person should know follows from it.
struct Knowledge: Sendable {
    var now: Date
    var zone: TimeZone
    /// What has been begun and is not finished.
    var active: [ActiveAiring] = []
    /// `nil` until there is a plan.
    var order: RunningOrder?
    /// When that plan was made, or the conductor was started.
    var plannedAt: Date
    /// Since when the schedule is as it is, if it is an old reading.
    var staleSince: Date?
    /// What is wrong with the sources as a whole.
    var troubles: [Trouble] = []
    /// Nothing was ever read of the library: that something is missing says nothing then.
    var isLibraryUnknown = false
    var isClockSynchronised: Bool? = true
    /// What is wrong with the state folder's disk, and what to do.
    var diskTrouble: (detail: String, remedy: String)?
    /// What a listener hears of the airings.
    var heard: [Airing.ID: Hearing] = [:]

    /// All that a person should know.
    var conditions: [Condition] {
        let air = AirConditions(knowledge: self)
        let plan = PlanConditions(knowledge: self)
        return air.deadAir + plan.all + machine + air.happened
    }

    /// The kinds of which nothing can be said yet: what was so still is.
    var unknown: Set<String> {
        order == nil
            ? ["missing", "recording", "schedule", "library"] : isLibraryUnknown ? ["missing", "recording"] : []
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

extension Knowledge {
    /// `Sun 22 Nov 15:00`
    func moment(_ instant: Date) -> String {
        let times = TimeText(zone: zone)
        return "\(times.day(instant).dropLast(5)) \(times.clock(instant))"
    }
}
