import SystemPackage

/// Why a recording could not be inspected: nothing is known of it, good or bad.
package enum PreflightError: Error, Equatable, CustomStringConvertible {
    case missing(FilePath)
    case notAFile(FilePath)
    case unreadable(FilePath, Errno)
    /// `ffprobe`, `ffmpeg` or `nice` is not installed where the search path leads.
    case toolMissing(String)
    /// A tool did not end in time, was killed, or failed for reasons that lie outside the recording.
    case toolFailed(String, FilePath, reason: String)

    package var description: String {
        switch self {
        case .missing(let path):
            "\(path) does not exist: check its name"
        case .notAFile(let path):
            "\(path) is not a file: name a recording"
        case .unreadable(let path, let reason) where [.ioError, .timedOut, .staleNFSFileHandle].contains(reason):
            "\(path) cannot be read (\(reason)): check the disk or the network mount"
        case .unreadable(let path, let reason):
            "\(path) cannot be read (\(reason)): give the user that playout runs as the right to read it"
        case .toolMissing(let tool):
            "\(tool) is not installed, or not on the search path: install ffmpeg (on Debian: apt install ffmpeg)"
        case .toolFailed(let tool, let path, let reason):
            "\(tool) \(reason) while inspecting \(path): inspect it again; if it happens again, check disk and memory"
        }
    }
}
