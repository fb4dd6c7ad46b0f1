import Foundation
import Glibc
import OnAir
import Programme
import Subprocess
import SystemPackage

/// The `playout run` of a stand: the real program, started, killed and started again as a fault wants it.
actor Conductors {
    private struct Running {
        let pid: pid_t
        let task: Task<Void, any Error>
    }

    private let folder: FilePath
    private let environment: [String: String]
    private let entry: [String]
    private var running: Running?
    /// What leads other commands to where the conductor is.
    private var way: [String] = []

    /// - Parameters:
    ///   - environment: beside the search path.
    ///   - entry: what it is always started through.
    init(folder: FilePath, environment: [String: String], entry: [String]) {
        (self.folder, self.environment, self.entry) = (folder, environment, entry)
    }

    /// Beside the tests, where the build has put it.
    static var program: FilePath {
        FilePath(ProcessInfo.processInfo.arguments[0]).removingLastComponent().appending("playout")
    }

    var pid: pid_t? { running?.pid }

    /// - Parameters:
    ///   - program: another copy of it.
    ///   - wrapper: what it is started through.
    func start(_ program: FilePath = program, through wrapper: [String] = []) async throws {
        let configured = ["--config", folder.appending("playout.yaml").string]
        let command = entry + wrapper + [program.string, "run", "--verbose"] + configured
        let log = try FileDescriptor.open(
            folder.appending("run.log"), .writeOnly, options: [.create, .append], permissions: .ownerReadWrite)
        let (started, report) = AsyncThrowingStream<pid_t, any Error>.makeStream()
        let configuration = configuration(command)
        let task = Task {
            do {
                _ = try await Subprocess.run(
                    configuration, input: .none, output: .discarded,
                    error: .fileDescriptor(log, closeAfterSpawningProcess: true)
                ) { execution in
                    report.yield(execution.processIdentifier.value)
                }
            } catch {
                report.finish(throwing: error)
                throw error
            }
        }
        for try await pid in started {
            running = Running(pid: pid, task: task)
            break
        }
    }

    private func configuration(_ command: [String]) -> Configuration {
        var environment = environment
        environment["PATH"] = ProcessInfo.processInfo.environment["PATH"]
        let keyed = environment.reduce(into: [Environment.Key: String]()) { keyed, entry in
            Environment.Key(rawValue: entry.key).map { keyed[$0] = entry.value }
        }
        return Configuration(
            executable: command[0].contains("/") ? .path(FilePath(command[0])) : .name(command[0]),
            arguments: Arguments(Array(command.dropFirst())), environment: .custom(keyed), workingDirectory: folder)
    }

    /// Ends it, and waits until it is gone.
    func end(by signal: Int32) async {
        guard let running else { return }
        self.running = nil
        kill(running.pid, signal)
        _ = try? await running.task.value
    }

    func stop() async { await end(by: SIGTERM) }

    /// Other commands are to see the disks that the conductor sees.
    func enter() {
        guard let running else { return }
        way = ["nsenter", "--target=\(running.pid)", "--mount", "--wd", "--"]
    }

    struct Result: Sendable {
        let status: TerminationStatus
        let output: String
        let messages: String
    }

    /// Runs another command of the program to its end.
    func run(_ arguments: [String]) async throws -> Result {
        try await run(command: [Self.program.string] + arguments)
    }

    func run(command: [String]) async throws -> Result {
        let result = try await Subprocess.run(
            configuration(way + command), input: .none, output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 20))
        return Result(
            status: result.terminationStatus, output: result.standardOutput, messages: result.standardError)
    }
}
