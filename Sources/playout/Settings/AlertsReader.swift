import Alerts
import SystemPackage

/// The list of channels by which people are told.
struct AlertsReader {
    static let keys = Section.Keys(known: Channel.Kind.allCases.map(\.rawValue) + ["sendmail", "from"])
    /// In place of an address: it is looked for where secrets are, as `alerts.slack`.
    static let elsewhere = "secret"
    private static let kinds = Channel.Kind.allCases.map(\.rawValue).joined(separator: ", ")

    let top: Section
    let file: ConfigurationFile
    let sources: [SecretSource]

    private(set) var channels: [Channel] = []
    /// Of those whose addresses are set nowhere.
    private(set) var awaited: [Channel.Kind] = []

    init(top: Section, file: ConfigurationFile, sources: [SecretSource]) {
        (self.top, self.file, self.sources) = (top, file, sources)
    }

    mutating func read() {
        guard let sections = top.list("alerts", of: "{ slack: … }, { mail: … } or the like", keys: Self.keys)
        else { return }
        for section in sections {
            if let channel = channel(section) { channels.append(channel) }
        }
        let hasAddress = sections.contains { section in
            Channel.Kind.allCases.contains { $0 != .mail && section.has($0.rawValue) }
        }
        if hasAddress, file.isReadableByOthers {
            top.report.warn(
                "\(file.name) holds addresses of alerts, which are secret, and everybody on this machine can read it; "
                    + "chmod 640 \(file.path)")
        }
    }

    private mutating func channel(_ section: Section) -> Channel? {
        let kinds = Channel.Kind.allCases.filter { section.has($0.rawValue) }
        guard let kind = kinds.first, kinds.count == 1 else {
            let found = kinds.map(\.rawValue).joined(separator: " and ")
            section.report.add(
                kinds.isEmpty
                    ? "expected one of \(Self.kinds)"
                    : "expected one of \(Self.kinds), found \(found); make it two entries",
                key: section.path, at: section.mark(""))
            return nil
        }
        if kind == .mail { return mail(section) }
        for key in ["sendmail", "from"] where section.has(key) {
            section.complain("this goes with mail only; take it out", about: key)
        }
        return address(kind, section).map { Channel(kind, $0) }
    }

    private mutating func address(_ kind: Channel.Kind, _ section: Section) -> WebAddress? {
        let key = kind.rawValue
        let expected = "an address that begins with https://"
        guard let text = section.text(key, expected: expected, isSecret: true) else { return nil }
        if text == Self.elsewhere { return kept(kind, section, expected: expected) }
        guard let address = WebAddress(text) else {
            section.complain("expected \(expected), or the word \(Self.elsewhere)", about: key)
            return nil
        }
        return address
    }

    /// By what a secret address is looked for.
    static func key(_ kind: Channel.Kind) -> String { "alerts.\(kind.rawValue)" }

    private mutating func kept(_ kind: Channel.Kind, _ section: Section, expected: String) -> WebAddress? {
        let (key, word) = (Self.key(kind), kind.rawValue)
        for source in sources {
            do throws(ConfigurationError) {
                guard let secret = try source.secret(key) else { continue }
                if let address = WebAddress(secret.value) { return address }
                section.complain("expected \(expected) in \(secret.origin)", about: word)
            } catch {
                for problem in error.problems { section.complain(problem.message, about: word) }
            }
            return nil
        }
        awaited.append(kind)
        // As with the password: only the service may have it.
        section.report.warn(
            "\(section.name(word)) is set nowhere; set the environment variable "
                + "PLAYOUT_\(key.uppercased().replacing(".", with: "_")), give systemd a credential named \(key), or "
                + "write the address into the file")
        return nil
    }

    private func mail(_ section: Section) -> Channel? {
        let complaint = { (text: String) in
            MailRoute.isAddress(text)
                ? nil : "expected one address such as someone@example.org, found \(text.quotedForMessage)"
        }
        let expected = "a mail address"
        let recipient = section.text("mail", expected: expected, complaint: complaint)
        let sender = section.text("from", expected: expected, complaint: complaint)
        let program = section.path("sendmail", in: file.folder, expected: "the path of a mail command")
        guard let recipient else { return nil }
        return .mail(MailRoute(recipient: recipient, sender: sender, program: program ?? MailRoute.usualProgram))
    }
}
