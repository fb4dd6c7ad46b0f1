import ArgumentParser
import Foundation
import Glibc
import Logging
import ServiceLifecycle
import UnixSignals

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Puts the running order on air, until it is told to stop.",
        discussion: """
            This is the conductor: the service that a station's machine runs. It may be stopped, restarted and \
            upgraded at any time: a programme that is on air goes on meanwhile, and the next conductor takes it over. \
            To stop a programme, end its Liquidsoap process too.
            """)

    @OptionGroup var options: StationOptions

    @Flag(name: .shortAndLong, help: "Log more.")
    var verbose = false

    func run() async throws {
        // Whoever reads the log may go away.
        signal(SIGPIPE, SIG_IGN)
        try await reporting {
            let settings = try await options.settingsWithPassword()
            for warning in settings.warnings { Console.message("warning: \(warning)") }
            var logger = Logger(label: "playout", factory: { StreamLogHandler.standardError(label: $0) })
            logger.logLevel = verbose ? .debug : .info
            let broadcast = Broadcast(
                station: Station(settings, keeps: true, isPatient: true, logger: logger), logger: logger)
            var quiet = logger
            quiet.logLevel = .error
            let group = ServiceGroup(
                configuration: .init(
                    services: [
                        .init(
                            service: broadcast, successTerminationBehavior: .gracefullyShutdownGroup,
                            failureTerminationBehavior: .cancelGroup)
                    ],
                    gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet))
            try await group.run()
        }
    }
}
