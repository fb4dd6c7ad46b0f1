import Foundation

/// A series of figures, and how they lie.
struct Spread: Sendable {
    /// In the order in which they were measured.
    let values: [Double]

    init(_ values: [Double]) { self.values = values }

    var mean: Double? { values.isEmpty ? nil : values.reduce(0, +) / Double(values.count) }

    var median: Double? {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return nil }
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }

    /// The one that is furthest from 0, with its sign.
    var worst: Double? { values.max { abs($0) < abs($1) } }

    /// So many of a hundred are not further from 0.
    func magnitude(of share: Double) -> Double? {
        let sorted = values.map(abs).sorted()
        guard !sorted.isEmpty else { return nil }
        return sorted[max(0, Int((share / 100 * Double(sorted.count)).rounded(.up)) - 1)]
    }
}

extension Spread: Encodable {
    private enum CodingKeys: String, CodingKey {
        case values, mean, median, magnitude95, worst
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(values.map(\.toThousandths), forKey: .values)
        try container.encodeIfPresent(mean?.toThousandths, forKey: .mean)
        try container.encodeIfPresent(median?.toThousandths, forKey: .median)
        try container.encodeIfPresent(magnitude(of: 95)?.toThousandths, forKey: .magnitude95)
        try container.encodeIfPresent(worst?.toThousandths, forKey: .worst)
    }
}

extension Double {
    /// Of what is given in milliseconds, more is not measured.
    var toThousandths: Double { (self * 1000).rounded() / 1000 }
}
