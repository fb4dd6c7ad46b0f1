import Foundation
import Glibc
import OnAir
import Programme
import Subprocess
import SystemPackage

/// The real `playout`.
struct PlayoutProgram: Sendable {
    enum Failure: Error, CustomStringConvertible {
        case notThere(FilePath)
        case ended(log: String)
        case notOnAir(log: String, engineLog: String)
        case unreadableLog(String)

        var description: String {
            switch self {
            case .notThere(let path):
                "there is no program at \(path); build it (swift build -c release --product playout), or name it "
                    + "with --playout"
            case .ended(let log): "`playout run` has ended by itself; it said:\n\(log)"
            case .notOnAir(let log, let engineLog):
                "the first programme did not reach the studio; `playout run` said:\n\(log)\nand its engine:\n\(engineLog)"
            case .unreadableLog(let output): "`playout log --json` printed what cannot be read: \(output)"
            }
        }
    }

    let path: FilePath

    /// - Throws: `Failure.notThere`.
    func validate() throws {
        guard FileManager.default.isExecutableFile(atPath: path.string) else { throw Failure.notThere(path) }
    }

    /// Runs a station's conductor for as long as `body` takes, and then kills it: it must be able to stand that.
    /// - Throws: `Failure.ended` if it does not last that long.
    func run<Result: Sendable>(
        _ station: TestStation, _ body: @escaping @Sendable (ProcessIdentity) async throws -> Result
    ) async throws -> Result {
        try await start(station) { identity in
            let result = try await whileAlive(identity, station, body)
            kill(identity.pid, SIGKILL)
            return result
        }
    }

    private func start<Result: Sendable>(
        _ station: TestStation, _ body: @escaping @Sendable (ProcessIdentity) async throws -> Result
    ) async throws -> Result {
        let log = try FileDescriptor.open(
            station.log, .writeOnly, options: [.append, .create, .closeOnExec], permissions: .ownerReadWrite)
        var options = PlatformOptions()
        // Out of reach of a Ctrl-C: it is ended before its engines are.
        options.createSession = true
        return try await Subprocess.run(
            .path(absolutePath), arguments: ["run", "--config", station.configuration.string],
            environment: .inherit.updating([Self.passwordKey: station.studio.password]), platformOptions: options,
            input: .none, output: .discarded, error: .fileDescriptor(log, closeAfterSpawningProcess: true)
        ) { process in
            guard let identity = ProcessTable.identity(of: process.processIdentifier.value) else {
                throw Failure.ended(log: station.lastWords)
            }
            return try await body(identity)
        }.closureResult
    }

    /// Like `run`, but `body` may have killed the conductor itself.
    func runUntilGone<Result: Sendable>(
        _ station: TestStation, _ body: @escaping @Sendable (ProcessIdentity) async throws -> Result
    ) async throws -> Result {
        try await start(station) { identity in
            let result = try await body(identity)
            if ProcessTable.isAlive(identity) { kill(identity.pid, SIGTERM) }
            return result
        }
    }

    private func whileAlive<Result: Sendable>(
        _ process: ProcessIdentity, _ station: TestStation,
        _ body: @escaping @Sendable (ProcessIdentity) async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result.self) { group in
            group.addTask { try await body(process) }
            group.addTask {
                while ProcessTable.isAlive(process) { try await Task.sleep(for: .milliseconds(500)) }
                throw Failure.ended(log: station.lastWords)
            }
            defer { group.cancelAll() }
            guard let result = try await group.next() else { throw CancellationError() }
            return result
        }
    }

    private static let passwordKey = Environment.Key(stringLiteral: TestStation.passwordVariable)

    private var absolutePath: FilePath {
        FilePath(FileManager.default.currentDirectoryPath).pushing(path).lexicallyNormalized()
    }
}

// MARK: The as-run log

extension PlayoutProgram {
    /// Of what `playout log --json` prints, what matters here.
    struct LogEntry: Decodable, Sendable {
        struct Interruption: Decodable, Sendable {
            let from: Date
            let to: Date?
            let reason: String

            var seconds: Double { to.map { $0.timeIntervalSince(from) } ?? .infinity }
        }
        let airing: String
        let origin: String
        let outcome: String?
        let interruptions: [Interruption]

        var reasons: String { interruptions.map(\.reason).joined(separator: "; ") }
    }

    /// - Throws: `Failure.unreadableLog`.
    func log(of station: TestStation) async throws -> [LogEntry] {
        let result = try await Subprocess.run(
            .path(absolutePath),
            arguments: ["log", "--config", station.configuration.string, "--json"],
            input: .none, output: .string(limit: 1_000_000), error: .discarded)
        do {
            return try FactsJSON.decode(from: Data(result.standardOutput.utf8))
        } catch {
            throw Failure.unreadableLog(result.standardOutput)
        }
    }
}
