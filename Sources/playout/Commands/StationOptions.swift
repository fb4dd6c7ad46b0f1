import ArgumentParser
import Foundation
import Logging
import Programme
import SystemPackage

/// What every command about a station takes.
struct StationOptions: ParsableArguments {
    @Option(
        help: .init(
            "The station's configuration (default: ./playout.yaml, then /etc/playout/playout.yaml).",
            valueName: "file"))
    var config: String?

    /// - Throws: `ExitCode`, the problems having been printed.
    func settings(needsPassword: Bool = false) throws -> Settings {
        do {
            let settings = try Settings.load(
                config: config.map { FilePath($0) }, environment: ProcessInfo.processInfo.environment,
                workingFolder: FilePath(FileManager.default.currentDirectoryPath))
            if needsPassword { try settings.requirePassword() }
            return settings
        } catch {
            Console.message("\(error)")
            throw ExitCode.badConfiguration
        }
    }

    func station(logger: Logger = .quiet) throws -> Station { Station(try settings(), logger: logger) }
}

struct JSONOption: ParsableArguments {
    @Flag(help: "Print JSON instead of a table.")
    var json = false
}

extension ExitCode {
    /// A problem was found.
    static let problem = ExitCode(1)
    static let badConfiguration = ExitCode(78)
    /// As a shell has it for Ctrl-C.
    static let interrupted = ExitCode(130)
}

extension Logger {
    /// For commands that print what they find: only what is amiss, on standard error.
    static var quiet: Logger {
        var logger = Logger(label: "playout", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = .error
        return logger
    }
}

extension AsyncParsableCommand {
    /// Runs a command's work; what goes wrong is said in one line, and is a problem found.
    func reporting(_ work: () async throws -> Void) async throws {
        do {
            try await work()
        } catch let error as ExitCode {
            throw error
        } catch let error as ValidationError {
            Console.message("playout: \(error.message)")
            throw ExitCode.validationFailure
        } catch {
            Console.message("playout: \(error.inWords)")
            throw ExitCode.problem
        }
    }
}
