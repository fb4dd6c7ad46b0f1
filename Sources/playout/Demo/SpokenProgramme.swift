import Foundation
import Subprocess
import SystemPackage

/// A programme for the demo: a pip at each second, and a voice that says what it is and counts the seconds, so that
/// a listener hears what is on air and how far it has come.
struct SpokenProgramme: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let title: String
    /// Whole seconds.
    let length: Int
    /// Hertz: programmes are told apart by it where there is no voice.
    let pitch: Int

    /// Makes the recording. Its first sample is loud.
    /// - Throws: `Failure` if ffmpeg does not do it. Without espeak-ng there are pips only.
    func write(to file: FilePath, scratch: FilePath) async throws {
        let voices = await speak(into: scratch)
        var arguments = ["-nostdin", "-loglevel", "error", "-y", "-f", "lavfi", "-i", pips]
        for voice in voices { arguments += ["-i", voice.file.string] }
        var graph = voices.enumerated().map { index, voice in
            "[\(index + 1)]adelay=\(voice.milliseconds):all=1[v\(index)]"
        }
        let inputs = "[0]" + voices.indices.map { "[v\($0)]" }.joined()
        graph.append("\(inputs)amix=inputs=\(voices.count + 1):normalize=0:duration=first,alimiter=limit=0.9[out]")
        arguments += ["-filter_complex", graph.joined(separator: ";"), "-map", "[out]", "-ac", "2", "-ar", "48000"]
        arguments += ["-b:a", "192k", "file:" + file.string]
        let result = try await Subprocess.run(
            .name("ffmpeg"), arguments: Arguments(arguments), input: .none, output: .discarded,
            error: .string(limit: 65_536))
        guard result.terminationStatus.isSuccess else {
            throw Failure(description: "ffmpeg could not make '\(title)': \(result.standardError)")
        }
    }

    private var pips: String {
        "aevalsrc='0.4*cos(2*PI*\(pitch)*t)*lt(mod(t,1),0.08)':d=\(length):s=48000"
    }

    private struct Voice {
        let file: FilePath
        let milliseconds: Int
    }

    /// What it is at the beginning, and then each second's number.
    private func speak(into scratch: FilePath) async -> [Voice] {
        var words = [(text: title, at: 150)]
        words += (2..<max(2, length)).map { ("\($0)", $0 * 1000 + 120) }
        var voices: [Voice] = []
        for (index, word) in words.enumerated() {
            let file = scratch.appending("\(pitch)-\(index).wav")
            let result = try? await Subprocess.run(
                .name("espeak-ng"), arguments: ["-s", "190", "-w", file.string, "--", word.text], input: .none,
                output: .discarded, error: .discarded)
            guard let result, result.terminationStatus.isSuccess else { return [] }
            voices.append(Voice(file: file, milliseconds: word.at))
        }
        return voices
    }
}
