import Foundation
import Plan
import Programme
import Testing

/// What holds for whatever comes. A failure names the seed that repeats it.
@Suite struct InvariantTests {
    static let seeds = UInt64(1)...800

    @Test(
        "airings are in order, leave the mount in time for each other, and never later than they may", arguments: seeds)
    func airings(seed: UInt64) {
        let inputs = RandomScene(seed: seed).inputs
        let airings = RunningOrder(planning: inputs).airings
        #expect(Set(airings.map(\.id)).count == airings.count, "seed \(seed)")
        for airing in airings {
            #expect(airing.onAir < airing.offAir && airing.offAir <= airing.offAirBy, "seed \(seed): \(airing)")
            #expect(airing.fadedOutBy.map { $0 == airing.offAir } ?? true, "seed \(seed): \(airing)")
            #expect(airing.segments.first?.startsAt == airing.onAir, "seed \(seed): \(airing)")
            #expect(airing.segments.allSatisfy { $0.cueIn == 0 && $0.cueOut > 0 }, "seed \(seed): \(airing)")
        }
        for (a, b) in zip(airings, airings.dropFirst()) {
            #expect(a.offAirBy <= b.onAir - inputs.rules.handover, "seed \(seed): \(a.id), \(b.id)")
        }
    }

    @Test(
        "within an airing segments follow each other at junctions that run on, with no long silence", arguments: seeds)
    func segments(seed: UInt64) {
        let inputs = RandomScene(seed: seed).inputs
        for airing in RunningOrder(planning: inputs).airings {
            for (a, b) in zip(airing.segments, airing.segments.dropFirst()) {
                #expect(inputs.junction(at: b.startsAt)?.runOn == true, "seed \(seed): \(airing)")
                let end = a.startsAt + a.cueOut
                #expect(a.loop || end <= b.startsAt, "seed \(seed): \(airing)")
                #expect(a.loop || end >= b.startsAt - inputs.rules.maxHold, "seed \(seed): \(airing)")
            }
        }
    }

    @Test("nothing leaves later than its junction allows, nor is on air when something live starts", arguments: seeds)
    func junctions(seed: UInt64) {
        let inputs = RandomScene(seed: seed).inputs
        for airing in RunningOrder(planning: inputs).airings {
            guard let last = airing.segments.last else { continue }
            let slots = inputs.slots.filter {
                $0.type == .recorded && $0.start == last.startsAt && $0.start < $0.end && $0.pid == last.pid
            }
            if last.origin != .unscheduled, !last.isJoined, let end = slots.map(\.end).max() {
                let margin = inputs.junction(at: end)?.offAirBy ?? 0
                #expect(airing.offAirBy <= end - margin, "seed \(seed): \(airing)")
            }
            for live in inputs.slots where live.type == .live && live.start < live.end {
                let onAir = airing.segments.last { $0.startsAt <= live.start }
                guard let onAir, onAir.startsAt < live.start else { continue }
                #expect(airing.offAirBy <= live.start, "seed \(seed): \(airing) \(live)")
            }
        }
    }

    @Test("every recording in the span is in an airing, or ignored with a reason", arguments: seeds)
    func recordings(seed: UInt64) {
        let inputs = RandomScene(seed: seed).inputs
        let order = RunningOrder(planning: inputs)
        let aired = Set(order.airings.flatMap(\.segments).filter { $0.origin != .repeat }.map(\.file))
        let ignored = Set(order.ignored.filter { !$0.reason.isEmpty }.map(\.file))
        for recording in inputs.recordings {
            #expect(aired.contains(recording.file) != ignored.contains(recording.file), "seed \(seed): \(recording)")
        }
        for segment in order.airings.flatMap(\.segments) where !segment.loop {
            let time = inputs.recordings.first { $0.file == segment.file }?.name.time
            let instants = time?.instants(in: inputs.zone) ?? []
            let isInTime = instants.contains {
                segment.origin == .repeat ? $0 < segment.startsAt : $0 == segment.startsAt
            }
            #expect(isInTime, "seed \(seed): \(segment)")
        }
    }

    @Test("every scheduled recorded programme is in an airing, or missing with a reason", arguments: seeds)
    func programmes(seed: UInt64) {
        let inputs = RandomScene(seed: seed).inputs
        let order = RunningOrder(planning: inputs)
        let segments = order.airings.flatMap(\.segments)
        for slot in inputs.slots where slot.type == .recorded {
            let isMissing = order.missing.contains {
                $0.start == slot.start && $0.pid == slot.pid && !$0.reason.isEmpty
            }
            let isOnAir = segments.contains {
                $0.startsAt == slot.start || ($0.isJoined && $0.startsAt == slot.start - 1800)
            }
            #expect(isMissing || isOnAir, "seed \(seed): \(slot)")
        }
        for missing in order.missing where missing.start < missing.end {
            let isOnAir = segments.contains { $0.startsAt == missing.start && $0.pid == missing.pid }
            #expect(!isOnAir, "seed \(seed): \(missing)")
        }
    }

    @Test("the same inputs in any order give the same plan", arguments: seeds)
    func shuffled(seed: UInt64) {
        var scene = RandomScene(seed: seed)
        let order = RunningOrder(planning: scene.inputs)
        for _ in 0..<3 {
            scene.inputs.slots.shuffle(using: &scene.random)
            scene.inputs.recordings.shuffle(using: &scene.random)
            #expect(RunningOrder(planning: scene.inputs) == order, "seed \(seed)")
        }
    }

    @Test("a part of the span has the same airings as the whole", arguments: seeds)
    func cut(seed: UInt64) {
        var scene = RandomScene(seed: seed)
        let whole = RunningOrder(planning: scene.inputs)
        let from = scene.inputs.span.lowerBound + Double.random(in: 0...3 * 86_400, using: &scene.random)
        scene.inputs.span = from..<from + Double.random(in: 1...20_000, using: &scene.random)
        let span = scene.inputs.span
        let part = RunningOrder(planning: scene.inputs)
        let touching = whole.airings.filter { $0.onAir < span.upperBound && $0.offAir > span.lowerBound }
        #expect(part.airings == touching, "seed \(seed)")
        #expect(part.missing.allSatisfy(whole.missing.contains), "seed \(seed)")
        #expect(part.ignored.allSatisfy(whole.ignored.contains), "seed \(seed)")
    }
}

extension PlanInputs {
    /// By the calendar, which the plan does not use.
    fileprivate func junction(at instant: Date) -> Junction? {
        let time = LocalTime(instant, in: zone)
        return time.second == 0 ? junctions.first { $0.minute == time.minute } : nil
    }
}

extension Segment {
    fileprivate var isJoined: Bool { file.contains("_joined.") }
}
