import Foundation
import Programme
import SystemPackage
import TestSupport

/// `docs/reliability.md`, of which the table is made here. Every row is kept in a file as it is measured, so that a
/// run of some faults renews their rows and leaves the others.
actor ReliabilityReport {
    /// `nil` where no page is wanted: `make test-faults` names it in `PLAYOUT_RELIABILITY`.
    static let ofThisRunOrError = Result {
        try ProcessInfo.processInfo.environment["PLAYOUT_RELIABILITY"].map { try ReliabilityReport(FilePath($0)) }
    }
    static var ofThisRun: ReliabilityReport? { get throws { try ofThisRunOrError.get() } }

    private let page: MarkedPage
    private nonisolated let rows: FilePath
    private var setting: String?

    private init(_ page: FilePath) throws {
        self.page = try MarkedPage(page, section: "matrix")
        rows = page.removingLastComponent().removingLastComponent().appending(".build").appending("faults")
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
        try page.write(ReliabilityTable.text(measured, setting: setting ?? ""))
    }
}
