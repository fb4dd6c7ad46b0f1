import Foundation
import Programme
import Testing

@testable import Monitor

@Suite("The silence that is expected")
struct ExpectationTests {
    /// Seconds of a silence, from one to another after the airing's start, that nothing explains.
    private func unexplained(_ airing: Airing, _ silences: [Inspection.Silence]?, _ from: Double, _ to: Double)
        -> Double
    {
        let run = (Scene.onAir + from)..<(Scene.onAir + to)
        return (Expectation(airing) { _ in silences }.unexplained(run, doubting: false).seconds * 10).rounded() / 10
    }

    @Test("follows the recording by its cue point")
    func cueIn() {
        let airing = Scene.airing([Scene.segment(cueIn: 100, cueOut: 1000)], length: 900)
        let silences = [Inspection.Silence(from: 90, to: 110), .init(from: 300, to: 310)]
        #expect(unexplained(airing, silences, 0, 10) == 0)
        #expect(unexplained(airing, silences, 200, 210) == 0)
        #expect(unexplained(airing, silences, 300, 310) == 10)
    }

    @Test("is in the pause before the next segment, with the ends of both recordings")
    func pause() {
        let second = Scene.segment("b.mp3", at: Scene.onAir + 110, cueOut: 50)
        let airing = Scene.airing([Scene.segment(cueOut: 100), second], length: 160)
        let silences = [Inspection.Silence(from: 0, to: 4), .init(from: 96, to: 100)]
        #expect(unexplained(airing, silences, 96, 114) == 0)
        #expect(unexplained(airing, [], 99, 111) == 0)
        #expect(unexplained(airing, [], 96, 114) == 6)
    }

    @Test("is at the end of a fade, and after the end")
    func ends() {
        let faded = Scene.airing([Scene.segment(cueOut: 100)], length: 60, fadedOutBy: Scene.onAir + 60)
        #expect(unexplained(faded, [], 59, 80) == 0)
        #expect(unexplained(faded, [], 50, 80) == 8.5)
    }

    @Test("is anywhere in a loop, for as long as the recording is silent at most")
    func loop() {
        let airing = Scene.airing([Scene.segment(cueOut: 30, loop: true)], length: 3600)
        let silences = [Inspection.Silence(from: 0, to: 3), .init(from: 10, to: 12), .init(from: 26, to: 30)]
        // The last four seconds and the first three of the next round.
        #expect(unexplained(airing, silences, 1000, 1007) == 0)
        #expect(unexplained(airing, silences, 1000, 1020) == 12)
        #expect(unexplained(airing, [], 1000, 1020) == 20)
    }

    @Test("is not what many short pauses add up to")
    func pauses() {
        let airing = Scene.airing([Scene.segment(cueOut: 3600)], length: 3600)
        let silences = (0..<1000).map { Inspection.Silence(from: Double($0) * 3, to: Double($0) * 3 + 1.5) }
        #expect(unexplained(airing, silences, 100, 110) == 10)
    }

    @Test("is complete when every recording has been gone through")
    func complete() {
        let airing = Scene.airing([Scene.segment(cueOut: 60)], length: 60)
        #expect(Expectation(airing) { _ in [] }.isComplete)
        #expect(!Expectation(airing) { _ in nil }.isComplete)
    }
}
