import Foundation
import SystemPackage

/// A programme in which each second can be told by its sound, and its place in the second to a sample.
///
/// A second begins, from full scale at its very first sample, with a sweep from 6 to 10 kHz of 20 ms, by which its
/// place is found. Three tones follow, which say which programme it is, which second of forty, and which forty. It
/// ends with 40 ms of silence; but the last second goes on to a sweep downwards in the programme's last 20 ms, so
/// that a lost tail shows as a lost head does.
package struct TimeCode: Sendable, Hashable {
    package static let sampleRate = 48_000
    /// Programmes that can be told apart.
    package static let programmes = 8
    /// Seconds that can be told apart.
    package static let longest = 640

    /// From 0.
    package let programme: Int
    /// Seconds.
    package let duration: Double

    package init(programme: Int, duration: Double) {
        (self.programme, self.duration) = (programme, duration)
    }

    static let sweepLength = 960
    static let gapLength = 1920

    var length: Int { Int((duration * Double(Self.sampleRate)).rounded()) }

    /// One of its samples, −1 to 1.
    package func sample(at index: Int) -> Float {
        guard index >= 0, index < length else { return 0 }
        let fromEnd = length - 1 - index
        if fromEnd < Self.sweepLength { return Self.sweep[fromEnd] }
        let (second, place) = index.quotientAndRemainder(dividingBy: Self.sampleRate)
        if place < Self.sweepLength { return Self.sweep[place] }
        let isLastSecond = (second + 1) * Self.sampleRate >= length
        if place >= Self.sampleRate - Self.gapLength, !isLastSecond { return 0 }
        let radians = 2 * Double.pi * Double(place - Self.sweepLength) / Double(Self.sampleRate)
        return Float(
            0.35 * sin(Self.secondTone(second) * radians) + 0.2 * sin(Self.programmeTone(programme) * radians)
                + 0.15 * sin(Self.fortyTone(second / 40) * radians))
    }

    static let sweep: [Float] = (0..<sweepLength).map { index in
        let time = Double(index) / Double(sampleRate)
        let rise = 4000 / (Double(sweepLength) / Double(sampleRate))
        return Float(0.9 * cos(2 * .pi * (6000 * time + rise * time * time / 2)))
    }

    static func secondTone(_ second: Int) -> Double { 500 + 50 * Double(second % 40) }
    static func programmeTone(_ programme: Int) -> Double { 3000 + 250 * Double(programme) }
    static func fortyTone(_ forty: Int) -> Double { 5000 + 50 * Double(forty % 16) }

    /// Makes a recording of it, in stereo; the file's extension says of which kind.
    /// - Parameter options: of ffmpeg, for its encoder; by default what is usual for that kind.
    /// - Throws: if the file cannot be written, or ffmpeg is not there or cannot.
    package func write(to file: FilePath, options: [String]? = nil) async throws {
        let options = options ?? Self.usualOptions[file.extension ?? ""] ?? []
        _ = try await FFmpeg.run(
            ["-f", "s16le", "-ar", "\(Self.sampleRate)", "-ac", "1", "-i", "pipe:0"] + options
                + ["-ac", "2", "file:\(file.string)"],
            input: pcm)
    }

    private static let usualOptions = [
        "mp3": ["-b:a", "192k"], "ogg": ["-c:a", "libvorbis", "-b:a", "192k"], "opus": ["-b:a", "192k"],
        "m4a": ["-c:a", "aac", "-b:a", "192k"], "aac": ["-c:a", "aac", "-b:a", "192k"],
    ]

    /// Signed 16 bits, little-endian, one channel.
    private var pcm: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(length * 2)
        for index in 0..<length {
            let value = UInt16(bitPattern: Int16(sample(at: index) * 32_767))
            bytes.append(UInt8(value & 0xff))
            bytes.append(UInt8(value >> 8))
        }
        return bytes
    }
}
