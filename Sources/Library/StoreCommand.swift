import Foundation
import Subprocess
import SystemPackage

/// A program that talks to a store: an argument list, no shell, a time limit, no more output than fits. What it brings
/// comes through a pipe: it writes no file, and breaks off when nobody reads any more, as when the conductor is killed.
struct StoreCommand: Sendable {
    struct Output: Sendable {
        let status: TerminationStatus
        /// Of a fetch: what came after the object.
        let bytes: [UInt8]
        /// The end of its standard error.
        let complaints: String

        var isSuccess: Bool { status.isSuccess }
    }

    /// Bytes of standard error that are kept.
    private static let mostComplaints = 16_384

    /// As it is installed: a name on the search path, or a path.
    let program: String
    /// How to get it.
    let remedy: String
    /// In addition to ours; `nil` takes a variable away.
    var environment: [String: String?] = [:]

    /// - Throws: `StoreError` of kind `toolMissing` or `timedOut`, or if there is more output than `most`.
    func collect(_ arguments: [String], atMost most: Int, within limit: Duration) async throws -> Output {
        try await guarded {
            try await self.racing {
                try await Task.sleep(for: limit)
                throw StoreError(.timedOut, "\(program) did not end within \(limit.components.seconds) s")
            } against: {
                try await run(arguments) { chunk, kept in
                    kept += chunk
                    guard kept.count <= most else {
                        throw StoreError(
                            .other, "\(program) says more than \(most / 1_000_000) MB: is it the right one?")
                    }
                }
            }
        }
    }

    /// Pours its standard output into `file`, and what is left after the file's size into the answer.
    /// - Parameter patience: how long it may bring next to nothing.
    func pour(_ arguments: [String], into file: StagedFile, patience: Duration) async throws -> Output {
        try await guarded {
            try await self.racing {
                try await file.untilIdle(for: patience)
                throw StoreError(
                    .timedOut, "next to nothing came for \(patience.components.seconds) s, so the transfer was ended")
            } against: {
                let output = try await run(arguments) { chunk, rest in
                    rest += try await file.take(chunk)
                    guard rest.count <= 1 << 20 else { throw StoreError(.corrupted, "more came than the store lists") }
                }
                try await file.flush()
                return output
            }
        }
    }

    private func run(
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
        var changes: [Environment.Key: String?] = [:]
        for (name, value) in environment {
            if let key = Environment.Key(rawValue: name) { changes.updateValue(value, forKey: key) }
        }
        return Configuration(
            executable: program.contains("/") ? .path(FilePath(program)) : .name(program),
            arguments: Arguments(arguments), environment: .inherit.updating(changes), platformOptions: options)
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

    private func guarded(_ work: () async throws -> Output) async throws -> Output {
        do {
            return try await work()
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            if error.code == .executableNotFound {
                throw StoreError(.toolMissing, "'\(program)' is not installed: \(remedy)")
            }
            throw StoreError(.other, "'\(program)' does not run: \(error)")
        }
    }
}
