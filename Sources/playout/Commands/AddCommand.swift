import ArgumentParser
import Foundation
import Library
import Programme
import SystemPackage

struct AddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Examines a recording, and puts it into the library under the right name.",
        discussion: """
            The recording is decoded to its end first. One that cannot be played is refused, and so is one for which \
            there is another in the library already, unless --replace is given; what else is wrong with it is told, \
            and does not keep it out. It is in the library whole or not at all. Exit status 1 if it was refused.
            """)

    @OptionGroup var options: StationOptions
    @OptionGroup var output: JSONOption

    @Argument(help: .init("The recording.", valueName: "file"))
    var file: String

    @Option(
        help: .init(
            "When it is on air: 2026-11-22T14:00, in the station's zone unless it has an offset.", valueName: "time"))
    var at: String

    @Option(help: .init("The programme's id, as in the calendar.", valueName: "pid"))
    var pid: String

    @Flag(help: "Examine it and say what would be done, and do nothing.")
    var dryRun = false

    @Flag(help: "Put it in the place of a recording that is there for this time and programme.")
    var replace = false

    func run() async throws {
        // A tool that goes away while it is written to is an error, and not our end.
        signal(SIGPIPE, SIG_IGN)
        try await reporting {
            let pid = try programme()
            let station = try await options.station()
            guard
                let start = try TimeArgument(now: station.clock.now(), zone: station.settings.station.timeZone)
                    .instant(at)
            else { throw ValidationError("'\(at)' is not a time: write 2026-11-22T14:00, or 2026-11-22T14:00:00Z.") }
            let path = FilePath(FileManager.default.currentDirectoryPath).pushing(FilePath(file))
            // As it is before it is examined; what is wrong with it, the preflight says in better words.
            let incoming = Result { try IncomingFile(path) }
            var facts = try await Addition(station: station, file: path, start: start, pid: pid, replaces: replace)
                .judged()
            if facts.refusals.isEmpty, !dryRun, let name = facts.name {
                try await add(incoming.get(), as: name, to: station.library)
                facts.isAdded = true
            }
            if output.json { try Console.json(facts) } else { print(facts, library: station.settings.library.name) }
            if !facts.refusals.isEmpty { throw ExitCode.problem }
        }
    }

    private func programme() throws -> PID {
        do throws(PID.Malformed) {
            return try PID(pid)
        } catch {
            throw ValidationError("--pid: \(error).")
        }
    }

    private func add(_ file: IncomingFile, as name: RecordingName, to library: any StationLibrary) async throws {
        let bar = ProgressBar()
        defer { bar.end() }
        // Whoever is interrupted leaves nothing behind.
        try await Interruption.cancelling { [replace] in
            try await library.add(file, as: name, replaces: replace) { bar.show($0) }
        }
    }

    private func print(_ facts: Addition.Facts, library: String) {
        for warning in facts.warnings { Console.message("warning: \(warning)") }
        for refusal in facts.refusals { Console.message("refused: \(refusal)") }
        guard facts.refusals.isEmpty, let name = facts.name else { return }
        Console.result("\(name.fileName) \(facts.isAdded ? "is" : "would be put") in \(library)")
    }
}
