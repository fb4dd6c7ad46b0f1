import Foundation
import Programme
import SystemPackage

/// Everything that `onair.liq` is told, as environment variables: data that cannot become code.
package struct EngineEnvironment: Sendable, Hashable {
    package let variables: [String: String]

    /// - Parameters:
    ///   - airing: what is left of the airing, its first segment being the first to play.
    ///   - first: which of the whole airing's segments that is.
    ///   - files: for each segment, where its recording lies ready for the engine.
    package init(
        airing: Airing, first: Int, files: [FilePath], station: String, studio: Studio, settings: EngineSettings,
        folder: FilePath, log: FilePath
    ) {
        var all = Self.segments(of: airing, files: files)
        all["FIRST_SEGMENT"] = "\(first)"
        all["ON_AIR"] = Self.seconds(airing.onAir)
        all["OFF_AIR"] = Self.seconds(airing.offAir)
        all["CLOSES_AT"] = Self.seconds(airing.closesAt(tail: settings.tail))
        all["FADED_OUT_BY"] = airing.fadedOutBy.map(Self.seconds)
        all["FADE"] = "\(settings.fade)"
        all["LEAD_IN"] = "\(settings.leadIn)"
        all["TAIL"] = "\(settings.tail)"
        all["MAX_HOLD"] = "\(settings.maxHold)"
        all["BIAS"] = "\(settings.bias + studio.format.delay)"
        all["TITLE"] = airing.title
        all["STATION"] = station
        all["RETITLE"] = studio.retitle ? "yes" : "no"
        all["LOG"] = log.string
        all["AIRING_FOLDER"] = folder.string
        all.merge(Self.connection(to: studio)) { _, new in new }
        variables = Dictionary(uniqueKeysWithValues: all.map { ("PLAYOUT_" + $0, $1.withoutNulls) })
    }

    private static func segments(of airing: Airing, files: [FilePath]) -> [String: String] {
        var all = ["SEGMENTS": "\(airing.segments.count)"]
        for (index, (segment, file)) in zip(airing.segments, files).enumerated() {
            let prefix = "SEGMENT_\(index)_"
            all[prefix + "FILE"] = file.string
            all[prefix + "STARTS_AT"] = seconds(segment.startsAt)
            all[prefix + "CUE_IN"] = "\(segment.cueIn)"
            all[prefix + "LENGTH"] = "\(segment.cueOut - segment.cueIn)"
            all[prefix + "HALF_BLOCK"] = "\(halfBlock(of: file))"
            all[prefix + "GAIN"] = segment.gain.map { "\($0)" }
            all[prefix + "LOOP"] = segment.loop ? "yes" : "no"
            all[prefix + "TITLE"] = segment.title
        }
        return all
    }

    /// A place within a recording is found to the beginning of the block that it is in, as FFmpeg has it in
    /// Liquidsoap 2.1.3; so half a block later is sought, in seconds, and the error is to both sides.
    private static func halfBlock(of file: FilePath) -> Double {
        switch file.extension?.lowercased() {
        case "flac": 0.046
        case "mp3", "aac": 0.01
        default: 0
        }
    }

    private static func connection(to studio: Studio) -> [String: String] {
        [
            "PROTOCOL": studio.tls ? "https" : "http",
            "HOST": studio.host,
            "PORT": "\(studio.port)",
            "AUTHORITY": studio.authority,
            "MOUNT": studio.mount,
            "USER": studio.user,
            "PASSWORD": studio.password,
            "FORMAT": studio.format.rawValue,
            "BITRATE": "\(studio.bitrate)",
        ]
    }

    /// Seconds since 1970, UTC.
    private static func seconds(_ instant: Date) -> String {
        String(format: "%.4f", instant.timeIntervalSince1970)
    }
}

extension EngineSettings {
    /// Ogg streams are sent in pages of some 4 kB, and one that is not full at the end is not sent: so the silence
    /// after a recording must fill the page that its last samples are in.
    func suited(to studio: Studio) -> EngineSettings {
        var settings = self
        settings.tail = max(tail, 4096 * 8 / (Double(studio.bitrate) * 1000) + 0.05)
        return settings
    }
}

extension Airing {
    /// When the connection is closed: at the end of a fade, or a moment after a recording's last sample. Not later
    /// than the junction allows; but where the recording itself ends at that very instant, its last samples are let
    /// out of the encoder.
    package func closesAt(tail: Double) -> Date {
        if let fadedOutBy { return fadedOutBy }
        let sent = offAir.addingTimeInterval(tail)
        return offAir < offAirBy ? min(sent, offAirBy) : sent
    }

    /// What is left of an airing once the recordings up to and including `segment` have nothing more to give.
    func remaining(after segment: Int) -> Airing? {
        guard segment + 1 < segments.count else { return nil }
        var rest = self
        rest.segments = Array(segments[(segment + 1)...])
        rest.onAir = max(onAir, rest.segments[0].startsAt)
        return rest
    }
}

extension Studio.Format {
    /// Seconds that a sample takes longer than in Opus from the engine through its encoder and a listener's decoder:
    /// medians of what BroadcastTests measured with Liquidsoap 2.1.3.
    fileprivate var delay: Double {
        switch self {
        case .opus: 0
        case .aac: 0.005
        case .mp3: 0.020
        case .vorbis: 0.042
        case .flac: 0.065
        }
    }
}

extension String {
    /// An environment cannot hold a NUL byte.
    fileprivate var withoutNulls: String { contains("\0") ? replacing("\0", with: "") : self }
}
