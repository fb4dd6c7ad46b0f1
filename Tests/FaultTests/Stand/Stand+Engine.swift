import AsRun
import Foundation
import Glibc
import OnAir
import Programme
import SystemPackage

// What is at work, and what it says.
extension Stand {
    var airings: [String] {
        [(start, "show"), (nextStart, "next")].compactMap { instant, pid in
            (try? PID(pid)).map { Airing.id(onAir: instant, pid: $0) }
        }
    }

    /// The engines at work for this station.
    var engines: [ProcessIdentity] {
        // By name, since the state folder may be on a disk that is not to be seen from here.
        airings.flatMap { id in [folders.home.appending(id), folders.refuge.appending(id)] }.flatMap { folder in
            ProcessTable.processes(withVariable: "PLAYOUT_AIRING_FOLDER", value: folder.string)
        }
    }

    /// Sends the engine on air a signal.
    func engine(_ signal: Int32) async throws {
        let engine = try await untilEngine()
        markFault()
        kill(engine.pid, signal)
    }

    func untilEngine(within seconds: Double = 5) async throws -> ProcessIdentity {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < deadline {
            if let engine = engines.first { return engine }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw Missing(description: "there is no engine at work")
    }

    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    /// The show's row, as `playout log --json` has it, once both airings are over; the last that there is, otherwise.
    func finishedRow(within seconds: Double = 6) async throws -> AsRunEntry? {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while true {
            let rows = try await log()
            let isOver = Set(rows.filter { $0.outcome != nil }.map(\.pid.text)).isSuperset(of: ["show", "next"])
            if isOver || ContinuousClock.now > deadline { return rows.last { $0.pid.text == "show" } }
            try await Task.sleep(for: .milliseconds(300))
        }
    }

    private func log() async throws -> [AsRunEntry] {
        let span = ["--from", (start - 3600).rfc3339, "--to", (nextEnd + 3600).rfc3339]
        let text = try await conductors.run(["log", "--json"] + span).output
        return text.isEmpty ? [] : try FactsJSON.decode(from: Data(text.utf8))
    }
}
