import ArgumentParser
import Foundation
import Programme
import SystemPackage

struct MeasureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure",
        abstract: "Measures the figures, and prints them as a table in Markdown.",
        discussion: """
            The programmes are put on air by the real `playout run`, in its default settings, through real Liquidsoap \
            into a real Icecast; what is measured is what a tap before Icecast received, decoded. A whole run takes \
            about eight minutes and wants a machine that has nothing else to do. It leaves nothing running, also after \
            Ctrl-C.
            """)

    /// Where a whole run leaves its chart, as the pages in docs/ show it.
    private static let usualChart = "docs/figures/start-error.svg"

    @Option(help: .init("The playout program to measure, built with `swift build -c release`.", valueName: "path"))
    var playout = ".build/release/playout"

    @Option(help: .init("Only these parts: \(Part.list).", valueName: "part,…"), transform: Part.parts)
    var only = Part.allCases

    @Flag(help: "A short form, of a quarter of the starts and kills.")
    var quick = false

    @Option(help: .init("Write everything that was measured to this file, as JSON.", valueName: "file"))
    var json: String?

    @Option(help: .init("Draw the start errors to this file (a whole run: \(usualChart)).", valueName: "file"))
    var chart: String?

    @Option(
        help: .init(
            "Put the table into this file, between <!-- figures --> and <!-- /figures -->.", valueName: "file"))
    var readme: String?

    func run() async throws {
        do {
            let readme = try readme.map { try MarkedSection(of: $0) }
            let program = PlayoutProgram(path: FilePath(playout))
            try program.validate()
            let setting = try await Setting.here(command: command)
            if setting.load > 0.5 {
                Progress.say("This machine has other things to do (load \(setting.load)): the figures will show it.")
            }
            try await Interruption.cancelling {
                let results = try await Part.measure(only, on: Stand(playout: program, isQuick: quick), in: setting)
                try publish(results, readme)
            }
        } catch {
            Progress.say("bench: \(error)")
            throw ExitCode.failure
        }
    }

    private func publish(_ results: Results, _ readme: MarkedSection?) throws {
        let text = FiguresTable(results).markdown + "\n\n" + results.setting.description
        print(text)
        results.startLists.forEach(Progress.say)
        try readme?.replace(with: text)
        try json.map { try FactsJSON.encode(results, pretty: true).write(to: URL(filePath: $0)) }
        let isWhole = !quick && Set(only) == Set(Part.allCases)
        guard let file = chart ?? (isWhole ? Self.usualChart : nil), let drawing = StartErrorChart(results) else {
            return
        }
        let folder = FilePath(file).removingLastComponent().string
        if !folder.isEmpty {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        try Data(drawing.svg.utf8).write(to: URL(filePath: file))
    }

    /// As somebody would write it to have the same measured again.
    private var command: String {
        if quick || only.count < Part.allCases.count {
            return "bench" + (quick ? " --quick" : "") + " --only " + only.map(\.rawValue).joined(separator: ",")
        }
        return "make bench"
    }
}

/// What is said while it works, on standard error.
enum Progress {
    static func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}
