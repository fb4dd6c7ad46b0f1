import Foundation
import Plan
import Programme
import Testing

/// Doing without what failed on air.
struct DistrustTests {
    static let folk = try! PID("folk")

    static func segment(_ file: String, at start: String, cueIn: Double = 0, loop: Bool = false) -> Segment {
        Segment(
            file: file, startsAt: at(start), cueIn: cueIn, cueOut: 3600, loop: loop, pid: folk, title: "Folk",
            origin: .unscheduled)
    }

    static func airing(_ segments: [Segment]) -> Airing {
        Airing(
            onAir: at("12:00"), offAir: at("13:00"), fadedOutBy: nil, offAirBy: at("13:00"), title: "Folk", pid: folk,
            origin: .unscheduled, segments: segments)
    }

    @Test("what failed is unplayable, and its slot is filled by something else, though only its name had put it on air")
    func without() {
        let (own, earlier) = (File("1200_folk.mp3", 3600), File("20261121_1200_folk.mp3", 3600))
        let segment = Self.segment(own.recording.file, at: "12:00")
        var distrust = Distrust()
        distrust.add(
            segment, because: "it ended early", in: Self.airing([segment]), now: at("12:10"),
            recordings: [own.recording])
        var inputs = inputs([], [own, earlier])
        inputs.doWithout(distrust)
        let airing = RunningOrder(planning: inputs).airings.last
        #expect(airing?.segments.map(\.file) == [earlier.recording.file])
        #expect(airing?.onAir == at("12:00"))
    }

    @Test("the slot of what took the rest of one began when that did, also for whoever knows of nothing else")
    func substitute() {
        let substitute = Self.segment("20261121_1200_folk.mp3", at: "12:10", cueIn: 600)
        var distrust = Distrust()
        distrust.add(
            substitute, because: "it ended early",
            in: Self.airing([Self.segment("20261122_1200_folk.mp3", at: "12:00"), substitute]), now: at("12:10"),
            recordings: [])
        #expect(distrust.slots(beside: []).map(\.start) == [at("12:00")])
        #expect(distrust.slots(beside: []).map(\.end) == [at("13:00")])
    }

    @Test(
        "it is trusted again as soon as it has been replaced, and not after its slot either if it lies there as it was")
    func forget() {
        let (old, new) = (File("1200_folk.mp3", 3600), File("1200_folk.mp3", 3600, modified: 100))
        let segment = Self.segment(old.recording.file, at: "12:00")
        var distrust = Distrust()
        distrust.add(
            segment, because: "it ended early", in: Self.airing([segment]), now: at("12:10"),
            recordings: [old.recording])
        distrust.forget(now: at("13:01"), recordings: [old.recording])
        #expect(distrust.reasons.count == 1)
        distrust.forget(now: at("12:30"), recordings: [])
        #expect(distrust.reasons.count == 1, "it is only away")
        distrust.forget(now: at("12:30"), recordings: [new.recording])
        #expect(distrust.reasons.isEmpty)
    }

    @Test("what could not be had is done without for a moment; of a programme's second, the earlier ones too")
    func absent() {
        let files = ["1200_folk.mp3", "20261121_1200_folk.mp3", "20261120_1200_folk.mp3", "20261119_1200_jazz.mp3"]
            .map { File($0, 3600).recording }
        var distrust = Distrust()
        for (file, count) in [(files[0], 1), (files[1], 3)] {
            let segment = Self.segment(file.file, at: "12:00")
            distrust.add(
                segment, because: "it cannot be had", isAbsent: true, in: Self.airing([segment]), now: at("12:00"),
                recordings: files)
            #expect(distrust.reasons.count == count)
        }
        #expect(distrust.next == at("12:00") + Distrust.pause)
        distrust.forget(now: at("12:00") + Distrust.pause, recordings: files)
        #expect(distrust.reasons.isEmpty)
    }

    @Test("what was just being written when it failed is trusted as soon as it has settled")
    func settled() {
        let new = File("1200_folk.mp3", 3600, modified: 100).recording
        var distrust = distrusting(new.file, [])
        distrust.forget(now: at("12:11"), recordings: [])
        #expect(distrust.reasons.count == 1)
        distrust.forget(now: at("12:12"), recordings: [new])
        #expect(distrust.reasons.isEmpty)
    }

    @Test("what failed before the library was looked at is taken for what lies there then")
    func unseen() {
        let (old, new) = (File("1200_folk.mp3", 3600).recording, File("1200_folk.mp3", 3600, modified: 100).recording)
        var distrust = distrusting(old.file, nil)
        for minute in ["12:11", "12:12"] {
            distrust.forget(now: at(minute), recordings: [old])
            #expect(distrust.reasons.count == 1, "\(minute)")
        }
        distrust.forget(now: at("12:13"), recordings: [new])
        #expect(distrust.reasons.isEmpty)
    }

    @Test("one plan does without it in any case, so that everybody sees that what comes then is another")
    func once() {
        let (old, new) = (File("1200_folk.mp3", 3600).recording, File("1200_folk.mp3", 3600, modified: 100).recording)
        var distrust = distrusting(old.file, [old])
        distrust.forget(now: at("12:10"), recordings: [new])
        #expect(distrust.reasons.count == 1)
        distrust.forget(now: at("12:11"), recordings: [new])
        #expect(distrust.reasons.isEmpty)
    }

    private func distrusting(_ file: String, _ recordings: [Recording]?) -> Distrust {
        let segment = Self.segment(file, at: "12:00")
        var distrust = Distrust()
        distrust.add(
            segment, because: "it ended early", in: Self.airing([segment]), now: at("12:10"), recordings: recordings)
        return distrust
    }
}
