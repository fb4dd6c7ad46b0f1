/// What the preflight found out about a recording.
package struct Inspection: Sendable, Hashable, Codable {
    package enum Verdict: String, Sendable, Hashable, Codable {
        case ok, warning, unplayable
    }

    /// One thing that is wrong with it.
    package struct Finding: Sendable, Hashable, Codable {
        package enum Kind: String, Sendable, Hashable, Codable {
            /// No audio can be decoded from it.
            case unplayable
            /// Its header promises more than can be decoded.
            case truncated
            /// Some of it does not decode.
            case damaged
        }

        package let kind: Kind
        /// In words for the person who can put it right.
        package let detail: String

        package init(kind: Kind, detail: String) {
            (self.kind, self.detail) = (kind, detail)
        }
    }

    /// A stretch in which nothing is to be heard, in seconds from the recording's beginning.
    package struct Silence: Sendable, Hashable, Codable {
        package let from: Double
        package let to: Double

        package init(from: Double, to: Double) {
            (self.from, self.to) = (from, to)
        }
    }

    /// Seconds, as the file's header says: the length that its maker meant. 0 if unplayable.
    package var duration: Double
    /// Seconds that decode, once the recording has been decoded to its end.
    package var decodedDuration: Double?
    package var codec: String?
    /// Hertz.
    package var sampleRate: Int?
    package var channels: Int?
    /// Bits per second.
    package var bitrate: Int?
    package var findings: [Finding]
    /// In order, once the recording has been decoded to its end.
    package var silences: [Silence]?

    package init(
        duration: Double, decodedDuration: Double? = nil, codec: String? = nil, sampleRate: Int? = nil,
        channels: Int? = nil, bitrate: Int? = nil, findings: [Finding] = [], silences: [Silence]? = nil
    ) {
        (self.duration, self.decodedDuration, self.codec) = (duration, decodedDuration, codec)
        (self.sampleRate, self.channels, self.bitrate, self.findings) = (sampleRate, channels, bitrate, findings)
        self.silences = silences
    }

    package var verdict: Verdict {
        if findings.isEmpty {
            .ok
        } else if findings.contains(where: { $0.kind == .unplayable }) {
            .unplayable
        } else {
            .warning
        }
    }

    /// Seconds of audio that there are to play.
    package var playableDuration: Double { min(duration, decodedDuration ?? duration) }
}
