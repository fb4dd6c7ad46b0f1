import Simulation
import Testing

/// The conductor's decisions against a world that fails at random: docs/simulation.md.
@Suite struct SimulatedYearTests {
    /// Days of a world.
    static let days = 10
    /// The same each time; and one of its own each time, which finds what nobody has seen yet.
    static let fixed: [UInt64] = Array(1...99)
    static let fresh = UInt64.random(in: 1_000...999_999_999)

    @Test("a thousand days in which everything fails that can", arguments: fixed + [fresh])
    func year(seed: UInt64) {
        let world = World(seed: seed, days: Self.days, options: .init(hasAlerts: seed.isMultiple(of: 10)))
        if let violation = world.run() { Issue.record("\(violation)") }
        #expect(world.figures.faults > 0 && world.figures.airings > 0)
    }

    @Test("a world without faults: every airing is completed, in its own recording, and not one engine too many")
    func calm() {
        let world = World(seed: 1, days: Self.days, options: .init(hasFaults: false))
        if let violation = world.run() { Issue.record("\(violation)") }
        #expect(world.figures.outcomes == ["completed": world.figures.airings])
        #expect(world.figures.engines == world.figures.airings)
    }

    @Test("the same seed tells the same story")
    func replay() {
        let (first, second) = (World(seed: 7, days: 3), World(seed: 7, days: 3))
        #expect(first.run()?.description == second.run()?.description)
        #expect(first.story == second.story)
    }

    @Test("what is left out where nothing happens changes nothing: a conductor that looks ten times a second")
    func dense() {
        let world = World(seed: 3, days: 1, options: .init(isDense: true))
        if let violation = world.run() { Issue.record("\(violation)") }
    }
}
