/// What befalls the simulated station. Those that last have a number of seconds.
enum Fault: Hashable {
    case engineKilled, engineStopped, engineStandsStill, engineOutstays
    /// Each engine dies soon after its start.
    case enginesCrash(Double)
    /// No engine can be started.
    case enginesCannotStart(Double)
    /// It is started again after so long.
    case conductorKilled(Double)
    /// The conductor and every engine.
    case bothKilled(Double)
    case machineDies(Double)
    case studio(SimulatedStudio.Trouble, Double)
    case clockSet(by: Double)
    case diskFull(Double)
    case calendarAway(Double)
    case storeAway(Double)

    /// Seconds for which it lasts.
    var duration: Double {
        switch self {
        case .enginesCrash(let seconds), .enginesCannotStart(let seconds), .conductorKilled(let seconds),
            .bothKilled(let seconds), .machineDies(let seconds), .studio(_, let seconds), .diskFull(let seconds),
            .calendarAway(let seconds), .storeAway(let seconds):
            seconds
        case .engineKilled, .engineStopped, .engineStandsStill, .engineOutstays, .clockSet: 0
        }
    }

    /// Nothing of what is promised may suffer from it, ever.
    var isHarmless: Bool {
        switch self {
        case .diskFull, .calendarAway: true
        default: false
        }
    }
}
