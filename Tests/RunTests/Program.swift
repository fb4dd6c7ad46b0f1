import Foundation
import Subprocess
import SystemPackage

/// The real program, as a user runs it.
struct Program: Sendable {
    struct Result: Sendable {
        let status: Int32?
        let output: String
        let messages: String
    }

    /// Its working folder.
    let folder: FilePath

    /// Beside the tests, where the build has put it.
    static var path: FilePath {
        FilePath(ProcessInfo.processInfo.arguments[0]).removingLastComponent().appending("playout")
    }

    /// Runs it to its end.
    @discardableResult
    func run(_ arguments: String...) async throws -> Result { try await run(arguments) }

    @discardableResult
    func run(_ arguments: [String], environment: [String: String] = [:]) async throws -> Result {
        let result = try await Subprocess.run(
            .path(Self.path), arguments: Arguments(arguments), environment: Self.environment(environment),
            workingDirectory: folder, input: .none, output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
        var status: Int32?
        if case .exited(let code) = result.terminationStatus { status = code }
        return Result(status: status, output: result.standardOutput, messages: result.standardError)
    }

    /// Runs `playout run` while `body` is at work, and ends it.
    func conducting<Value: Sendable>(
        through wrapper: [String] = [], environment: [String: String] = [:],
        _ body: @escaping @Sendable (ProcessIdentifier) async throws -> Value
    ) async throws -> Value {
        let command = wrapper + [Self.path.string, "run", "--verbose"]
        let log = try FileDescriptor.open(
            folder.appending("run.log"), .writeOnly, options: [.create, .append], permissions: .ownerReadWrite)
        return try await Subprocess.run(
            command[0].contains("/") ? .path(FilePath(command[0])) : .name(command[0]),
            arguments: Arguments(Array(command.dropFirst())), environment: Self.environment(environment),
            workingDirectory: folder, input: .none, output: .discarded,
            error: .fileDescriptor(log, closeAfterSpawningProcess: true)
        ) { process in
            do {
                let value = try await body(process.processIdentifier)
                try? process.send(signal: .terminate)
                return value
            } catch {
                try? process.send(signal: .kill)
                throw error
            }
        }.closureResult
    }

    private static func environment(_ more: [String: String]) -> Environment {
        var environment = more
        environment["PATH"] = more["PATH"] ?? ProcessInfo.processInfo.environment["PATH"]
        return .custom(environment.reduce(into: [:]) { $0[Environment.Key(rawValue: $1.key)!] = $1.value })
    }
}
