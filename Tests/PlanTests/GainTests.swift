import Foundation
import Programme
import Testing

@testable import Plan

/// By how much recordings are made louder or quieter.
struct GainTests {
    @Test(
        "a recording comes to the target, or as near as its peak allows, in tenths of a decibel and never above",
        arguments: [
            (-30, -20, 7), (-14, -0.5, -9), (-30, -4.04, 3), (-30, -4.14, 3.1), (-23, -9, 0), (-20.06, -9, -3),
            (-25.97, -20, 2.9), (-30, 2, -3), (-30, nil, 0), (-14, nil, -9), (nil, -9, nil), (-.infinity, -90, nil),
            (-30, -.infinity, 7), (.nan, -9, nil), (-65.9, -50, 20),
        ] as [(Double?, Double?, Double?)])
    func gain(loudness: Double?, truePeak: Double?, gain: Double?) {
        #expect(LoudnessTarget(lufs: -23).gain(loudness: loudness, truePeak: truePeak) == gain)
    }

    private func inputs() -> PlanInputs {
        let files = [File("1400_a.mp3", 3000), File("20261115_1500_b.mp3", 3000), File("1600_c.mp3", 3000)]
        var inputs = PlanTests.inputs(
            [
                slot("14:00", "15:00", "a"), slot("15:00", "16:00", "b"), slot("16:00", "17:00", "c"),
                slot("17:00", "18:00", "d"),
            ], files, emergency: 30)
        inputs.inspections[files[0].recording.file]?.loudness = -26
        inputs.inspections[files[0].recording.file]?.truePeak = -9
        inputs.inspections[files[1].recording.file]?.loudness = -20
        inputs.inspections[files[1].recording.file]?.truePeak = -9
        inputs.emergency = EmergencyRecording(file: "emergency.mp3", duration: 30, loudness: -30, truePeak: -6)
        return inputs
    }

    @Test(
        "a programme's own recording, a repeat and the emergency recording have theirs; what is not measured has none")
    func each() {
        var inputs = inputs()
        inputs.loudness = .broadcast
        let segments = RunningOrder(planning: inputs).airings.flatMap(\.segments)
        #expect(segments.map(\.origin) == [.scheduled, .repeat, .scheduled, .emergency])
        #expect(segments.map(\.gain) == [3, -3, nil, 5])
        #expect(
            RunningOrder(planning: inputs).airings.flatMap { $0.notes ?? [] } == [
                "it is not known how loud 20261122_1600_c.mp3 is: it is played as it is",
                "emergency.mp3 stays 2.0 LU below the target: its peaks leave it no more room, or it is hardly "
                    + "more than silence",
            ])
    }

    @Test("without a target each is played as it is, and with one nothing else in the plan is another")
    func none() {
        var inputs = inputs()
        let without = RunningOrder(planning: inputs)
        #expect(without.airings.flatMap(\.segments).allSatisfy { $0.gain == nil })
        inputs.loudness = .broadcast
        var with = RunningOrder(planning: inputs)
        for airing in with.airings.indices {
            with.airings[airing].notes = without.airings[airing].notes
            for segment in with.airings[airing].segments.indices { with.airings[airing].segments[segment].gain = nil }
        }
        #expect(with == without)
    }
}
