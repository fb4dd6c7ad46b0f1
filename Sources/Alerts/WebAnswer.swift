import Foundation
import NIOHTTP1
import Web

/// What a web hook answered.
struct WebAnswer {
    let status: HTTPResponseStatus
    let headers: HTTPHeaders
    /// The answer's beginning.
    let said: String
    let address: WebAddress

    init(status: HTTPResponseStatus, headers: HTTPHeaders, said: String, from address: WebAddress) {
        (self.status, self.headers, self.said, self.address) = (status, headers, said, address)
    }

    /// The longest pause, in seconds, that a server can ask for.
    static let longestPause = 3600.0

    var outcome: Delivery.Outcome {
        switch status.code {
        case 200..<300: .delivered
        case 300..<400: .failed("\(answer); set the address that it is found at now")
        case 401, 403, 404, 410: .failed("\(answer); see whether the address is still right")
        case 408, 425, 429, 500...: .failed(answer, retryAfter: retryAfter)
        default: .refused(answer)
        }
    }

    private var answer: String {
        let words = said.oneLine.trimmingCharacters(in: .whitespaces).shortened(toBytes: 160)
        // Some show in their answer what they were asked for, and that is a secret.
        let mayBeShown = !words.isEmpty && !words.hasPrefix("<") && !address.isShown(in: said)
        let phrase = address.isShown(in: status.reasonPhrase) ? "" : " \(status.reasonPhrase.oneLine)"
        return "\(address.host) answered \(status.code)\(phrase.shortened(toBytes: 80))"
            + (mayBeShown ? ": \(words)" : "")
    }

    /// Seconds, or a date; a date is reckoned from the server's own.
    private var retryAfter: Double? {
        guard let text = headers.first(name: "Retry-After") else { return nil }
        if let seconds = Double(text) { return seconds.isFinite ? min(max(0, seconds), Self.longestPause) : nil }
        guard let then = Self.date(text), let now = headers.first(name: "Date").flatMap(Self.date) else { return nil }
        return min(max(0, then.timeIntervalSince(now)), Self.longestPause)
    }

    private static func date(_ text: String) -> Date? {
        let style = Date.ParseStrategy(
            format:
                "\(weekday: .abbreviated), \(day: .twoDigits) \(month: .abbreviated) \(year: .defaultDigits) \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\(second: .twoDigits) GMT",
            locale: Locale(identifier: "en_US_POSIX"), timeZone: .gmt)
        return try? Date(text, strategy: style)
    }
}

extension WebFailure {
    /// On one line, and without the address, which is a secret.
    static func words(for error: any Error, from address: WebAddress) -> String {
        let words = words(for: error).oneLine.shortened(toBytes: 300)
        return address.isShown(in: words) ? "it could not be asked" : words
    }
}
