import Foundation
import Programme
import TestSupport
import Testing

@testable import Monitor

/// What holds for whatever comes. A failure names the seed that repeats it.
@Suite("Whatever a stream is like,")
struct RandomTests {
    static let seeds = UInt64(1)...60

    /// A programme of sound and silences, each of 1 to 20 s, its silences and its parts.
    private func programme(_ random: inout SplitMix64) -> (parts: [Scene.Part], silences: [Inspection.Silence]) {
        var parts: [Scene.Part] = []
        var silences: [Inspection.Silence] = []
        var place = 0.0
        while place < 120 {
            let sound = Double.random(in: 1...20, using: &random).rounded()
            let silence = Double.random(in: 1...20, using: &random).rounded()
            parts += [.sound(sound), .silence(silence)]
            silences.append(.init(from: place + sound, to: place + sound + silence))
            place += sound + silence
        }
        return (parts, silences)
    }

    private func scene(_ silences: [Inspection.Silence], _ random: inout SplitMix64) -> Scene {
        Scene(
            silences: silences, delay: Double.random(in: 0...0.8, using: &random),
            page: [0.1, 0.5, 1].randomElement(using: &random) ?? 0.1)
    }

    @Test("a programme that goes out as it is raises no alarm", arguments: seeds)
    func faithful(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let (parts, silences) = programme(&random)
        var scene = scene(silences, &random)
        scene.length = 3600
        let troubles = scene.told(parts).filter(\.hearing.isTrouble)
        #expect(troubles.isEmpty, "seed \(seed): \(troubles)")
    }

    @Test("nor does one whose connection is lost now and then, for less than 4 s", arguments: seeds)
    func interrupted(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let (parts, silences) = programme(&random)
        let broken = parts.flatMap { part in
            Bool.random(using: &random) ? [.reconnect(burst: Double.random(in: 0...10, using: &random)), part] : [part]
        }
        let troubles = scene(silences, &random).told(broken).filter(\.hearing.isTrouble)
        #expect(troubles.isEmpty, "seed \(seed): \(troubles)")
    }

    @Test("a fault of 10 s amid sound is told within 10 s, as what it is, and its end too", arguments: seeds)
    func fault(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let before = Double.random(in: 5...60, using: &random).rounded()
        let faults: [Scene.Part] = [.silence(10), .nothing(10), .absent(.missing, 10), .absent(.unreachable, 10)]
        let kinds: [Hearing.Kind] = [.silent, .frozen, .missing, .unreachable]
        let choice = faults.indices.randomElement(using: &random) ?? 0
        let scene = scene([.init(from: before + 30, to: before + 50)], &random)
        let told = scene.told([.sound(before), faults[choice], .sound(5)])
        try #require(told.map(\.hearing.kind) == [.sound, kinds[choice], .sound], "seed \(seed): \(told)")
        #expect(told[1].hearing.isTrouble, "seed \(seed)")
        #expect(told[1].at - before < 10, "seed \(seed): \(told)")
        let since = told[1].hearing.since.timeIntervalSince(Scene.onAir)
        #expect(abs(since - before) <= 2, "seed \(seed): \(told)")
    }

    @Test("nothing is told twice", arguments: seeds)
    func once(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let (_, silences) = programme(&random)
        let parts = (0..<30).map { _ -> Scene.Part in
            let seconds = Double.random(in: 0.1...12, using: &random)
            return switch Int.random(in: 0..<5, using: &random) {
            case 0: .sound(seconds)
            case 1: .silence(seconds)
            case 2: .nothing(seconds)
            case 3: .reconnect(burst: seconds)
            default: .absent(.missing, seconds)
            }
        }
        let told = scene(silences, &random).told(parts).map(\.hearing)
        for (a, b) in zip(told, told.dropFirst()) {
            #expect(a.kind != b.kind || a.isExpected != b.isExpected, "seed \(seed)")
        }
    }
}
