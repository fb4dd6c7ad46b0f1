/// What ffprobe wrote on standard error, understood as far as it matters.
struct Complaints {
    private let text: String

    init(_ text: String) { self.text = text }

    /// The header says no length, or none that can be trusted.
    var isLengthEstimated: Bool { text.contains("Estimating duration from bitrate") }

    /// A WAV whose header says how much data follows, of which less is there. One that was written to a pipe says
    /// "as much as there is", which is no complaint about the file.
    var isCutOffWave: Bool {
        text.contains("[wav @") && isLengthEstimated && !text.contains("Ignoring maximum wav data size")
    }

    /// Something that says nothing about the recording, in ffprobe's words.
    var outsideTheRecording: String? {
        text.split(whereSeparator: \.isNewline).lazy.compactMap(Self.outsideTheRecording).first
    }

    /// Of a failing disk, or of a file that ends where its header says that it goes on.
    var areAboutReading: Bool {
        text.split(whereSeparator: \.isNewline).contains(where: Self.isAboutReading)
    }

    /// What the machine lacks, where that is what a line of ffprobe or ffmpeg says. A name in it is never its end.
    static func outsideTheRecording(_ line: some StringProtocol) -> String? {
        lacks.first { line.hasSuffix(": \($0)") }
    }

    static func isAboutReading(_ line: some StringProtocol) -> Bool { line.hasSuffix("Input/output error") }

    private static let lacks = [
        "Permission denied", "Operation not permitted", "No such file or directory", "Stale file handle",
        "Cannot allocate memory", "Too many open files", "Too many open files in system",
        "Resource temporarily unavailable", "Interrupted system call", "Connection timed out", "Host is down",
        "No route to host", "Transport endpoint is not connected", "Remote I/O error", "No such device",
        "No such device or address",
    ]

    /// Why there is nothing to play, for the person who made the file.
    var inWords: String {
        if text.contains("moov atom not found") {
            return "its end, without which it cannot be played, is missing: copy it here again"
        }
        let isGarbage = [
            "Invalid data found", "Invalid argument", "Input/output error", "misdetection possible", "not in whitelist",
        ]
        .contains(where: text.contains)
        if isGarbage || text.isEmpty {
            return "it is not audio, or damaged at its beginning, whatever its name says: export it again"
        }
        let last = text.split(whereSeparator: \.isNewline).last.map(String.init) ?? ""
        return "it cannot be read as audio (\(Self.printable(last))): export it again"
    }

    /// A tool's line without what could do harm on a terminal.
    static func printable(_ line: String) -> String {
        String(
            line.unicodeScalars.filter { !$0.properties.isBidiControl && $0.properties.generalCategory != .control }
                .map(Character.init).prefix(200))
    }
}
