import Foundation
import Glibc
import Programme
import Subprocess
import SystemPackage

/// ffmpeg, which is given a stream's bytes and tells how loud each tenth of a second of it is.
///
/// It reads nothing but its standard input, which ends with us however we end: so it is never left behind.
struct Decoder {
    /// - Parameters: a name on the search path, or a path.
    let ffmpeg: String

    /// Decodes until `feed` returns, or ffmpeg has had enough, and leaves no process behind.
    /// - Parameters:
    ///   - feed: is given what takes bytes, and throws once ffmpeg takes no more.
    ///   - level: is told the end of a stretch of audio, in seconds, and its peak, in dBFS.
    /// - Throws: `Monitor.Failure.noDecoder`, `SubprocessError`, `CancellationError`, and what `feed` throws.
    func decode(
        feed: @escaping @Sendable (_ give: @Sendable ([UInt8]) async throws -> Void) async throws -> Void,
        level: @escaping @Sendable (_ place: Double, _ peak: Double) async -> Void
    ) async throws {
        // Writing to an ffmpeg that has died is an error, not the conductor's end.
        signal(SIGPIPE, SIG_IGN)
        let status = try await Subprocess.run(configuration, input: .inputWriter, output: .sequence, error: .discarded)
        {
            process in
            let writer = process.standardInputWriter
            let output = process.standardOutput
            defer { try? process.send(signal: .kill) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await feed { bytes in _ = try await writer.write(bytes) } }
                group.addTask {
                    var lines = LevelLines()
                    for try await line in output.strings() {
                        if let (place, peak) = lines.read(line) { await level(place, peak) }
                    }
                }
                defer { group.cancelAll() }
                try await group.next()
                // Whoever is left waits for a process that has nothing more to say.
                try? process.send(signal: .kill)
            }
        }.terminationStatus
        // As `nice` says that there is no such program, or that it cannot be run.
        if [.exited(126), .exited(127)].contains(status) { throw Monitor.Failure.noDecoder(ffmpeg) }
    }

    private var configuration: Configuration {
        var options = PlatformOptions()
        options.teardownSequence = []
        // Out of reach of a Ctrl-C in a terminal, by which the conductor alone is meant.
        options.createSession = true
        let words = ["nice", "-n", "5", ffmpeg] + Self.arguments
        return Configuration(
            executable: .name(words[0]), arguments: Arguments(Array(words.dropFirst())),
            environment: .custom(Self.environment), platformOptions: options)
    }

    private static var environment: [Environment.Key: String] {
        ChildEnvironment.variables.reduce(into: [:]) { kept, variable in
            if let key = Environment.Key(rawValue: variable.key) { kept[key] = variable.value }
        }
    }

    /// No text that poses as a stream can be a playlist of something else. The levels are of the whole band: after
    /// resampling to a low rate, a high note would be silence.
    private static let arguments = [
        "-nostdin", "-hide_banner", "-nostats", "-v", "quiet", "-threads", "1", "-filter_threads", "1",
        "-protocol_whitelist", "pipe", "-format_whitelist", "ogg,mp3,aac,flac",
        "-probesize", "16384", "-analyzeduration", "0", "-fflags", "nobuffer", "-i", "pipe:0", "-map", "0:a:0",
        "-af",
        "aresample=48000,asetnsamples=n=4800:p=0,asetpts=N/SR/TB,"
            + "astats=metadata=1:reset=1:measure_perchannel=none:measure_overall=Peak_level,"
            + "ametadata=mode=print:key=lavfi.astats.Overall.Peak_level:file=pipe\\\\:1:direct=1",
        "-f", "null", "-",
    ]
}

/// ffmpeg's lines: where a block begins, and then its level.
struct LevelLines {
    /// Of the blocks before the stream's parameters changed, from which ffmpeg counts anew.
    private var before = 0.0
    private var start = 0.0

    mutating func read(_ line: String) -> (place: Double, peak: Double)? {
        if line.hasPrefix("frame:"), let at = line.range(of: "pts_time:"), let time = Double(line[at.upperBound...]) {
            if before + time < start { before = start + Judge.block }
            start = before + time
            return nil
        }
        guard line.hasPrefix("lavfi.astats.Overall.Peak_level="), let equals = line.firstIndex(of: "="),
            let peak = Double(line[line.index(after: equals)...])
        else { return nil }
        return (start + Judge.block, peak)
    }
}
