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
    /// Seconds from a sample's turn in the engine until the studio has it; the engine fires earlier by as much.
    package var bias: Double
    /// Seconds of silence after a recording that ends by itself, which carry its last samples out of the encoder.
    package var tail: Double
    /// Seconds of silence for which a connection is kept between two segments.
    package var maxHold: Double

    /// The median over the starts of `make bench`, on Liquidsoap 2.1.3: what the encoder and one frame take.
    package static let measuredBias = 0.039

    package init(
        program: String = "liquidsoap", script: FilePath? = nil, nice: Int = -10, user: String = "liquidsoap",
        preRoll: Double = 10, leadIn: Double = 0.3, fade: Double = 3, bias: Double = measuredBias,
        tail: Double = 0.2, maxHold: Double = 10
    ) {
        (self.program, self.script, self.nice, self.user) = (program, script, nice, user)
        (self.preRoll, self.leadIn, self.fade, self.bias) = (preRoll, leadIn, fade, bias)
        (self.tail, self.maxHold) = (tail, maxHold)
    }
}
