import CLinux
import Foundation
import Programme
import Subprocess
import SystemPackage

/// Hands a message to a mail command, as one hands it to sendmail.
struct MailCommand {
    let route: MailRoute
    /// Seconds.
    let patience: Double

    func send(_ message: Message) async -> Delivery.Outcome {
        let letter = Letter(message: message, route: route)
        do {
            let (status, complaint) = try await run(Array(letter.text.utf8))
            if case .exited(0) = status { return .delivered }
            let said = complaint.oneLine.trimmingCharacters(in: .whitespaces).shortened(toBytes: 300)
            return .failed("\(route.program) \(Self.words(for: status))" + (said.isEmpty ? "" : ": \(said)"))
        } catch let error as SubprocessError where error.code == .executableNotFound {
            return .failed(
                "there is no mail command \(route.program); install one (msmtp-mta, or postfix), or set sendmail")
        } catch is TooSlow {
            return .failed("\(route.program) did not end within \(Int(patience)) s")
        } catch {
            return .failed("\(route.program) could not be run: \(error)")
        }
    }

    private struct TooSlow: Error {}

    /// - Returns: how it ended, and the beginning of what it said.
    private func run(_ letter: [UInt8]) async throws -> (TerminationStatus, String) {
        let input = try Self.file(letter)
        defer { try? input.close() }
        return try await withThrowingTaskGroup(of: (TerminationStatus, String).self) { group in
            group.addTask {
                let result = try await Subprocess.run(
                    configuration, input: .fileDescriptor(input, closeAfterSpawningProcess: false), output: .discarded,
                    error: .sequence
                ) { execution in
                    var kept: [UInt8] = []
                    for try await chunk in execution.standardError where kept.count < 4096 {
                        kept += chunk.withUnsafeBytes { Array($0.prefix(4096 - kept.count)) }
                    }
                    return String(decoding: kept, as: UTF8.self)
                }
                return (result.terminationStatus, result.closureResult)
            }
            group.addTask {
                try await Task.sleep(for: .seconds(patience))
                throw TooSlow()
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }

    /// A pipe would break if the command ended without reading it, and Subprocess does not survive that.
    private static func file(_ letter: [UInt8]) throws -> FileDescriptor {
        let file = FileDescriptor(rawValue: playout_memory_file())
        guard file.rawValue >= 0 else { throw Errno(rawValue: errno) }
        do {
            try file.writeAll(letter)
            try file.seek(offset: 0, from: .start)
            return file
        } catch {
            try? file.close()
            throw error
        }
    }

    /// Its recipients stand in the message. A dot alone in a line does not end it.
    private var configuration: Configuration {
        var options = PlatformOptions()
        options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .milliseconds(500))]
        return Configuration(
            executable: .path(route.program), arguments: Arguments(["-t", "-i"] + sender),
            environment: .custom(Self.environment),
            platformOptions: options)
    }

    /// Where the mail server's complaints go; without it some commands refuse to send at all.
    private var sender: [String] { route.sender.map { ["-f", $0] } ?? [] }

    private static var environment: [Environment.Key: String] {
        ChildEnvironment.variables.reduce(into: [:]) { kept, variable in
            if let key = Environment.Key(rawValue: variable.key) { kept[key] = variable.value }
        }
    }

    private static func words(for status: TerminationStatus) -> String {
        switch status {
        case .exited(let code): "ended with exit status \(code)"
        case .signaled(let signal): "was ended by signal \(signal)"
        }
    }
}
