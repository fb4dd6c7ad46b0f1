import ArgumentParser
import Logging

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Puts a whole small station on air on this machine, within seconds.",
        discussion: """
            Makes two programmes in a temporary folder, starts an Icecast on the loopback, puts the programmes on air \
            back to back, and ends with the as-run log and the start errors measured on what reached Icecast. Leaves \
            nothing behind, also after Ctrl-C. Needs liquidsoap, icecast2 and ffmpeg; with espeak-ng the programmes \
            speak.
            """)

    @Option(help: .init("How long each programme lasts.", valueName: "seconds"))
    var length = 12

    @Flag(name: .shortAndLong, help: "Show the conductor's log.")
    var verbose = false

    func validate() throws {
        guard (4...120).contains(length) else { throw ValidationError("--length is from 4 to 120 seconds.") }
    }

    func run() async throws {
        try await reporting {
            var logger = Logger(label: "playout", factory: { StreamLogHandler.standardError(label: $0) })
            logger.logLevel = verbose ? .debug : .error
            let demo = Demo(length: length, delay: 8, logger: logger)
            do {
                try await Interruption.cancelling {
                    if try await !demo.run() { throw ExitCode.problem }
                }
            } catch is Interruption {
                throw ExitCode.interrupted
            }
        }
    }
}
