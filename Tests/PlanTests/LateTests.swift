import Foundation
import Programme
import TestSupport
import Testing

@testable import Plan

/// Recordings that come after their slot has begun, and are to be played from their beginning.
struct LateTests {
    private static let own = "20261122_1400_a.mp3"

    private func plan(
        _ slots: [Slot] = [slot("14:00", "15:00", "a", title: "A")], _ files: [File], emergency: Double? = nil,
        came arrivals: [String: String]
    ) -> RunningOrder {
        var inputs = inputs(slots, files, emergency: emergency)
        inputs.arrivals = arrivals.mapValues { at($0) }
        return RunningOrder(planning: inputs)
    }

    @Test("it starts when it has come, and is cut as its slot is, or ends by itself")
    func fromStart() {
        let cut = plan(
            [slot("14:00", "15:00", "a", title: "A")], [File("1400_a.mp3", 3600)], came: [Self.own: "14:20:03"])
        #expect(cut.lines == ["14:20:03-14:58:32 faded a scheduled 1400_a.mp3"])
        #expect(cut.airings.first?.id == "20261122T142003Z_a")
        #expect(cut.airings.first?.segments.map(\.cueIn) == [0])
        #expect(cut.airings.first?.segments.map(\.cueOut) == [2309])
        #expect(cut.warnings == ["its recording came late: A begins at 14:20:03, from its beginning"])
        let whole = plan(files(1200), came: [Self.own: "14:20:03"])
        #expect(whole.lines == ["14:20:03-14:40:03 a scheduled 1400_a.mp3"])
        #expect(whole.missing == [] && whole.ignored == [])
    }

    private func plan(_ files: [File], came arrivals: [String: String]) -> RunningOrder {
        plan([slot("14:00", "15:00", "a", title: "A")], files, came: arrivals)
    }

    private func files(_ seconds: Double) -> [File] { [File("1400_a.mp3", seconds)] }

    @Test("one that came in time is in its place, and so is one that the schedule does not have")
    func others() {
        #expect(plan(files(1200), came: [Self.own: "13:00"]).lines == ["14:00-14:20 a scheduled 1400_a.mp3".clocked])
        let unscheduled = plan([], files(1700), came: [Self.own: "14:10"])
        #expect(unscheduled.lines == ["14:10:00-14:29:52 faded a unscheduled 1400_a.mp3"])
    }

    @Test("what came when there was no time left to play it is missing", arguments: ["14:58:30", "15:00", "23:00"])
    func tooLate(came: String) {
        let order = plan(files(3600), came: [Self.own: came])
        #expect(order.airings == [])
        #expect(
            order.missing.map(\.reason) == [
                "there is no time to play it before its slot ends or something else is on air"
            ])
    }

    @Test("what has begun meanwhile keeps the air")
    func meanwhile() {
        let slots = [slot("14:00", "15:00", "a"), slot("14:30", "15:00", "l", .live)]
        #expect(plan(slots, files(3600), came: [Self.own: "14:40"]).airings == [])
        let both = [slot("14:00", "15:00", "a"), slot("14:30", "15:00", "b")]
        let order = plan(both, files(3600) + [File("1430_b.mp3", 1600)], came: [Self.own: "14:40"])
        #expect(order.lines == ["14:30:00-14:56:40 b scheduled 1430_b.mp3"])
    }

    @Test("nothing runs on into what is not there yet, and what follows it is in its place")
    func neighbours() {
        let slots = [slot("14:00", "14:30", "a"), slot("14:30", "15:30", "b"), slot("15:30", "16:00", "c")]
        let files = [File("1400_a.mp3", 1800), File("1430_b.mp3", 3600), File("1530_c.mp3", 1790)]
        let order = plan(slots, files, came: ["20261122_1430_b.mp3": "14:45"])
        #expect(
            order.lines == [
                "14:00:00-14:29:52 faded a scheduled 1400_a.mp3",
                "14:45:00-15:58:32 faded b scheduled 1430_b.mp3 + 1530_c.mp3",
            ])
        #expect(plan(slots, files, came: [:]).lines.count == 1)
    }

    @Test("what takes its place where it fails on air is the same airing: it begins with it")
    func failed() {
        let files = [File.unplayable("1400_a.mp3"), File("20261115_1400_a.mp3", 3000)]
        let order = plan([slot("14:00", "15:00", "a")], files, emergency: 60, came: [Self.own: "14:20:03"])
        #expect(order.airings.map(\.id) == ["20261122T142003Z_a"])
        #expect(order.airings.map(\.origin) == [.repeat])
    }

    @Test(
        "whatever comes late, airings are in order and leave the mount in time for each other",
        arguments: 1...400 as ClosedRange<UInt64>)
    func invariants(seed: UInt64) {
        var scene = RandomScene(seed: seed)
        let plain = RunningOrder(planning: scene.inputs)
        for recording in scene.inputs.recordings {
            guard scene.random.chance(0.3), let time = recording.name.time.instants(in: scene.inputs.zone).first else {
                continue
            }
            let late = scene.random.one(of: [-4000, -1, 0.5, 3, 100, 900, 1799, 3000])
            scene.inputs.arrivals[recording.file] = time + late
        }
        let order = RunningOrder(planning: scene.inputs)
        #expect(Set(order.airings.map(\.id)).count == order.airings.count, "seed \(seed)")
        for airing in order.airings {
            #expect(airing.onAir < airing.offAir && airing.offAir <= airing.offAirBy, "seed \(seed): \(airing)")
            for segment in airing.segments where segment.origin != .repeat {
                #expect(
                    scene.inputs.arrivals[segment.file].map { $0 <= segment.startsAt } ?? true,
                    "seed \(seed): \(segment)")
                #expect(segment.cueIn == 0 && segment.cueOut > 0)
            }
        }
        for (a, b) in zip(order.airings, order.airings.dropFirst()) {
            #expect(a.offAirBy <= b.onAir - scene.inputs.rules.handover, "seed \(seed): \(a.id), \(b.id)")
        }
        scene.inputs.arrivals = scene.inputs.arrivals.mapValues { _ in .distantPast }
        #expect(RunningOrder(planning: scene.inputs) == plain, "seed \(seed)")
    }
}

