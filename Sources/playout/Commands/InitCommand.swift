import ArgumentParser
import Foundation
import SystemPackage

struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Writes a commented playout.yaml to begin with.",
        discussion: "The file works as it is, once the studio's host, mount and password are filled in.")

    @Option(help: .init("Where to write it.", valueName: "file"))
    var config = "playout.yaml"

    @Option(help: "The station's name.")
    var name = "My station"

    @Option(help: .init("The station's time zone, as in Europe/London (default: this machine's).", valueName: "zone"))
    var timezone: String?

    @Flag(help: "Replace a file that is there already.")
    var force = false

    func run() async throws {
        try await reporting {
            let identifier = timezone ?? TimeZone.current.identifier
            guard let zone = TimeZoneName.zone(identifier) else {
                throw ValidationError("'\(identifier)' is not a time zone; write one such as Europe/London.")
            }
            try InitialFile.write(to: FilePath(config), name: name, zone: zone, overwrites: force)
            Console.message(
                "Wrote \(config). Fill in the studio, put recordings into 'programmes', then: playout check")
        }
    }
}
