import Programme

/// The silences that ffmpeg finds while it decodes.
///
/// A sample is silent where no channel reaches `threshold`. That is louder than what the monitor takes for silence
/// on air, so that what a lossy format makes of a quiet passage is not below it where the passage itself is not.
struct SilenceReport: LineReader {
    /// dBFS.
    static let threshold = -50
    /// Seconds; what is shorter is a pause in speech.
    static let shortest = 1
    /// What lies beyond so many is counted as one silence.
    static let most = 5000

    private var silences: [Inspection.Silence] = []
    private var start: Double?

    /// The log would tell it only when a silence is over; metadata tells its beginning.
    static let filters: [String] = {
        let prints = ["start", "end"].map { "ametadata=mode=print:key=lavfi.silence_\($0):file=pipe\\\\:1:direct=1" }
        let detects = "silencedetect=noise=\(threshold)dB:duration=\(shortest)"
        return [detects] + prints
    }()

    mutating func read(_ line: String) {
        if let seconds = Self.value(of: "lavfi.silence_start=", in: line) {
            start = start ?? seconds
        } else if let seconds = Self.value(of: "lavfi.silence_end=", in: line), let from = start {
            guard silences.count < Self.most else { return }
            silences.append(.init(from: from, to: max(from, seconds)))
            start = nil
        }
    }

    /// - Parameter end: seconds of audio; a silence at the end is not told as ended.
    func found(end: Double) -> [Inspection.Silence] {
        guard let start, start < end else { return silences }
        return silences + [.init(from: start, to: end)]
    }

    private static func value(of key: String, in line: String) -> Double? {
        line.hasPrefix(key) ? Seconds.place(line.dropFirst(key.count)) : nil
    }
}
