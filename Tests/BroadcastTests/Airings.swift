import Foundation
import Measure
import Programme
import SystemPackage

extension Station {
    /// An instant that leaves time to start an engine before it.
    func soon(in seconds: Double = 1.8) -> Date {
        Date(timeIntervalSince1970: ((clock.now().timeIntervalSince1970 + seconds) * 10).rounded(.up) / 10)
    }

    /// Puts a recording into the library.
    func add(_ code: TimeCode, as file: String, options: [String]? = nil) async throws {
        try await code.write(to: library.appending(file), options: options)
    }

    func segment(
        _ code: TimeCode, _ file: String, at startsAt: Date, cueIn: Double = 0, loop: Bool = false
    ) throws -> Segment {
        Segment(
            file: file, startsAt: startsAt, cueIn: cueIn, cueOut: code.duration, loop: loop,
            pid: try PID("p\(code.programme)"), title: "Programme \(code.programme)",
            origin: loop ? .emergency : .scheduled)
    }

    /// - Parameter seconds: from on air to off air.
    func airing(
        _ segments: Segment..., for seconds: Double, fadedOut: Bool = false, title: String = "A programme"
    ) -> Airing {
        let onAir = segments[0].startsAt
        let offAir = onAir + seconds
        return Airing(
            onAir: onAir, offAir: offAir, fadedOutBy: fadedOut ? offAir : nil, offAirBy: offAir + 10, title: title,
            pid: segments[0].pid, origin: segments[0].origin, segments: segments)
    }
}

extension TimeCode {
    /// Programme 0 and 1, of so many seconds.
    static func first(_ seconds: Double) -> TimeCode { TimeCode(programme: 0, duration: seconds) }
    static func second(_ seconds: Double) -> TimeCode { TimeCode(programme: 1, duration: seconds) }
}

extension AirCheck {
    /// Where a programme is off by the most, in seconds; `nil` if none of it came.
    func worstError(of programme: Int, startingAt startsAt: Date) -> Double? {
        places(of: programme, startingAt: startsAt).map(\.error).max { abs($0) < abs($1) }
    }

    /// The seconds of a programme that came, in order.
    func numbers(of programme: Int) -> [Int] {
        reading.seconds.filter { $0.programme == programme }.map(\.number)
    }
}

extension Date {
    func isWithin(_ tolerance: Double, of other: Date) -> Bool { abs(timeIntervalSince(other)) <= tolerance }
}

/// ±20 ms: the design's figure for a start in all cases.
let exact = 0.020

/// The engine's frame, in seconds. Where a busy machine made the first one late, its clock is set right by the next
/// ones, so that of two starts that are each on time one may be a frame further on: lost, or played twice.
let frame = 0.010
