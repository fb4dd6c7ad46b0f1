import ArgumentParser
import Foundation
import Preflight
import Programme
import SystemPackage

struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Says whether recordings are fit to go on air: the preflight.",
        discussion: """
            Each is decoded to its end, once: what was found out is kept with the station's state, if there is one. \
            Works without a configuration too. Exit status 1 if anything is amiss with any of them.
            """)

    @OptionGroup var options: StationOptions
    @OptionGroup var output: JSONOption

    @Argument(help: .init("Recordings, wherever they are.", valueName: "file"), completion: .file())
    var files: [String]

    func run() async throws {
        try await reporting {
            let preflight = try await preflight()
            var inspected: [InspectedFile] = []
            var isFine = true
            for (index, file) in files.enumerated() {
                Console.progress("Inspecting \(file.printable) (\(index + 1) of \(files.count)) …")
                defer { Console.progress("") }
                do {
                    let inspection = try await preflight.fullInspection(of: FilePath(file))
                    inspected.append(InspectedFile(file: file, inspection: inspection))
                    if inspection.verdict != .ok { isFine = false }
                } catch let error as PreflightError {
                    Console.progress("")
                    Console.message("playout: \("\(error)".printable)")
                    isFine = false
                }
            }
            if output.json {
                try Console.json(inspected)
            } else if !inspected.isEmpty {
                Console.result(InspectionText.text(inspected))
            }
            if !isFine { throw ExitCode.problem }
        }
    }

    /// The station's, with what it knows already and its target; otherwise one that keeps nothing.
    private func preflight() async throws -> Preflight {
        if options.config == nil, !ConfigurationFile.isAnywhere {
            return Preflight(cache: "/nonexistent", logger: .quiet)
        }
        return try await options.station(asks: false).preflight
    }
}
