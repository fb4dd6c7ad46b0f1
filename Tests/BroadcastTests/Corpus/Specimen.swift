import Foundation
import Measure
import Programme
import Subprocess
import SystemPackage
import Testing

/// An awkward recording, what the preflight is to say of it, and what is to be heard of it on air.
struct Specimen: Sendable, CustomTestStringConvertible {
    /// In the table of docs/preflight.md.
    let name: String
    let file: String
    let verdict: Inspection.Verdict
    var findings: [Inspection.Finding.Kind] = []
    /// Seconds of the recording's own count that are on air, in order.
    var heard: [Int] = [0, 1, 2, 3]
    let words: String
    /// Seconds into the recording at which it is joined.
    var cueIn = 0.0
    /// Seconds into the recording at which its count begins.
    var countsFrom = 0.0
    /// Seconds that the preflight is to say.
    var length = 4.0
    let make: @Sendable (FilePath, TimeCode) async throws -> Void

    static let whole = "all of it"
    static let never = "nothing: the plan has a repeat or the emergency recording in its place"

    var testDescription: String { name }

    static func encoded(
        _ name: String, _ file: String, _ options: String..., words: String = whole
    ) -> Specimen {
        Specimen(name: name, file: file, verdict: .ok, words: words) { path, code in
            try await encode(code, to: path, options)
        }
    }

    /// From a WAV of the programme, as the file's extension or the options say.
    static func encode(_ code: TimeCode, to file: FilePath, _ options: [String]) async throws {
        let source = FilePath("\(file).source.wav")
        try await code.write(to: source)
        defer { try? FileManager.default.removeItem(atPath: source.string) }
        try await ffmpeg(["-i", source.string] + options + ["file:\(file)"])
    }

    static func ffmpeg(_ arguments: [String]) async throws {
        let result = try await Subprocess.run(
            .name("ffmpeg"), arguments: Arguments(["-nostdin", "-v", "error", "-y"] + arguments), input: .none,
            output: .discarded, error: .string(limit: 4096))
        try #require(result.terminationStatus.isSuccess, "\(arguments): \(result.standardError)")
    }

    static func data(_ file: FilePath) throws -> Data { try Data(contentsOf: URL(filePath: file.string)) }

    static func write(_ data: Data, to file: FilePath) throws { try data.write(to: URL(filePath: file.string)) }
}
