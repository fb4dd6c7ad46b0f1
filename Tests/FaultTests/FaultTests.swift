import Foundation
import SystemPackage
import Testing

/// The fault matrix: one fault at a time on real parts, measured on what the studio got.
///
/// `make test` runs the short form, with some leeway: it has to tell what is broken from a machine that is busy.
/// `make test-faults` sets `PLAYOUT_FAULTS` to `all`, or to the keys of those that are wanted, separated by blanks.
@Suite(.atATime(2)) struct FaultTests {
    static let wanted = ProcessInfo.processInfo.environment["PLAYOUT_FAULTS"]
    static let chosen: [Fault] = Matrix.chosen(wanted)
    static let leeway: Expectation.Leeway = wanted == nil ? .shared : .none

    @Test("Whatever happens, the right thing is on air again, and the next programme goes out", arguments: chosen)
    func fault(_ fault: Fault) async throws {
        let report = try ReliabilityReport.ofThisRun
        let finding: Finding
        do {
            if fault.scene.needsRoot, getuid() != 0 {
                throw Stand.Missing(description: "needs root: run `make test-faults` as root")
            }
            finding = try await Stand.run(fault)
        } catch {
            try await report?.add(fault, finding: nil, shortfalls: ["it could not be measured: \(error)"])
            throw error
        }
        let shortfalls = fault.expected.shortfalls(of: finding, leeway: Self.leeway)
        try await report?.add(fault, finding: finding, shortfalls: shortfalls)
        #expect(shortfalls == [], "\(fault.name): \(finding)")
    }

    @Test("Every fault has a name of its own")
    func names() {
        #expect(Set(Matrix.all.map(\.key)).count == Matrix.all.count)
    }
}
