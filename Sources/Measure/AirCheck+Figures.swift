import Foundation

extension AirCheck {
    /// One second of a programme as it reached the studio.
    package struct Place: Sendable, Hashable {
        package let at: Date
        package let second: TimeCodeReading.Second
        /// Seconds by which it was late; early is negative.
        package let error: Double
    }

    /// Where each whole second of a programme came.
    /// - Parameter startsAt: when its very first sample was to be there.
    package func places(of programme: Int, startingAt startsAt: Date) -> [Place] {
        reading.seconds.filter { $0.programme == programme }.compactMap { second in
            instant(of: second.sample).map { at in
                Place(at: at, second: second, error: at.timeIntervalSince(startsAt + Double(second.number)))
            }
        }
    }

    /// Seconds by which the programme's first sample was late; `nil` if its first second is not there whole.
    package func startError(of programme: Int, plannedAt: Date) -> Double? {
        places(of: programme, startingAt: plannedAt).first { $0.second.number == 0 && $0.second.hasHead }?.error
    }

    /// Seconds by which the last second was later than the first.
    package func drift(of programme: Int) -> Double? {
        let places = places(of: programme, startingAt: connection.opened)
        guard let first = places.first, let last = places.last else { return nil }
        return last.error - first.error
    }

    /// When each second that was recognised reached the studio.
    package var timeline: [(at: Date, second: TimeCodeReading.Second)] {
        reading.seconds.compactMap { second in instant(of: second.sample).map { ($0, second) } }
    }

    /// The first and last samples that are louder than −46 dB.
    package var sounding: ClosedRange<Int>? {
        guard let first = samples.firstIndex(where: Self.isSound), let last = samples.lastIndex(where: Self.isSound)
        else { return nil }
        return first...last
    }

    private static func isSound(_ sample: Float) -> Bool { abs(sample) > 0.005 }

    /// Seconds of silence before the first sound.
    package var leadIn: Double? { sounding.map { Double($0.lowerBound) / Double(TimeCode.sampleRate) } }

    /// When the studio had the last sound.
    package var lastSound: Date? { sounding.flatMap { instant(of: $0.upperBound + 1) } }

    package var logicalStreams: Int { ogg?.links.count ?? 1 }

    /// How loud the programme was, stretch by stretch: as it was made, 1. Only stretches in which there is something
    /// to hear in the programme itself.
    package func gains(of code: TimeCode, every seconds: Double) -> [(at: Date, gain: Float)] {
        let step = Int(seconds * Double(TimeCode.sampleRate))
        let marks = reading.seconds.filter { $0.programme == code.programme }
        return stride(from: 0, through: samples.count - step, by: step).compactMap { start in
            guard let mark = marks.last(where: { $0.sample <= start }), let at = instant(of: start + step / 2) else {
                return nil
            }
            let place = mark.number * TimeCode.sampleRate + start - mark.sample
            let made = Self.power((place..<place + step).map(code.sample))
            guard made > 0.01 else { return nil }
            return (at, (Self.power(samples[start..<start + step]) / made).squareRoot())
        }
    }

    private static func power(_ samples: some Collection<Float>) -> Float {
        samples.reduce(0) { $0 + $1 * $1 } / Float(samples.count)
    }
}
