import SystemPackage

/// How the engine is run.
package struct EngineSettings: Sendable, Hashable {
    /// The Liquidsoap program, looked up in the search path if it has no `/`.
    package var program: String
    /// The station's own copy of `onair.liq`; `nil` for the one in the binary.
    package var script: FilePath?
    /// Priority, −20 (first) to 19 (last).
    package var nice: Int
    /// Who the engine runs as where the conductor is root.
    package var user: String
    /// Seconds before `onAir` at which the engine is started and armed.
    package var preRoll: Double
    /// Seconds of silence before `onAir` with which the connection is opened.
    package var leadIn: Double
    /// Seconds that a fade takes.
    package var fade: Double
    /// Seconds by which the engine fires early so that the start error at the studio is centred; measured by
    /// `make bench`.
    package var bias: Double

    package static let defaultBias = 0.0

    package init(
        program: String = "liquidsoap", script: FilePath? = nil, nice: Int = -10, user: String = "liquidsoap",
        preRoll: Double = 10, leadIn: Double = 0.3, fade: Double = 3, bias: Double = defaultBias
    ) {
        (self.program, self.script, self.nice, self.user) = (program, script, nice, user)
        (self.preRoll, self.leadIn, self.fade, self.bias) = (preRoll, leadIn, fade, bias)
    }
}