extension String {
    /// With seconds, as lines have them.
    fileprivate var clocked: String { replacing("14:00-14:20", with: "14:00:00-14:20:00") }
}

/// Which recordings came late, and when.
struct ArrivalsTests {
    private let own = File("1400_a.mp3", 3000)

    private func note(_ arrivals: inout Arrivals, _ files: [File], at time: String, after order: RunningOrder? = nil) {
        arrivals.note(inputs([slot("14:00", "15:00", "a")], files), after: order, now: at(time))
    }

    @Test("it is the one that was not there before, from a moment after it was seen, and for good")
    func came() {
        var arrivals = Arrivals()
        note(&arrivals, [], at: "13:00")
        note(&arrivals, [own], at: "14:20:00.500".clock)
        #expect(arrivals.starts == [own.recording.file: at("14:20:04")])
        note(&arrivals, [], at: "14:25")
        note(&arrivals, [own], at: "14:30")
        #expect(arrivals.starts == [own.recording.file: at("14:20:04")])
        // As written down: for a conductor that is started again.
        var again = Arrivals(starts: arrivals.starts)
        note(&again, [own], at: "14:35")
        note(&again, [own], at: "14:40")
        #expect(again.starts == arrivals.starts)
        note(&again, [own], at: "2026-12-01T14:40:00Z")
        #expect(again.starts == [:])
    }

    @Test("it is none that was there at the first look, or came in time to be started")
    func inTime() {
        var arrivals = Arrivals()
        note(&arrivals, [own], at: "14:20")
        note(&arrivals, [own, File("1500_b.mp3", 3000)], at: "14:59:57")
        #expect(arrivals.starts == [:])
        note(&arrivals, [own, File("1500_b.mp3", 3000), File("1500_c.mp3", 3000)], at: "14:59:58")
        #expect(arrivals.starts.values.map(\.clock) == ["15:00:01"])
    }

    @Test("one that could not be played has come when there is another in its place that can")
    func replaced() {
        var arrivals = Arrivals()
        note(&arrivals, [.unplayable("1400_a.mp3")], at: "13:00")
        note(&arrivals, [own], at: "14:20")
        #expect(arrivals.starts.values.map(\.clock) == ["14:20:03"])
        note(&arrivals, [.unplayable("1400_a.mp3")], at: "14:21")
        note(&arrivals, [own], at: "14:22")
        #expect(arrivals.starts.values.map(\.clock) == ["14:20:03"], "it failed on air, and was tried again")
    }

    @Test("where something is on air for it, it is not waited for")
    func busy() {
        let before = PlanTests.plan([slot("14:00", "15:00", "a")], [], emergency: 60)
        #expect(before.airings.map(\.origin) == [.emergency])
        var arrivals = Arrivals()
        note(&arrivals, [], at: "13:00")
        note(&arrivals, [own], at: "14:20", after: before)
        #expect(arrivals.starts == [:])
        note(&arrivals, [own], at: "14:59", after: RunningOrder())
        #expect(arrivals.starts == [:])
    }
}

extension String {
    /// In RFC 3339: with a fraction.
    fileprivate var clock: String { "2026-11-22T\(self)Z" }
}
