import AsRun
import Foundation
import OnAir
import Plan
import Programme

/// What a conductor's process has in its memory: the real `Situation`, and beside it what the actor `Conductor` keeps
/// to feed it and to carry its decisions out.
struct SimulatedConductor {
    struct Watch {
        var engine: Int?
        /// How many of the folder's events have been read.
        var read = 0
        var probedAt = -Double.infinity
        var ending: String?
    }

    var situation: Situation
    let startedAt: Date
    var watches: [Airing.ID: Watch] = [:]
    var unrecorded: Set<Airing.ID> = []
    var recordedAt = Date.distantPast
    /// When it looks next.
    var nextLook: Double
    /// Since when an engine has believed that it is on air while the studio serves nothing of it.
    var unheardSince: [Airing.ID: Double] = [:]
    var told: [Airing.ID: Hearing.Kind] = [:]
    var heard: [Airing.ID: Hearing] = [:]
    /// Where alerts are simulated.
    var keeper: SimulatedKeeper?
    // The planner's.
    var distrust = Distrust()
    var recordings: [Recording] = []
    /// Which state of the store that is.
    var storeRead = -1
    var scheduleReadAt = -Double.infinity
    var accountedUntil: Date?
    var order: RunningOrder?
    /// What the plan was made from, and when.
    var planned: (store: Int, slots: Int, distrust: Int, at: Double)?
    var distrusted = 0
    var looksAt: Double?

    mutating func wake(within seconds: Double, at time: Double, _ dice: inout Dice) {
        nextLook = min(nextLook, time + dice.between(seconds / 10, seconds))
    }
}
