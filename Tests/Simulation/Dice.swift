import TestSupport

package typealias Dice = SplitMix64

extension SplitMix64 {
    /// Others that go their own way from here: what one of them is asked does not change what the others say.
    mutating func another() -> Dice { Dice(seed: next()) }

    mutating func between(_ a: Double, _ b: Double) -> Double { Double.random(in: a...b, using: &self) }

    mutating func count(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
}
