import Foundation
import SystemPackage

/// How loud something is as a whole, by EBU R128, as ffmpeg measures it.
package struct Loudness: Sendable, Hashable, CustomStringConvertible {
    /// LUFS.
    package let integrated: Double
    /// dBTP.
    package let truePeak: Double

    package var description: String { String(format: "%.1f LUFS, %.1f dBTP", integrated, truePeak) }

    package struct Unmeasured: Error {}

    package init(of file: FilePath) async throws {
        try await self.init(["-i", "file:\(file.string)"], input: [])
    }

    /// What reached the studio over a connection.
    package init(of check: AirCheck) async throws {
        let body = check.connection.bytes[check.request.length...]
        try await self.init(["-i", "pipe:0"], input: Array(body))
    }

    private init(_ source: [String], input: [UInt8]) async throws {
        let filter = "ebur128=peak=true:metadata=1,ametadata=print:file=-"
        let output = try await FFmpeg.run(source + ["-af", filter, "-f", "null", "-"], input: input)
        let lines = String(decoding: output, as: UTF8.self).split(separator: "\n")
        func values(_ key: String) -> [Double] {
            lines.filter { $0.hasPrefix("lavfi.r128.\(key)=") }.compactMap { Double($0.drop { $0 != "=" }.dropFirst()) }
        }
        guard let integrated = values("I").last, let peak = values("true_peak").max() else { throw Unmeasured() }
        (self.integrated, truePeak) = (integrated, 20 * log10(peak))
    }

    /// Makes a recording of what ffmpeg's source `lavfi` gives, such as `anoisesrc=d=8`.
    package static func write(
        _ source: String, to file: FilePath, channels: Int = 2, options: [String] = []
    ) async throws {
        _ = try await FFmpeg.run(
            ["-f", "lavfi", "-i", source, "-ar", "48000", "-ac", "\(channels)"] + options + ["file:\(file.string)"])
    }
}
