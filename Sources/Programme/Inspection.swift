/// What the preflight found out about a recording.
package struct Inspection: Sendable, Hashable, Codable {
    package enum Verdict: String, Sendable, Hashable, Codable {
        case ok, warning, unplayable
    }

    /// One thing that is wrong with it.
    package struct Finding: Sendable, Hashable, Codable {
        package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
            /// No audio can be decoded from it.
            case unplayable
            /// Its header promises more than can be decoded.
            case truncated
            /// Some of it does not decode.
            case damaged
            /// Nothing is to be heard for long.
            case silence
            /// It begins with some seconds of silence.
            case silentStart
            /// It ends with some seconds of silence.
            case silentEnd
            /// Of its two channels only one has sound.
            case oneEar
            /// Much louder or quieter than the station wants it.
            case loudness
            /// A true peak so high that an encoder may clip it.
            case truePeak
            /// Its peaks have been cut flat.
            case clipping

            /// It plays all the same, and what is heard is the programme: no reason to wake anybody.
            package var isMinor: Bool {
                switch self {
                case .unplayable, .truncated, .damaged, .silence, .oneEar: false
                case .silentStart, .silentEnd, .loudness, .truePeak, .clipping: true
                }
            }
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
    /// The integrated loudness of all of it by EBU R128, in LUFS, once it has been decoded to its end; `nil`
    /// where nothing in it is loud enough to be measured (below −70 LUFS).
    package var loudness: Double?
    /// The loudness range by EBU R128 (Tech 3342), in LU; `nil` where `loudness` is.
    package var loudnessRange: Double?
    /// The highest true peak of any channel, in dBTP, by four times oversampling; `nil` in digital silence.
    package var truePeak: Double?
    /// How loud each channel is on average (RMS), in dBFS, once it has been decoded to its end; −120 where there is
    /// less, or nothing.
    package var channelLevels: [Double]?
    /// Samples at full scale that stand in a row of such, in all channels, once it has been decoded to its end.
    package var clippedSamples: Int?
    /// What is in the file, byte by byte: its SHA-256 in hexadecimal digits, once it has been read to its end.
    package var content: String?

    package init(
        duration: Double, decodedDuration: Double? = nil, codec: String? = nil, sampleRate: Int? = nil,
        channels: Int? = nil, bitrate: Int? = nil, findings: [Finding] = [], silences: [Silence]? = nil,
        loudness: Double? = nil, loudnessRange: Double? = nil, truePeak: Double? = nil, content: String? = nil
    ) {
        (self.duration, self.decodedDuration, self.codec) = (duration, decodedDuration, codec)
        (self.sampleRate, self.channels, self.bitrate, self.findings) = (sampleRate, channels, bitrate, findings)
        (self.silences, self.loudness, self.loudnessRange) = (silences, loudness, loudnessRange)
        (self.truePeak, self.content) = (truePeak, content)
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
