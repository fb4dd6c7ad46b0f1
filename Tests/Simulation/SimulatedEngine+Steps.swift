import Foundation
import OnAir
import Programme

// What an engine will do next, and when.
extension SimulatedEngine {
    enum Step: Hashable {
        case arm, die, knock, fade, leave
        case begin(Int)
        case unplayable(Int)
        case exhaust(Int)
    }

    typealias Plan = (at: Double, step: Step)

    func next(_ clock: SimulatedClock) -> Plan? {
        if isDead || mode == .stopped { return nil }
        guard let armedAt else {
            switch start {
            case .arms(let after): return (spawnedAt + after, .arm)
            case .dies(let after): return (spawnedAt + after, .die)
            case .hangs: return nil
            }
        }
        if case .standsStill = mode { return nil }
        var first = Soonest()
        if case .dies(let after) = start { first.consider(spawnedAt + after, .die) }
        knock(armedAt, clock, &first)
        leaving(armedAt, clock, &first)
        programme(armedAt, clock, &first)
        return first.plan
    }

    /// Of what could be next.
    private struct Soonest {
        var plan: Plan?

        mutating func consider(_ at: Double, _ step: Step) {
            if at < plan?.at ?? .infinity { plan = (at, step) }
        }
    }

    private func time(_ instant: Date, _ clock: SimulatedClock) -> Double { clock.time(of: instant, offset: offset) }

    private func knock(_ armedAt: Double, _ clock: SimulatedClock, _ first: inout Soonest) {
        guard leavesAt == nil else { return }
        switch link {
        case .connected: break
        case .knocks(let at): first.consider(at, .knock)
        case .none:
            let opens = time(orders.rest.onAir, clock) - orders.settings.leadIn
            first.consider(max(armedAt + 0.02, opens), .knock)
        }
    }

    private func leaving(_ armedAt: Double, _ clock: SimulatedClock, _ first: inout Soonest) {
        if let leavesAt {
            first.consider(leavesAt, .leave)
        } else if mode != .outstays {
            first.consider(max(armedAt + 0.05, time(orders.closesAt, clock)), .leave)
        }
    }

    private func startsAt(_ index: Int) -> Date? {
        orders.rest.segments.indices.contains(index) ? orders.rest.segments[index].startsAt : nil
    }

    private func programme(_ armedAt: Double, _ clock: SimulatedClock, _ first: inout Soonest) {
        let now = clock.epoch.addingTimeInterval(clock.time + offset)
        let due = orders.rest.segments.lastIndex { $0.startsAt <= now } ?? -1
        for index in [due, due + 1] where index >= 0 && index > (playing ?? -1) && !spent.contains(index) {
            guard let start = startsAt(index) else { continue }
            let plan = beginning(index, at: max(armedAt + 0.05, time(start, clock)), armedAt, clock)
            first.consider(plan.at, plan.step)
        }
        if let playing, !spent.contains(playing), let take = take(playing) {
            let next = startsAt(playing + 1).map { time($0, clock) } ?? .infinity
            switch orders.rest.segments[playing].loop ? .plays(to: .infinity) : take.sound(from: begunPlace) {
            case .plays(let end) where begunAt + end - begunPlace < next:
                first.consider(begunAt + end - begunPlace, .exhaust(playing))
            case .kills(let place) where begunAt + place - begunPlace < next:
                first.consider(begunAt + place - begunPlace, .die)
            default: break
            }
        }
        if let fadedOutBy = orders.rest.fadedOutBy, !isFading {
            first.consider(max(armedAt, time(fadedOutBy, clock) - orders.settings.fade), .fade)
        }
    }

    /// What cannot be played is found out when the connection should be opened.
    private func beginning(_ index: Int, at start: Double, _ armedAt: Double, _ clock: SimulatedClock) -> Plan {
        let segment = orders.rest.segments[index]
        let place = segment.cueIn + max(0, start - time(segment.startsAt, clock))
        if segment.loop || (take(index).map { $0.sound(from: place) } ?? .nothing) != .nothing {
            return (start, .begin(index))
        }
        let opens = index == 0 ? time(orders.rest.onAir, clock) - orders.settings.leadIn : start
        return (max(opens, armedAt + 1), .unplayable(index))
    }

    /// - Returns: what it tells.
    mutating func begin(_ index: Int, _ clock: SimulatedClock) {
        let segment = orders.rest.segments[index]
        let late = max(0, clock.time - time(segment.startsAt, clock))
        playing = index
        (begunAt, begunPlace) = (clock.time, segment.cueIn + (late > 0.02 ? late : 0))
        if segment.loop, let take = take(index) {
            begunPlace = begunPlace.truncatingRemainder(dividingBy: take.duration)
        }
    }

    /// A segment has nothing to give: it leaves, unless the next is near.
    mutating func spend(_ index: Int, _ clock: SimulatedClock) {
        spent.insert(index)
        let next = startsAt(index + 1).map { time($0, clock) } ?? .infinity
        guard next - clock.time > orders.settings.maxHold else { return }
        let tail = playing == index ? orders.settings.tail : isConnected ? 0.02 : 0.7
        leavesAt = clock.time + tail
    }
}
