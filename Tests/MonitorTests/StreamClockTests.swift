import Foundation
import TestSupport
import Testing

@testable import Monitor

@Suite("A stream's clock") struct StreamClockTests {
    private let noon = Date(timeIntervalSince1970: 1_795_348_800)

    @Test("goes by what came least late within ten seconds, however it comes")
    func least() {
        var random = SplitMix64(seed: 7)
        for _ in 0..<50 {
            var (clock, notes, at, place) = (StreamClock(), [(at: Date, place: Double)](), noon, 0.0)
            for _ in 0..<300 {
                at += Double.random(in: 0...0.4, using: &random)
                place += Double.random(in: 0...0.4, using: &random)
                notes.append((at, place))
                clock.note(place: place, at: at)
                let recent = notes.filter { at.timeIntervalSince($0.at) <= 10 }
                let expected = recent.map { $0.at.timeIntervalSince1970 - $0.place }.min()!
                #expect(abs(clock.instant(of: 5)!.timeIntervalSince1970 - expected - 5) < 1e-3)
            }
        }
    }

    @Test("does not grow with a stream that comes faster than it plays, nor with one that comes for days")
    func bounded() {
        var (clock, most) = (StreamClock(), 0)
        for index in 0..<200_000 {
            clock.note(place: Double(index) * 0.1, at: noon + Double(index) * 0.0001)
            most = max(most, clock.recent.count)
        }
        for index in 0..<200_000 {
            clock.note(place: 20_000 + Double(index) * 0.0999, at: noon + 20 + Double(index) * 0.1)
            most = max(most, clock.recent.count)
        }
        #expect(most <= 102)
    }
}
