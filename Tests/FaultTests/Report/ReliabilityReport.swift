import Foundation
import Programme
import SystemPackage

/// `docs/reliability.md`, of which the table is made here. Every row is kept in a file as it is measured, so that a
/// run of some faults renews their rows and leaves the others.
actor ReliabilityReport {
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    /// `nil` where no page is wanted: `make test-faults` names it in `PLAYOUT_RELIABILITY`.
    static let ofThisRunOrError = Result {
        try ProcessInfo.processInfo.environment["PLAYOUT_RELIABILITY"].map { try ReliabilityReport(FilePath($0)) }
    }
    static var ofThisRun: ReliabilityReport? { get throws { try ofThisRunOrError.get() } }

    private let page: FilePath
    private nonisolated let rows: FilePath
    private var setting: String?

    private init(_ page: FilePath) throws {
        self.page = page
        rows = page.removingLastComponent().removingLastComponent().appending(".build").appending("faults")
        _ = try Self.parts(of: page)
        try FileManager.default.createDirectory(atPath: rows.string, withIntermediateDirectories: true)
    }

    func add(_ fault: Fault, finding: Finding?, shortfalls: [String]) async throws {
        let row = Row(
            key: fault.key, measuredAt: SystemWallClock().now(), finding: finding, shortfalls: shortfalls)
        try FactsJSON.encode(row, pretty: true)
            .write(to: URL(filePath: file(of: fault).string), options: .atomic)
        print(ReliabilityTable.line(fault, row))
        if setting == nil { setting = try await Machine.description() }
        try publish()
    }

    /// For whoever wants to know why.
    static func keepLogs(of stand: Stand, _ fault: Fault) {
        guard let report = try? ofThisRun else { return }
        let folder = report.rows.appending("\(fault.key).logs")
        let files = FileManager.default
        try? files.removeItem(atPath: folder.string)
        try? files.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
        var wanted = ["run.log"]
        for id in stand.airings { wanted += ["events.jsonl", "engine.log"].map { "state/airings/\(id)/\($0)" } }
        for name in wanted {
            let copy = folder.appending(name.replacing("/", with: "-"))
            try? files.copyItem(atPath: stand.folder.appending(name).string, toPath: copy.string)
        }
    }

    private func file(of fault: Fault) -> FilePath { rows.appending("\(fault.key).json") }

    private func publish() throws {
        let measured = Matrix.all.map { fault in
            let data = FileManager.default.contents(atPath: file(of: fault).string)
            return (fault, data.flatMap { try? FactsJSON.decode(Row.self, from: $0) })
        }
        let (before, after) = try Self.parts(of: page)
        let text = ReliabilityTable.text(measured, setting: setting ?? "")
        let whole = before + Self.opening + "\n" + text + "\n" + Self.closing + after
        try Data(whole.utf8).write(to: URL(filePath: page.string), options: .atomic)
    }

    private static let opening = "<!-- matrix -->"
    private static let closing = "<!-- /matrix -->"

    private static func parts(of page: FilePath) throws -> (before: Substring, after: Substring) {
        let text = String(decoding: FileManager.default.contents(atPath: page.string) ?? Data(), as: UTF8.self)
        guard let start = text.firstRange(of: opening), let end = text.firstRange(of: closing),
            start.upperBound <= end.lowerBound
        else { throw Missing(description: "\(page) has no \(opening) … \(closing) to put the table between") }
        return (text[..<start.lowerBound], text[end.upperBound...])
    }
}
