import Foundation

/// The start errors, a dot for each: ours beside the forerunner's on one scale, and ours alone on a finer one.
/// Colours and greys are such that it can be read on white and on black.
struct StartErrorChart {
    private struct Row {
        let name: String
        let colour: String
        /// Milliseconds.
        let values: [Double]
    }

    /// A stretch of milliseconds drawn over the chart's width.
    private struct Scale {
        let range: ClosedRange<Double>
        let ticks: [Double]

        func x(_ value: Double) -> Double {
            let share = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
            return StartErrorChart.left + share * (StartErrorChart.width - StartErrorChart.left - 30)
        }
    }

    private static let width = 800.0
    private static let left = 150.0
    private static let rowHeight = 44.0
    private static let grey = "#767676"
    private static let green = "#3fa45b"

    private let ours: [Row]
    private let theirs: [Row]

    /// - Returns: `nil` if no start was measured.
    init?(_ results: Results) {
        let rows = [
            ("idle machine", "#2f81c7", results.idleStarts), ("busy machine", "#8a63c9", results.busyStarts),
        ]
        ours = rows.compactMap { name, colour, starts in
            starts.map { Row(name: name, colour: colour, values: $0.startErrors.values) }
        }
        let forerunner = results.forerunnerStarts.map {
            Row(name: "forerunner's way", colour: "#c9622f", values: $0.startErrors.values)
        }
        theirs = forerunner.map { [$0] } ?? []
        if (ours + theirs).allSatisfy(\.values.isEmpty) { return nil }
    }

    var svg: String {
        let all = ours.map { Row(name: "Playout Machine", colour: $0.colour, values: $0.values) }.prefix(1) + theirs
        let coarse = panel(
            "Start error at the studio, in seconds", Array(all), coarseScale, top: 0, limits: [], unit: 1000)
        let fineTop = 70 + Double(all.count) * Self.rowHeight
        let fine = panel(
            "Playout Machine alone, in milliseconds; the band is ±10 ms, the lines ±20 ms", ours, fineScale,
            top: fineTop,
            limits: [10, 20], unit: 1)
        let height = Int(fineTop + 70 + Double(ours.count) * Self.rowHeight)
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(Self.width)) \(height)" role="img" \
            font-family="system-ui, sans-serif" font-size="13" fill="\(Self.grey)">
            <title>Start errors of Playout Machine and of the forerunner's way</title>
            \(coarse)
            \(fine)
            </svg>

            """
    }

    private var coarseScale: Scale {
        let most = (ours + theirs).flatMap(\.values).max() ?? 1000
        let seconds = max(1, (most / 500).rounded(.up) / 2)
        return Scale(
            range: -200...(seconds * 1000), ticks: Array(stride(from: 0, through: seconds * 1000, by: 500)))
    }

    private var fineScale: Scale {
        let most = ours.flatMap(\.values).map(abs).max() ?? 0
        let limit = max(25, (most / 25).rounded(.up) * 25)
        let step = limit <= 50 ? 5.0 : (limit / 10).rounded()
        return Scale(range: -limit...limit, ticks: Array(stride(from: -limit, through: limit, by: step)))
    }

    private func panel(
        _ heading: String, _ rows: [Row], _ scale: Scale, top: Double, limits: [Double], unit: Double
    ) -> String {
        let (first, last) = (top + 34, top + 34 + Double(rows.count) * Self.rowHeight)
        var parts = [Self.text(heading, x: Self.left, y: top + 20, weight: "bold")]
        if let band = limits.first {
            let width = scale.x(band) - scale.x(-band)
            parts.append(
                #"<rect x="\#(scale.x(-band).short)" y="\#(first.short)" width="\#(width.short)" "#
                    + #"height="\#((last - first).short)" fill="\#(Self.green)" fill-opacity="0.18"/>"#)
        }
        for limit in limits.dropFirst().flatMap({ [-$0, $0] }) {
            parts.append(Self.line(scale.x(limit), first, scale.x(limit), last, dash: "4 4"))
        }
        parts.append(Self.line(scale.x(0), first, scale.x(0), last))
        parts.append(Self.line(Self.left, last, Self.width - 30, last))
        for tick in scale.ticks {
            let label = unit == 1 ? String(format: "%g", tick) : String(format: "%.1f", tick / unit)
            parts.append(Self.text(label, x: scale.x(tick), y: last + 17, anchor: "middle"))
        }
        for (index, row) in rows.enumerated() {
            parts += dots(row, scale, middle: first + (Double(index) + 0.5) * Self.rowHeight)
        }
        return parts.joined(separator: "\n")
    }

    /// Spread a little, so that those that lie on each other can be counted.
    private func dots(_ row: Row, _ scale: Scale, middle: Double) -> [String] {
        let name = Self.text(row.name, x: Self.left - 12, y: middle + 4, anchor: "end")
        return [name]
            + row.values.enumerated().map { index, value in
                let y = middle + Double(index * 5 % 7 - 3) * 4
                return #"<circle cx="\#(scale.x(value).short)" cy="\#(y.short)" r="3.5" fill="\#(row.colour)" "#
                    + #"fill-opacity="0.75"/>"#
            }
    }

    private static func text(
        _ text: String, x: Double, y: Double, anchor: String = "start", weight: String = "normal"
    ) -> String {
        #"<text x="\#(x.short)" y="\#(y.short)" text-anchor="\#(anchor)" font-weight="\#(weight)">\#(text)</text>"#
    }

    private static func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, dash: String = "none") -> String {
        #"<line x1="\#(x1.short)" y1="\#(y1.short)" x2="\#(x2.short)" y2="\#(y2.short)" stroke="\#(grey)" "#
            + #"stroke-dasharray="\#(dash)"/>"#
    }
}

extension Double {
    fileprivate var short: String { String(format: "%.1f", self) }
}
