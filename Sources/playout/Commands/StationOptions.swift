import ArgumentParser
import Cloud
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

    /// - Parameter asks: whether Parameter Store is asked for secrets that are not on this machine.
    /// - Throws: `ExitCode`, the problems having been printed; `CancellationError`.
    func settings(asks: Bool = true) async throws -> Settings {
        try await reported {
            let (file, folder) = (config.map { FilePath($0) }, FilePath(FileManager.default.currentDirectoryPath))
            let environment = ProcessInfo.processInfo.environment
            return asks
                ? try await Settings.load(config: file, environment: environment, workingFolder: folder)
                : try Settings.local(config: file, environment: environment, workingFolder: folder)
        }
    }

    /// For the conductor, which cannot do without the studio's password: where that is in Parameter Store, and this
    /// cannot be reached, it is waited for, as a machine may be there before its network.
    /// - Throws: as `settings`.
    func settingsWithPassword() async throws -> Settings {
        var pause = 5.0
        while true {
            let settings = try await settings()
            guard settings.studioPassword == nil, let failure = settings.parameterStoreFailure, failure.isPassing else {
                try await reported { try settings.requirePassword() }
                return settings
            }
            Console.message("the studio's password cannot be had, and is waited for: \(failure)")
            try await Task.sleep(for: .seconds(pause))
            pause = min(pause * 2, 60)
        }
    }

    private func reported<Result>(_ work: () async throws -> Result) async throws -> Result {
        do {
            return try await work()
        } catch let error as ConfigurationError {
            Console.message("\(error)")
            throw ExitCode.badConfiguration
        }
    }

    /// - Parameter asks: as of `settings`.
    func station(asks: Bool = true, logger: Logger = .quiet) async throws -> Station {
        Station(try await settings(asks: asks), logger: logger)
    }
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
        } catch let error as Interruption {
            Console.message("playout: \(error)")
            throw ExitCode.interrupted
        } catch {
            Console.message("playout: \(error.inWords)")
            throw ExitCode.problem
        }
    }
}
