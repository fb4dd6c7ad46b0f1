import Foundation
import SystemPackage

/// What is found of time-coded programmes in decoded audio.
package struct TimeCodeReading: Sendable {
    /// One second of a programme, recognised.
    package struct Second: Sendable, Hashable {
        package let programme: Int
        /// Of the programme's, from 0.
        package let number: Int
        /// Where it begins in the audio.
        package let sample: Int
        /// As loud as it was made: 1.
        package let gain: Float
        /// Its first 2 milliseconds are there.
        package let hasHead: Bool
    }

    /// In order.
    package let seconds: [Second]
    /// Where programmes have come to their very last sample: the sample after it.
    package let ends: [Int]

    package init(_ samples: [Float]) {
        var seconds: [Second] = []
        var ends: [Int] = []
        samples.withUnsafeBufferPointer { samples in
            for place in Self.candidates(in: samples) {
                if let onset = Self.find(TimeCode.sweep, near: place, in: samples) {
                    if let second = Self.second(at: onset, in: samples) { seconds.append(second) }
                } else if let onset = Self.find(TimeCode.sweep.reversed(), near: place, in: samples) {
                    let end = onset + TimeCode.sweepLength
                    ends.append(end)
                    // Where another round of it follows at once, or cuts it short, the two sweeps look like one.
                    let places = [end, end - 4 * Self.hop, end - 7 * Self.hop]
                    let next = places.lazy.compactMap { Self.find(TimeCode.sweep, near: $0, in: samples) }.first
                    if let next, let second = Self.second(at: next, in: samples) { seconds.append(second) }
                }
            }
        }
        (self.seconds, self.ends) = (seconds, ends)
    }

    /// Reads the beginning of a recording.
    package init(of file: FilePath, seconds: Double) async throws {
        self.init(try await FFmpeg.decode(file, seconds: seconds))
    }
}

// MARK: Where

extension TimeCodeReading {
    private static let hop = 120
    /// −80 dB, as a mean square.
    private static let silence: Float = 1e-8

    /// About where a sweep may begin: where most of the sound is suddenly of high pitch.
    private static func candidates(in samples: UnsafeBufferPointer<Float>) -> [Int] {
        var energies: [Float] = []
        var sweeping: [Bool] = []
        var (last, beforeLast): (Float, Float) = (0, 0)
        for start in stride(from: 0, to: samples.count - hop, by: hop) {
            var (all, high): (Float, Float) = (0, 0)
            for index in start..<start + hop {
                let sample = samples[index]
                let curve = sample - 2 * last + beforeLast
                (last, beforeLast) = (sample, last)
                all += sample * sample
                high += curve * curve
            }
            energies.append(all / Float(hop))
            sweeping.append(all / Float(hop) > silence && high > 0.2 * all)
        }
        return energies.indices.filter { hop in
            guard sweeping[hop...].prefix(3).allSatisfy(\.self) else { return false }
            let isLoud = energies[hop] > 0.05 * (energies[hop...].prefix(12).max() ?? 0)
            let hasBegun = hop > 0 && sweeping[hop - 1] && energies[hop - 1] > 0.05 * energies[hop]
            return isLoud && !hasBegun
        }.map { $0 * hop }
    }

    /// The place at which the pattern fits best; `nil` if it does not fit at all.
    private static func find(_ pattern: [Float], near place: Int, in samples: UnsafeBufferPointer<Float>) -> Int? {
        let (first, last) = (max(0, place - 2 * hop), min(place + 2 * hop, samples.count - pattern.count))
        guard first <= last else { return nil }
        let range = first...last
        return pattern.withUnsafeBufferPointer { pattern in
            let half = UnsafeBufferPointer(rebasing: pattern[..<(pattern.count / 2)])
            let best = range.max { product(half, samples, at: $0) < product(half, samples, at: $1) } ?? place
            let power = product(UnsafeBufferPointer(rebasing: samples[best..<best + pattern.count]), samples, at: best)
            let own = product(pattern, pattern, at: 0)
            let fit = product(pattern, samples, at: best) / (power * own).squareRoot()
            return fit > 0.5 ? best : nil
        }
    }

    private static func product(
        _ a: UnsafeBufferPointer<Float>, _ b: UnsafeBufferPointer<Float>, at offset: Int
    ) -> Float {
        var sum: Float = 0
        for index in 0..<a.count { sum += a[index] * b[offset + index] }
        return sum
    }
}

// MARK: Which

extension TimeCodeReading {
    /// Samples of its tones that are looked at.
    private static let window = 9600

    private static func second(at onset: Int, in samples: UnsafeBufferPointer<Float>) -> Second? {
        let start = onset + TimeCode.sweepLength + 48
        let end = min(samples.count, start + window)
        guard end - start >= window / 4 else { return nil }
        let tones = UnsafeBufferPointer(rebasing: samples[start..<end])
        guard let unit = strongest((0..<40).map(TimeCode.secondTone), in: tones),
            let programme = strongest((0..<TimeCode.programmes).map(TimeCode.programmeTone), in: tones),
            let forty = strongest((0..<16).map(TimeCode.fortyTone), in: tones)
        else { return nil }
        let source: Float = (0.35 * 0.35 + 0.2 * 0.2 + 0.15 * 0.15) / 2
        let head = UnsafeBufferPointer(rebasing: samples[onset..<onset + 96])
        let later = UnsafeBufferPointer(rebasing: samples[onset + 480..<onset + 576])
        return Second(
            programme: programme, number: forty * 40 + unit, sample: onset,
            gain: (product(tones, tones, at: 0) / Float(tones.count) / source).squareRoot(),
            hasHead: product(head, head, at: 0) > 0.3 * product(later, later, at: 0))
    }

    /// Which of these frequencies there is most of, if it stands out.
    private static func strongest(_ frequencies: [Double], in samples: UnsafeBufferPointer<Float>) -> Int? {
        let powers = frequencies.map { power(of: $0, in: samples) }
        let order = powers.indices.sorted { powers[$0] > powers[$1] }
        return powers[order[0]] > 4 * powers[order[1]] ? order[0] : nil
    }

    /// By Goertzel's algorithm.
    private static func power(of frequency: Double, in samples: UnsafeBufferPointer<Float>) -> Float {
        let turn = Float(2 * cos(2 * .pi * frequency / Double(TimeCode.sampleRate)))
        var (last, beforeLast): (Float, Float) = (0, 0)
        for sample in samples { (last, beforeLast) = (sample + turn * last - beforeLast, last) }
        return last * last + beforeLast * beforeLast - turn * last * beforeLast
    }
}
