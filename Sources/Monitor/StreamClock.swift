import Foundation

/// When what is in a stream was sent, which is not when it came: a listener is given the last seconds at once when
/// it connects, a network delays, a decoder buffers.
///
/// What comes least late is as good as on time. The least is taken of the last while, because a stream that has
/// stood still may be later from then on.
struct StreamClock: Sendable {
    /// Seconds.
    private static let memory = 10.0

    /// Those that may be the least some time, each less than those after it: however fast a stream comes, few.
    private(set) var recent: [(at: Date, offset: Double)] = []

    /// - Parameters:
    ///   - place: the end of what has just come, in seconds from the stream's beginning.
    mutating func note(place: Double, at now: Date) {
        let offset = now.timeIntervalSince1970 - place
        while let last = recent.last, last.offset >= offset { recent.removeLast() }
        recent.append((now, offset))
        if let live = recent.firstIndex(where: { now.timeIntervalSince($0.at) <= Self.memory }), live > 0 {
            recent.removeFirst(live)
        }
    }

    private var least: Double? { recent.first?.offset }

    /// `nil` before anything has come.
    func instant(of place: Double) -> Date? { least.map { Date(timeIntervalSince1970: $0 + place) } }
}
