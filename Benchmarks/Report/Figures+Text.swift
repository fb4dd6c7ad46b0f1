import Foundation

extension Double {
    /// Milliseconds, late or early; seconds where they are many.
    var signed: String {
        abs(self) < 1000 ? String(format: "%+.1f ms", self) : String(format: "%+.2f s", self / 1000)
    }

    /// Milliseconds either way.
    var within: String {
        abs(self) < 1000 ? String(format: "±%.1f ms", self) : String(format: "±%.2f s", self / 1000)
    }

    var milliseconds: String { self == 0 ? "0 ms" : String(format: "%.0f ms", self) }
    var seconds: String { String(format: "%.1f s", self) }
    var percent: String { String(format: "%.2f %%", self * 100) }
}

extension Spread {
    var medianAndWorst: String? {
        guard let median, let worst else { return nil }
        return "\(median.signed), \(worst.signed)"
    }

    var medianAndWorstSeconds: String? {
        guard let median, let worst else { return nil }
        return String(format: "%.2f s, %.2f s", median, worst)
    }

    var medianAndWorstMilliseconds: String? {
        guard let median, let worst else { return nil }
        return String(format: "%.1f ms, %.1f ms", median, worst)
    }

    /// Whether so many of a hundred are no further from 0 than this; not if there are none.
    func `is`(_ share: Double, within limit: Double) -> Bool { magnitude(of: share).map { $0 <= limit } ?? false }
}

extension Spread? {
    func `is`(_ share: Double, within limit: Double) -> Bool { self?.is(share, within: limit) ?? false }
}

extension Usage {
    var memory: String {
        String(format: "%.0f MB (%.0f MB)", Double(residentSize) / 1e6, Double(proportionalSize) / 1e6)
    }
}
