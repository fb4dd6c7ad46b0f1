/// The frames of an MP3 or ADTS stream, as far as they came whole.
struct FrameStream: Sendable {
    struct Frame: Sendable, Hashable {
        /// Of the byte after it, in the stream.
        let end: Int
        let samples: Int
        let sampleRate: Int
    }

    let frames: [Frame]
    /// As ffmpeg calls it.
    let container: String

    init(_ bytes: ArraySlice<UInt8>) {
        let bytes = Array(bytes)
        // Both begin with eleven bits of ones or more; the layer, 0 in ADTS, is 1 (III) in MP3.
        let isADTS = bytes.count > 1 && bytes[0] == 0xff && bytes[1] & 0xf6 == 0xf0
        container = isADTS ? "aac" : "mp3"
        var frames: [Frame] = []
        var at = 0
        while at + 7 <= bytes.count {
            let header = Array(bytes[at..<at + 7])
            guard let (length, samples, rate) = isADTS ? Self.adts(header) : Self.mp3(header), length > 0 else {
                at += 1
                continue
            }
            at += length
            if at <= bytes.count { frames.append(Frame(end: at, samples: samples, sampleRate: rate)) }
        }
        self.frames = frames
    }

    private static func adts(_ header: [UInt8]) -> (length: Int, samples: Int, rate: Int)? {
        let rates = [
            96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350,
        ]
        let rate = Int(header[2] >> 2 & 15)
        guard header[0] == 0xff, header[1] & 0xf6 == 0xf0, rate < rates.count else { return nil }
        let length = Int(header[3] & 3) << 11 | Int(header[4]) << 3 | Int(header[5] >> 5)
        return (length, 1024 * (Int(header[6] & 3) + 1), rates[rate])
    }

    /// MPEG 1, layer III.
    private static func mp3(_ header: [UInt8]) -> (length: Int, samples: Int, rate: Int)? {
        let kilobits = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
        let rates = [44_100, 48_000, 32_000]
        let (kilobit, rate) = (Int(header[2] >> 4), Int(header[2] >> 2 & 3))
        guard header[0] == 0xff, header[1] & 0xfe == 0xfa, (1..<15).contains(kilobit), rate < 3 else { return nil }
        return (144_000 * kilobits[kilobit] / rates[rate] + Int(header[2] >> 1 & 1), 1152, rates[rate])
    }
}
