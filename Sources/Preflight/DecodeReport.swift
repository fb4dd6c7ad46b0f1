import Programme

/// ffmpeg's progress and complaints, in the order in which they came.
struct DecodeReport: LineReader {
    /// How far it has come, in seconds.
    private(set) var seconds = 0.0
    /// What was reported just before and just after a complaint, in seconds; of the first complaints only.
    private var places: [(after: Double, before: Double)] = []
    /// How many of `places` are waiting for the report that follows them.
    private var open = 0
    private var count = 0
    private(set) var silences = SilenceReport()
    private(set) var measurement = Measurement()
    /// Before the decoding begins, ffmpeg tells the recording's tags, in which anything may stand.
    private var isUnderWay = false
    /// What the machine lacked, in ffmpeg's words: that says nothing about the recording.
    private(set) var outsideTheRecording: String?
    /// Of a failing disk, or of what only looks like it to ffmpeg.
    private(set) var isAboutReading = false

    static let mostPlaces = 1000
    /// Seconds before the end of what decodes within which a complaint is about the end itself: a cut-off last
    /// packet, or something that is not audio after the last one.
    static let tail = 1.0

    mutating func read(_ line: String) {
        if Self.isComplaint(line) {
            outsideTheRecording = outsideTheRecording ?? Complaints.outsideTheRecording(line)
            if Complaints.isAboutReading(line) { isAboutReading = true }
            guard !Self.isConsequence(line) else { return }
            count += 1
            guard places.count < Self.mostPlaces else { return }
            places.append((after: seconds, before: .infinity))
            open += 1
        } else if !isUnderWay {
            isUnderWay = line.hasPrefix("[info] Output #0")
        } else if line.hasPrefix("out_time_us=") {
            // "N/A" until there is something.
            guard let microseconds = Double(line.dropFirst("out_time_us=".count)),
                microseconds <= Seconds.longest * 1_000_000
            else { return }
            seconds = max(seconds, microseconds / 1_000_000)
            for index in places.indices.suffix(open) { places[index].before = seconds }
            open = 0
        } else {
            silences.read(line)
            measurement.read(line)
        }
    }

    private static let pictures = ["mjpeg", "png", "bmp", "gif", "webp", "tiff"]

    /// `[mp3float @ 0x55d0c0ffee00] [error] Header missing`: who says it, how grave it is, and what.
    private static func isComplaint(_ line: String) -> Bool {
        var rest = line[...]
        while rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
            let word = rest[rest.index(after: rest.startIndex)..<end]
            if word == "error" || word == "fatal" { return true }
            // A picture that comes with it, however broken, is not heard.
            guard word.contains(" @ 0x"), !pictures.contains(where: { word.hasPrefix("\($0) @") }) else {
                return false
            }
            rest = rest[rest.index(after: end)...].drop { $0 == " " }
        }
        return false
    }

    /// The decoder says what is wrong, and then ffmpeg that the decoder failed.
    private static func isConsequence(_ line: String) -> Bool {
        line.contains("Error while decoding stream") || line.contains("Error submitting packet to decoder")
            || line.contains("decode_frame() failed")
    }

    /// Seconds by which what decodes may be off what the header says.
    static func slack(_ promised: Double) -> Double { max(1, promised / 100) }

    /// Of what the header promises, not all decodes.
    func isShort(of promised: Double) -> Bool { seconds < promised - Self.slack(promised) }

    /// - Parameters:
    ///   - promised: The length by the header, in seconds.
    ///   - isKnownShort: That it was cut off has been found out already.
    func findings(promised: Double, isKnownShort: Bool) -> [Inspection.Finding] {
        var findings: [Inspection.Finding] = []
        if !isKnownShort, isShort(of: promised) {
            findings.append(
                .init(
                    kind: .truncated,
                    detail: "by its header it is \(Seconds.words(promised)) long, "
                        + "but only \(Seconds.words(seconds)) of it decode: copy it here again"))
        }
        let inside = places.filter { $0.before < seconds - Self.tail }
        if let first = inside.first {
            let number = count > places.count ? count : inside.count
            findings.append(
                .init(
                    kind: .damaged,
                    detail: "\(number) \(number == 1 ? "place does" : "places do") not decode, "
                        + "the first after about \(Seconds.words(first.after)): listen to it, or copy it here again"))
        }
        return findings
    }
}
