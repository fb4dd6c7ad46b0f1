import Foundation
import Measure
import Programme
import SystemPackage

extension Specimen {
    static let corpus: [Specimen] = [
        Specimen(
            name: "MP3, cut off", file: "truncated.mp3", verdict: .warning, findings: [.truncated],
            words: "what decodes of it; then it leaves the air", length: 3.4
        ) { file, code in
            try await encode(TimeCode.first(6), to: file, ["-b:a", "192k", "-ac", "2"])
            let all = try data(file)
            try write(all.prefix(all.count * 57 / 100), to: file)
        },
        encoded(
            "MP3 of varying bit rate, without a header that says its length", "vbr.mp3", "-q:a", "4", "-write_xing", "0"
        ),
        encoded("FLAC that is named .mp3", "flac.mp3", "-f", "flac"),
        Specimen(name: "MP3 with 10 MB of pictures in its ID3 tag", file: "pictures.mp3", verdict: .ok, words: whole) {
            file, code in
            try await encode(code, to: file, ["-b:a", "192k", "-ac", "2", "-id3v2_version", "0"])
            try write(tag(pictures: 2, bytes: 5_000_000) + data(file), to: file)
        },
        encoded("MP3, mono at 8 kHz", "telephone.mp3", "-ar", "8000", "-b:a", "24k"),
        encoded("FLAC, 96 kHz and 24 bits", "studio.flac", "-ar", "96000", "-sample_fmt", "s32", "-ac", "2"),
        encoded("Opus in Ogg, named .ogg", "opus.ogg", "-c:a", "libopus", "-b:a", "192k", "-ac", "2"),
        Specimen(
            name: "Ogg of two streams, one after the other", file: "chained.ogg", verdict: .ok, words: whole
        ) { file, _ in
            // The second counts on where the first ends.
            let parts = [0.0, 2].map { (FilePath("\(file).\(Int($0)).ogg"), $0) }
            var all = Data()
            for (part, start) in parts {
                try await encode(
                    TimeCode.first(4), to: part,
                    ["-ss", "\(start)", "-t", "2", "-c:a", "libvorbis", "-b:a", "192k", "-ac", "2"])
                all += try data(part)
                try FileManager.default.removeItem(atPath: part.string)
            }
            try write(all, to: file)
        },
        encoded("M4A with its index at the end", "index.m4a", "-b:a", "192k", "-ac", "2"),
        Specimen(
            name: "M4A whose end, with the index, is missing", file: "headless.m4a", verdict: .unplayable,
            findings: [.unplayable], heard: [], words: never
        ) { file, code in
            try await encode(code, to: file, ["-b:a", "192k", "-ac", "2"])
            let all = try data(file)
            try write(all.prefix(all.count * 6 / 10), to: file)
        },
        Specimen(
            name: "Nothing: 0 bytes", file: "empty.mp3", verdict: .unplayable, findings: [.unplayable], heard: [],
            words: never
        ) { file, _ in try write(Data(), to: file) },
        Specimen(
            name: "Text that is named .mp3", file: "text.mp3", verdict: .unplayable, findings: [.unplayable],
            heard: [], words: never
        ) { file, _ in
            try write(Data(String(repeating: "Dear listeners, this is no sound. ", count: 3000).utf8), to: file)
        },
        Specimen(
            name: "MP3 of 4 hours, joined 4.5 s before its end", file: "long.mp3", verdict: .ok, heard: [4, 5, 6, 7],
            words: "the right place of it, to its end", cueIn: 4 * 3600 - 4.5, countsFrom: 4 * 3600 - 8,
            length: 4 * 3600
        ) { file, _ in
            // Frames of constant size, an hour of a minute's over and over, and the counted seconds at the end.
            let options = [
                "-ac", "1", "-c:a", "libmp3lame", "-b:a", "64k", "-write_xing", "0", "-id3v2_version", "0",
                "-reservoir", "0",
            ]
            let (minute, end) = (FilePath("\(file).minute.mp3"), FilePath("\(file).end.mp3"))
            try await ffmpeg(
                ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=60"] + options + [minute.string])
            try await encode(TimeCode.first(8), to: end, ["-af", "volume=-6dB"] + options)
            let (round, counted) = (try data(minute), try data(end))
            var all = Data()
            while all.count + round.count + counted.count <= 4 * 3600 * 8000 { all += round }
            all += round.prefix(4 * 3600 * 8000 - all.count - counted.count) + counted
            try write(all, to: file)
            for part in [minute, end] { try FileManager.default.removeItem(atPath: part.string) }
        },
    ]

    /// An ID3v2.3 tag of pictures that are none.
    private static func tag(pictures: Int, bytes: Int) -> Data {
        var frames = Data()
        for number in 0..<pictures {
            let content =
                Data("\0image/jpeg\0".utf8) + Data([UInt8(3 + number), 0]) + Data(repeating: 0xD8, count: bytes)
            frames +=
                Data("APIC".utf8) + Data((0..<4).map { UInt8(truncatingIfNeeded: content.count >> (24 - 8 * $0)) })
            frames += Data([0, 0]) + content
        }
        // Seven bits of each byte.
        let size = (0..<4).map { UInt8(frames.count >> (21 - 7 * $0) & 0x7F) }
        return Data("ID3".utf8) + Data([3, 0, 0]) + Data(size) + frames
    }
}
