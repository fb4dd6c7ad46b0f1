import Foundation
import Programme
import Subprocess
import SystemPackage

/// A program that does for us what it is there for: an argument list, no shell, a time limit, no more output than fits.
/// What it brings comes through a pipe: it breaks off when nobody reads any more, as when the conductor is killed.
package struct ToolCommand: Sendable {
    package struct Output: Sendable {
        package let status: TerminationStatus
        /// What was kept of its standard output.
        package let bytes: [UInt8]
        /// The end of its standard error.
        package let complaints: String

        package var isSuccess: Bool { status.isSuccess }
    }

    /// Bytes of standard error that are kept.
    private static let mostComplaints = 16_384

    /// As it is installed: a name on the search path, or a path.
    package let program: String
    /// How to get it.
    let remedy: String
    private let environment: [String: String]

    /// - Parameters:
    ///   - passing: what the names of the variables begin with that it is given of ours, besides the usual ones.
    ///   - environment: in addition to those; `nil` takes a variable away.
    package init(
        program: String, remedy: String, passing prefixes: [String] = [], environment: [String: String?] = [:]
    ) {
        (self.program, self.remedy) = (program, remedy)
        var all = ChildEnvironment.variables(beginningWith: prefixes)
        for (name, value) in environment { all[name] = value }
        self.environment = all
    }

    /// - Throws: `ToolFailure`; `CancellationError`.
    package func collect(_ arguments: [String], atMost most: Int, within limit: Duration) async throws -> Output {
        try await run(arguments) { [program] in
            try await Task.sleep(for: limit)
            throw ToolFailure.timedOut(program: program, seconds: limit.components.seconds)
        } take: { [program] chunk, kept in
            kept += chunk
            guard kept.count <= most else { throw ToolFailure.tooMuch(program: program, megabytes: most >> 20) }
        }
    }

    /// Gives its standard output to `take` as it comes, and keeps what that leaves in its second argument.
    /// - Parameter watch: ends the program by what it throws.
    /// - Throws: `ToolFailure`; what `watch` and `take` throw; `CancellationError`.
    package func run(
        _ arguments: [String], watch: @escaping @Sendable () async throws -> Void,
        take: @escaping @Sendable ([UInt8], inout [UInt8]) async throws -> Void
    ) async throws -> Output {
        do {
            return try await racing(watch) { try await output(arguments, take) }
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            if error.code == .executableNotFound {
                throw ToolFailure.notInstalled(program: program, remedy: remedy)
            }
            throw ToolFailure.doesNotRun(program: program, reason: "\(error)")
        }
    }

    private func output(
        _ arguments: [String], _ take: @escaping @Sendable ([UInt8], inout [UInt8]) async throws -> Void
    ) async throws -> Output {
        let result = try await Subprocess.run(
            configuration(arguments), input: .none, output: .sequence, error: .sequence
        ) { execution in
            let errors = execution.standardError
            async let complaints = Self.end(of: errors)
            var kept: [UInt8] = []
            for try await chunk in execution.standardOutput {
                try await take(chunk.withUnsafeBytes { Array($0) }, &kept)
            }
            return (kept, try await complaints)
        }
        return Output(
            status: result.terminationStatus, bytes: result.closureResult.0, complaints: result.closureResult.1)
    }

    private static func end(of errors: SubprocessOutputSequence) async throws -> String {
        var kept: [UInt8] = []
        for try await chunk in errors {
            kept += chunk.withUnsafeBytes { Array($0) }
            kept.removeFirst(max(0, kept.count - mostComplaints))
        }
        return String(decoding: kept, as: UTF8.self)
    }

    private func configuration(_ arguments: [String]) -> Configuration {
        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .milliseconds(500))]
        let variables = environment.reduce(into: [Environment.Key: String]()) { kept, variable in
            if let key = Environment.Key(rawValue: variable.key) { kept[key] = variable.value }
        }
        return Configuration(
            executable: program.contains("/") ? .path(FilePath(program)) : .name(program),
            arguments: Arguments(arguments), environment: .custom(variables), platformOptions: options)
    }

    /// Whichever ends first ends the other.
    private func racing(
        _ watch: @escaping @Sendable () async throws -> Void,
        against work: @escaping @Sendable () async throws -> Output
    ) async throws -> Output {
        try await withThrowingTaskGroup(of: Output?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await watch()
                return nil
            }
            defer { group.cancelAll() }
            while let next = try await group.next() {
                if let output = next { return output }
            }
            throw CancellationError()
        }
    }
}
