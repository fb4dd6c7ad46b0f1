import Foundation

/// A message as mail, for `sendmail -t -i`.
struct Letter {
    let message: Message
    let route: MailRoute
    /// This machine, where no sender is set.
    var machine = Sender.hostName

    /// Whole, with line breaks as the mail command takes them on its standard input.
    var text: String {
        (headers.map { "\($0.0): \($0.1)" } + ["", encodedBody, ""]).joined(separator: "\r\n")
            .replacing("\r\n", with: "\n")
    }

    private var headers: [(String, String)] {
        [
            ("From", sender), ("To", route.recipient),
            ("Subject", HeaderText.folded("[\(message.origin)] \(message.title)".shortened(toBytes: 400))),
            ("Date", Self.date(message.at)), ("Message-ID", "<\(identity)@\(domain)>"),
            ("MIME-Version", "1.0"), ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "base64"), ("Auto-Submitted", "auto-generated"),
        ] + (isUrgent ? [("Importance", "high"), ("X-Priority", "1")] : [])
    }

    private var isUrgent: Bool { message.urgency == .critical && message.kind != .cleared }

    private var sender: String { route.sender ?? "playout@\(host)" }

    private var domain: String { sender.split(separator: "@").last.map(String.init) ?? host }

    /// As an address may have it, whatever the machine is called.
    private var host: String {
        let name = machine.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") }
        return name.isEmpty ? "localhost" : name
    }

    /// The same when it is sent again, so that whoever gets it twice sees it once.
    private var identity: String {
        "playout."
            + ([message.id, message.station] + [message.machine].compactMap(\.self)).joined(separator: ".").utf8.map {
                byte in
                let scalar = Unicode.Scalar(byte)
                let isPlain =
                    scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789-.".unicodeScalars.contains(scalar))
                return isPlain ? String(scalar) : String(byte, radix: 16)
            }.joined().prefix(120)
    }

    private var encodedBody: String {
        let body = Data((message.text + "\n").utf8)
        return body.base64EncodedString(options: [
            .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
        ])
    }

    /// RFC 5322, in UTC.
    static func date(_ instant: Date) -> String {
        let style = Date.VerbatimFormatStyle(
            format:
                "\(weekday: .abbreviated), \(day: .twoDigits) \(month: .abbreviated) \(year: .defaultDigits) \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\(second: .twoDigits) +0000",
            locale: Locale(identifier: "en_US_POSIX"), timeZone: .gmt, calendar: Calendar(identifier: .gregorian))
        return instant.formatted(style)
    }
}
