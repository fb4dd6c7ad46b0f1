import ArgumentParser
import Foundation
import Schedule
import SystemPackage

struct ScheduleLoginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login",
        abstract: "Lets the station read a Google account's calendars: you sign in with a browser.",
        discussion: """
            For a calendar that cannot be shared with a service account (docs/calendar.md). The token is written to \
            the file that schedule.google.credentials names, or to --output, and can be read by its owner only. Where \
            that is the word secret, it goes to Parameter Store.

            On a machine without a browser, run it with --port 8765, forward that port from the machine that you \
            sit at (ssh -L 8765:127.0.0.1:8765 MACHINE), and open the address there.
            """)

    @OptionGroup var options: StationOptions

    @Option(help: .init("The client that Google's console has made for a 'Desktop app'.", valueName: "file"))
    var client: String

    @Option(help: .init("Where the token goes, if not to schedule.google.credentials.", valueName: "file"))
    var output: String?

    @Option(help: .init("The port of this machine to which the browser comes back (default: any).", valueName: "port"))
    var port: Int = 0

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port is a number from 1 to 65535.") }
    }

    func run() async throws {
        try await reporting {
            let client = try GoogleClient(file: FilePath(client))
            let keeper = try await keeper()
            try (keeper as? GoogleCredentialsFile)?.mustBeWritable()
            try await GoogleLogin(client: client).run(writing: keeper, port: port) { address, port in
                Console.message(
                    "Open this address in a browser, and sign in with the account whose calendar it is:\n\n"
                        + "    \(address)\n\nThe browser comes back to port \(port) of this machine. Waiting …")
            }
            Console.message("The token is in \(keeper.name). `playout schedule` shows what the calendar says.")
        }
    }

    private func keeper() async throws -> any GoogleCredentialsKeeper {
        if let output { return GoogleCredentialsFile(FilePath(output)) }
        let settings = try await options.settings()
        guard case .google(_, let credentials) = settings.schedule.source else {
            throw ScheduleError(
                "schedule.google.credentials is not set, so it is not known where the token goes: name it with --output"
            )
        }
        if case .secret = credentials, settings.parameterStore == nil {
            throw ScheduleError(
                "schedule.google.credentials is a secret, and there is no Parameter Store to put it into: name a file "
                    + "with --output, and keep what is in it where the secret is")
        }
        return settings.keeper(of: credentials)
    }
}
