import Foundation
import Programme

extension RunningOrder {
    /// The running order that follows from `inputs`, and from nothing else.
    ///
    /// It holds the airings that are on air at some time in the span, the missing programmes whose slots touch it,
    /// and the ignored recordings whose time is in it, each in time order. The whole order is worked out before it
    /// is cut to the span, so an airing is the same in every span that it touches.
    package init(planning inputs: PlanInputs) {
        var leftOut = LeftOut(span: inputs.span)
        let schedule = SlotTable(inputs.slots, leftOut: &leftOut)
        let editions = Editions(inputs, schedule: schedule, leftOut: &leftOut)
        var choosing = Choosing(schedule: schedule, editions: editions, emergency: inputs.emergency, leftOut: leftOut)
        let filled = choosing.filledSlots()
        leftOut = choosing.leftOut

        let leavingRule = LeavingRule(zone: inputs.zone, junctions: inputs.junctions, rules: inputs.rules)
        let turns = Turns(filled, leavingRule: leavingRule, liveStarts: schedule.liveStarts)
        let connections = turns.connections(touching: inputs.span, leftOut: &leftOut)
        let warnings = Warnings(schedule: schedule, editions: editions, zone: inputs.zone, loudness: inputs.loudness)
        self.init(
            airings: connections.map { Airing(connection: $0, warnings: warnings) },
            missing: leftOut.missingInOrder,
            ignored: leftOut.ignoredInOrder)
    }
}
