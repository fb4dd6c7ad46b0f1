import Foundation
import Subprocess
import SystemPackage

/// The program that makes and reads every kind of audio here.
enum FFmpeg {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Bytes of output at most: an hour of what we decode to.
    private static let most = 48_000 * 4 * 3600

    static func run(_ arguments: [String], input: [UInt8] = []) async throws -> [UInt8] {
        let result = try await Subprocess.run(
            .name("ffmpeg"),
            arguments: Arguments(["-nostdin", "-hide_banner", "-loglevel", "error", "-y"] + arguments),
            input: .array(input), output: .bytes(limit: most), error: .string(limit: 65_536))
        // It complains about a stream that was cut in its middle, and gives what came before.
        guard result.terminationStatus.isSuccess || !result.standardOutput.isEmpty else {
            throw Failure(description: "ffmpeg \(arguments.joined(separator: " ")): \(result.standardError)")
        }
        return result.standardOutput
    }

    /// Decodes to 48 kHz, one channel.
    static func decode(_ bytes: [UInt8], as container: String) async throws -> [Float] {
        samples(try await run(["-f", container, "-i", "pipe:0"] + decoded, input: bytes))
    }

    static func decode(_ file: FilePath, seconds: Double) async throws -> [Float] {
        samples(try await run(["-i", "file:\(file.string)", "-t", "\(seconds)"] + decoded))
    }

    private static let decoded = ["-ac", "1", "-ar", "48000", "-f", "f32le", "pipe:1"]

    private static func samples(_ raw: [UInt8]) -> [Float] {
        raw.withUnsafeBytes { raw in
            [Float](unsafeUninitializedCapacity: raw.count / 4) { samples, count in
                count = raw.count / 4
                UnsafeMutableRawBufferPointer(samples).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: raw[..<(count * 4)]))
            }
        }
    }
}
