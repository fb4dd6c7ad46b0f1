import AsRun
import Foundation
import Glibc
import Measure
import OnAir
import Programme
import Subprocess
import SystemPackage

/// One of a pair: `playout run`, the real program, on a host with a network of its own, with its own state folder.
struct Machine: Sendable {
    let host: Network.Host
    let folder: FilePath

    private static let program = FilePath(ProcessInfo.processInfo.arguments[0])
        .removingLastComponent().appending("playout")

    /// Runs the conductor while `body` is at work; engines may outlive it.
    func conducting<Value: Sendable>(
        _ body: @escaping @Sendable (Conducting) async throws -> Value
    ) async throws -> Value {
        let log = try FileDescriptor.open(
            folder.appending("run.log"), .writeOnly, options: [.create, .append], permissions: .ownerReadWrite)
        let command = host.command + [Self.program.string, "run", "--verbose", "--config", "\(folder)/playout.yaml"]
        return try await Subprocess.run(
            .name(command[0]), arguments: Arguments(Array(command.dropFirst())), workingDirectory: folder,
            input: .none, output: .discarded, error: .fileDescriptor(log, closeAfterSpawningProcess: true)
        ) { process in
            defer { try? process.send(signal: .kill) }
            return try await body(Conducting(machine: self, process: process.processIdentifier.value))
        }.closureResult
    }

    struct Conducting: Sendable {
        let machine: Machine
        let process: pid_t

        /// As if the machine had lost its power, but for its network.
        @discardableResult
        func killAll() -> Date {
            kill(process, SIGKILL)
            machine.endEngines()
            return Date()
        }
    }

    func endEngines() { EngineProcess.endAll(under: AiringFolders(state: folder.appending("state"))) }

    /// The as-run log, as `playout log --json` prints it, once it has this many rows that are finished.
    func rows(finished count: Int, within seconds: Double = 30) async throws -> [AsRunEntry] {
        let deadline = Date() + seconds
        while true {
            let result = try await Subprocess.run(
                .path(Self.program), arguments: ["log", "--from", "yesterday", "--to", "tomorrow", "--json"],
                workingDirectory: folder, output: .string(limit: 1 << 20), error: .discarded)
            let rows: [AsRunEntry]? = try? FactsJSON.decode(from: Data(result.standardOutput.utf8))
            if let rows, rows.filter({ $0.outcome != nil }).count >= count { return rows }
            guard Date() < deadline else { return rows ?? [] }
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}
