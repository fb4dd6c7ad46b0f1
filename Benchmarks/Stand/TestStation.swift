import Foundation
import Glibc
import Measure
import OnAir
import Programme
import SystemPackage

/// A station as a user would set it up: a configuration that leaves everything at its default, and a folder of
/// recordings.
struct TestStation: Sendable {
    static let passwordVariable = "PLAYOUT_STUDIO_PASSWORD"

    let folder: FilePath
    let studio: TestStudio

    var configuration: FilePath { folder.appending("playout.yaml") }
    var library: FilePath { folder.appending("programmes") }
    var state: FilePath { folder.appending("state") }
    var status: FilePath { state.appending("status.json") }
    /// What the conductor says on standard error.
    var log: FilePath { folder.appending("playout.log") }

    func write() throws {
        try FileManager.default.createDirectory(atPath: library.string, withIntermediateDirectories: true)
        let text = """
            station: { name: Bench FM, timezone: \(Turn.zone.identifier) }
            library: { folder: programmes }
            studio: { host: 127.0.0.1, port: \(studio.port), mount: /bench }
            state: state

            """
        try Data(text.utf8).write(to: URL(filePath: configuration.string))
    }

    /// More of the configuration.
    func add(_ lines: String) throws {
        let text = try String(contentsOfFile: configuration.string, encoding: .utf8) + lines
        try Data(text.utf8).write(to: URL(filePath: configuration.string))
    }

    /// Makes the turns' recordings. They are FLAC: an MP3 decoder adds some milliseconds of its own at the beginning.
    func record(_ turns: [Turn]) async throws {
        var made: [TimeCode: FilePath] = [:]
        for turn in turns {
            let file = library.appending(try turn.fileName)
            if let same = made[turn.code] {
                try FileManager.default.copyItem(atPath: same.string, toPath: file.string)
            } else {
                try await turn.code.write(to: file)
                made[turn.code] = file
            }
            try Self.age(file)
        }
    }

    /// What was written to just now might still grow, and would not be played yet.
    static func age(_ file: FilePath) throws {
        try FileManager.default.setAttributes([.modificationDate: Date() - 3600], ofItemAtPath: file.string)
    }

    /// Where the engine of a turn is at work.
    private func folder(of turn: Turn) throws -> FilePath {
        AiringFolders(state: state).home.appending(try turn.airing)
    }

    /// The engine that is at work for a turn.
    func engine(of turn: Turn) throws -> ProcessIdentity? {
        ProcessTable.processes(withVariable: "PLAYOUT_AIRING_FOLDER", value: try folder(of: turn).string).first
    }

    /// The end of what a turn's engine said.
    func engineLog(of turn: Turn) throws -> String { Self.end(of: try folder(of: turn).appending("engine.log")) }

    /// The end of what the conductor said.
    var lastWords: String { Self.end(of: log) }

    private static func end(of file: FilePath) -> String {
        String(decoding: (FileManager.default.contents(atPath: file.string) ?? Data()).suffix(2000), as: UTF8.self)
    }

    /// They outlive their conductor, as they should; not the bench.
    func endEngines() {
        // Twice: one that was just being started could not be told yet.
        for _ in 0..<2 {
            EngineProcess.endAll(under: AiringFolders(state: state))
            usleep(100_000)
        }
    }
}
