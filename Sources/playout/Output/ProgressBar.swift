import Foundation
import Synchronization

/// How much of something has been done, on a terminal's standard error; nothing elsewhere.
final class ProgressBar: Sendable {
    private static let width = 30
    private let isShown = isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    private let percent = Mutex(-1)

    /// - Parameter fraction: from 0 to 1.
    func show(_ fraction: Double) {
        let now = Int(fraction * 100)
        let isNews = percent.withLock { last in
            defer { last = now }
            return last != now
        }
        guard isShown, isNews else { return }
        let done = min(Self.width, max(0, Int(fraction * Double(Self.width))))
        let bar = String(repeating: "━", count: done) + String(repeating: "·", count: Self.width - done)
        FileHandle.standardError.write(Data("\r\u{1B}[K\(bar)  \(now) %".utf8))
    }

    func end() { if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) } }
}
