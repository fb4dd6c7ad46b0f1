import Foundation
import OnAir
import Programme

/// An engine's process, which does what `onair.liq` says (docs/on-air-script.md), and goes wrong.
struct SimulatedEngine {
    enum Start {
        case arms(after: Double)
        case dies(after: Double)
        case hangs
    }

    enum Mode: Hashable {
        case healthy
        /// It does nothing at all any more.
        case stopped
        /// It gives signs of life, and its stream does not go on.
        case standsStill(since: Double)
        /// It does not leave when its time has come.
        case outstays
    }

    enum Link: Hashable {
        case none
        case knocks(at: Double)
        case connected
    }

    /// What it is told when it is started.
    struct Orders {
        let airing: Airing.ID
        let rest: Airing
        /// Which of the airing's segments the first of `rest` is.
        let first: Int
        let takes: [Take?]
        let closesAt: Date
        let settings: EngineSettings
    }

    let number: Int
    let orders: Orders
    let spawnedAt: Double
    let start: Start
    var mode = Mode.healthy
    var stoppedAt: Double?
    /// By how much it believes that the clock is set.
    var offset: Double
    var armedAt: Double?
    var link = Link.none
    /// Of `rest`.
    var playing: Int?
    /// When the segment that plays was begun, and at what place in its recording.
    var begunAt = 0.0
    var begunPlace = 0.0
    /// Segments that have nothing more to give.
    var spent: Set<Int> = []
    var isFading = false
    var leavesAt: Double?
    var refusal: (words: String, at: Double)?
    var isDead = false
    var killedAt: Double?
    /// Up to where its signs of life have been read.
    var beatsRead = 0

    var isConnected: Bool { link == .connected && !isDead }

    /// All that it is to play is there, and as it should be.
    var isSound: Bool { orders.takes.allSatisfy { $0?.isSound ?? false } }

    func take(_ index: Int) -> Take? { orders.takes.indices.contains(index) ? orders.takes[index] : nil }

    /// Where in its recording the segment is at a time.
    func place(at time: Double) -> Double { begunPlace + time - begunAt }

    /// What goes out, if it is connected and its stream goes on.
    func sound(at time: Double) -> (segment: Int, take: Take, place: Double)? {
        guard !isDead, let playing, !spent.contains(playing), let take = take(playing) else { return nil }
        if mode != .healthy, mode != .outstays { return nil }
        return (playing, take, place(at: time))
    }

    /// Its last sign of life.
    func lastBeat(before time: Double) -> Double? {
        guard let armedAt else { return nil }
        let end = stoppedAt ?? time
        return end - armedAt >= 1 ? armedAt + (end - armedAt).rounded(.down) : nil
    }

    /// How much of the stream is missing by the clock.
    func lateness(at time: Double) -> Double {
        if case .standsStill(let since) = mode { return max(0, time - since) }
        return 0.001
    }
}
