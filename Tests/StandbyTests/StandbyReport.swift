import Foundation
import Programme
import SystemPackage
import TestSupport

/// What is measured of a pair, over all rounds.
enum Figure: CaseIterable {
    case takeOver, placeAfterTakeOver, takeOverOfNetwork, start

    var words: String {
        switch self {
        case .takeOver: "sound again after the first one's processes died"
        case .placeAfterTakeOver: "the content's place after that, where it was the most off"
        case .takeOverOfNetwork: "connected after the first one's network had vanished"
        case .start: "the programme's first sample, where both start at the same instant"
        }
    }

    /// What is allowed.
    var limit: String {
        switch self {
        case .takeOver: "1 s"
        case .placeAfterTakeOver, .start: "±20 ms"
        case .takeOverOfNetwork: "the studio's source time-out (10 s) and 1 s"
        }
    }
}

/// The pair's part of `docs/reliability.md`.
actor StandbyReport {
    /// `make test-faults` names the page in `PLAYOUT_RELIABILITY`.
    static let ofThisRun = StandbyReport(page: ProcessInfo.processInfo.environment["PLAYOUT_RELIABILITY"])

    /// Where it is published; `nil` if nowhere.
    private let page: String?
    private var found: [Figure: [Double]] = [:]

    init(page: String? = nil) { self.page = page }

    /// For the page, and for whoever reads the tests' output.
    func add(_ figure: Figure, _ seconds: Double?) throws {
        print("measured: \(figure.words): \(seconds.map { String(format: "%+.1f ms", $0 * 1000) } ?? "nothing")")
        guard let seconds else { return }
        found[figure, default: []].append(seconds)
        guard let page else { return }
        try MarkedPage(FilePath(page), section: "standby").write(text(on: SystemWallClock().now()))
    }

    func text(on day: Date) -> String {
        let rows = Figure.allCases.compactMap { figure in
            found[figure].map { Self.row(figure, $0) }
        }
        let head = """
            Measured by `make test-faults` (\(day.formatted(.iso8601.year().month().day()))).

            | what | times | median | worst | allowed |
            | --- | --- | --- | --- | --- |
            """
        return ([head] + rows).joined(separator: "\n")
    }

    private static func row(_ figure: Figure, _ seconds: [Double]) -> String {
        let sizes = seconds.map(abs).sorted()
        let middle = sizes.count / 2
        let median = sizes.count % 2 == 1 ? sizes[middle] : (sizes[middle - 1] + sizes[middle]) / 2
        let cells = [figure.words, "\(sizes.count)", milliseconds(median), milliseconds(sizes[sizes.count - 1])]
        return "| " + (cells + [figure.limit]).joined(separator: " | ") + " |"
    }

    private static func milliseconds(_ seconds: Double) -> String { String(format: "%.0f ms", seconds * 1000) }
}
