import Foundation
import Programme
import Subprocess
import SystemPackage

/// A program that is run on a recording: no shell, a time limit, and no more output than fits.
struct Tool {
    struct Output {
        let status: TerminationStatus
        let standardOutput: [UInt8]
        /// Its beginning.
        let complaints: String
    }

    /// Bytes of standard output; more than any answer that we ask for.
    static let mostOutput = 1 << 20
    /// Bytes of standard error that are kept.
    static let mostComplaints = 1 << 16

    /// As it is installed: a name on the search path, or a path.
    let name: String
    /// Added to the scheduling priority's nice value.
    var niceness = 0

    /// What ffprobe and ffmpeg are told before any recording: the file formats of the library and files only,
    /// so that no text that poses as a recording can be a playlist of something else.
    static func input(_ path: FilePath) -> [String] {
        [
            "-protocol_whitelist", "file", "-format_whitelist", "mp3,flac,ogg,wav,aac,mov", "-i",
            "file:\(absolute(path))",
        ]
    }

    private static func absolute(_ path: FilePath) -> FilePath {
        path.isAbsolute ? path : FilePath(FileManager.default.currentDirectoryPath).appending(path.string)
    }

    /// - Throws: `PreflightError`, `CancellationError`; in either case the program has been ended.
    func run(_ arguments: [String], on path: FilePath, within limit: Duration) async throws -> Output {
        try await ending(within: limit, on: path) {
            let result = try await Subprocess.run(
                configuration(arguments), input: .none, output: .bytes(limit: Self.mostOutput), error: .sequence
            ) { execution in
                var kept: [UInt8] = []
                for try await chunk in execution.standardError where kept.count < Self.mostComplaints {
                    kept += chunk.withUnsafeBytes { Array($0.prefix(Self.mostComplaints - kept.count)) }
                }
                return String(decoding: kept, as: UTF8.self)
            }
            return Output(
                status: result.terminationStatus, standardOutput: result.standardOutput,
                complaints: result.closureResult)
        }
    }

    /// Gives each line of its standard output and standard error, in the order in which it wrote them, to `reader`.
    /// - Throws: as `run`.
    func lines<Reader: LineReader>(
        _ arguments: [String], on path: FilePath, within limit: Duration, to reader: Reader
    ) async throws -> (TerminationStatus, Reader) {
        try await ending(within: limit, on: path) {
            let result = try await Subprocess.run(
                configuration(arguments), input: .none, output: .sequence, error: .combinedWithOutput
            ) { execution in
                var reader = reader
                for try await line in execution.standardOutput.strings() { reader.read(line) }
                return reader
            }
            return (result.terminationStatus, result.closureResult)
        }
    }

    private func configuration(_ arguments: [String]) -> Configuration {
        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .milliseconds(500))]
        // `nice` becomes the program, so that not even its first instant runs at a higher priority.
        let words = niceness == 0 ? [name] + arguments : ["nice", "-n", "\(niceness)", name] + arguments
        let executable: Executable = words[0].contains("/") ? .path(FilePath(words[0])) : .name(words[0])
        return Configuration(
            executable: executable, arguments: Arguments(Array(words.dropFirst())),
            environment: .custom(Self.environment), platformOptions: options)
    }

    private static var environment: [Environment.Key: String] {
        ChildEnvironment.variables.reduce(into: [:]) { kept, variable in
            if let key = Environment.Key(rawValue: variable.key) { kept[key] = variable.value }
        }
    }

    private func ending<Result: Sendable>(
        within limit: Duration, on path: FilePath, _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        do {
            return try await withThrowingTaskGroup(of: Result.self) { group in
                group.addTask(operation: work)
                group.addTask {
                    try await Task.sleep(for: limit)
                    throw PreflightError.toolFailed(
                        name, path, reason: "did not end within \(limit.components.seconds) s")
                }
                defer { group.cancelAll() }
                guard let first = try await group.next() else { throw CancellationError() }
                return first
            }
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            throw error.code == .executableNotFound
                ? PreflightError.toolMissing(niceness == 0 ? name : "nice")
                : .toolFailed(name, path, reason: "failed (\(error))")
        }
    }
}

/// Makes something of a program's output, line by line.
protocol LineReader: Sendable {
    mutating func read(_ line: String)
}

extension TerminationStatus {
    /// Of signals that a program gets when it cannot cope with what it reads.
    var isCrash: Bool {
        guard case .signaled(let signal) = self else { return false }
        return [SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL].contains(signal)
    }

    var words: String {
        switch self {
        case .exited(let code): "ended with exit status \(code)"
        case .signaled(let signal): "was ended by signal \(signal)"
        }
    }
}
