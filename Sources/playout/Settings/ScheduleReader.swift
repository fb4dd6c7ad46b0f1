import Foundation
import Schedule
import SystemPackage
import Yams

/// Where the schedule is, and how it is read.
struct ScheduleReader {
    static let kinds = ["google", "ical", "csv"]
    static let keys = Section.Keys(known: kinds + ["every", "doubtFor"])
    /// In place of an address: it is looked for where secrets are, as `schedule.ical`.
    static let elsewhere = "secret"
    static let credentialsKey = "schedule.google.credentials"

    let section: Section
    let file: ConfigurationFile
    let sources: [SecretSource]

    func read() -> Settings.Schedule {
        let found = Self.kinds.filter(section.has)
        if found.count > 1 {
            section.complain(
                "expected one of \(Self.kinds.joined(separator: ", ")), found \(found.joined(separator: " and "))",
                about: found[1])
        }
        let source = google() ?? ical() ?? csv() ?? .none
        // A file is there to be looked at; a server should not be asked too often.
        let usual: Double = source.isOnWeb ? 5 : 0.5
        return Settings.Schedule(
            source: source, every: 60 * (section.number("every", in: 0.1...1440, unit: "minutes") ?? usual),
            doubtFor: 3600
                * (section.number("doubtFor", in: 0...720, unit: "hours") ?? CachedSchedule.usualPatience / 3600))
    }

    private func csv() -> Settings.ScheduleSource? {
        section.path("csv", in: file.folder, expected: "the path of a CSV file").map(Settings.ScheduleSource.csv)
    }

    // MARK: Google

    private func google() -> Settings.ScheduleSource? {
        guard section.has("google") else { return nil }
        let google = section.section("google", keys: .init(known: ["calendar", "credentials"]))
        let calendar = google.text(
            "calendar", expected: "the calendar's id, such as …@group.calendar.google.com", required: true)
        let expected = "the path of a service account's key or of an authorised user's token, or the word secret"
        let isElsewhere = google.value("credentials")?.scalar?.string == Self.elsewhere
        if isElsewhere {
            let secret = kept(Self.credentialsKey)
            return calendar.map { .google(calendar: $0, credentials: .secret(secret)) }
        }
        let credentials = google.path("credentials", in: file.folder, expected: expected, required: true)
        guard let calendar, let credentials else { return nil }
        if BoundedFile.isReadableByOthers(credentials) {
            section.report.warn(
                "\(credentials) is a secret, and everybody on this machine can read it; chmod 600 \(credentials)")
        }
        return .google(calendar: calendar, credentials: .file(credentials))
    }

    // MARK: iCalendar

    private static let expected = "the path of an .ics file, or an address that begins with https://"

    private func ical() -> Settings.ScheduleSource? {
        // An address may be a secret, and a path is none worth showing.
        guard let text = section.text("ical", expected: Self.expected, isSecret: true) else { return nil }
        if text == Self.elsewhere { return addressElsewhere() }
        guard CalendarAddress.isAddress(text) else {
            if let host = host(ofHalfAnAddress: text) {
                section.complain(
                    "this is the path of no file, and looks like an address at \(host): write https:// before it",
                    about: "ical")
                return nil
            }
            return section.path("ical", in: file.folder, expected: Self.expected).map { .ical(.file($0)) }
        }
        guard let address = CalendarAddress(text) else {
            section.complain("expected \(Self.expected), or the word \(Self.elsewhere)", about: "ical")
            return nil
        }
        if address.hasPassword, file.isReadableByOthers {
            section.report.warn(
                "\(file.name) holds the calendar's password, and everybody on this machine can read it; "
                    + "chmod 640 \(file.path)")
        }
        return .ical(.web(address))
    }

    /// `calendar.example.org/private-…/basic.ics`, `http:/…` and the like, which must not be shown as a path is.
    private func host(ofHalfAnAddress text: String) -> String? {
        let scheme = text.prefixMatch(of: #/(?i)(https?|webcals?):?\/+|(https?|webcals?):|\/\//#)
        let rest = scheme.map { text[$0.range.upperBound...] } ?? text[...]
        let parts = rest.split(separator: "/", omittingEmptySubsequences: true)
        let host = parts.first?.split(separator: "@").last.map(String.init) ?? ""
        if scheme != nil { return host.isEmpty ? "some host" : host }
        let looksLikeHost = host.wholeMatch(of: #/[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)*\.\p{L}{2,}(:\d+)?/#) != nil
        guard looksLikeHost, parts.count > 1, let first = parts.first.map(String.init) else { return nil }
        return FileManager.default.fileExists(atPath: file.folder.appending(first).string) ? nil : host
    }

    /// Where the address is kept among the secrets.
    private func addressElsewhere() -> Settings.ScheduleSource? {
        // What was read last holds, whatever has become of its address.
        guard let secret = kept("schedule.ical") else { return .awaited }
        if let address = CalendarAddress(secret.value) { return .ical(.web(address)) }
        section.complain("expected an address that begins with https:// in \(secret.origin)", about: "ical")
        return nil
    }

    // MARK: Secrets

    private func kept(_ key: String) -> Secret? {
        for source in sources {
            do throws(ConfigurationError) {
                if let secret = try source.secret(key) { return secret }
            } catch {
                for problem in error.problems {
                    section.report.add(.init(key: key, message: problem.message))
                }
                return nil
            }
        }
        // As with the password: only the service may have it.
        let variable = "PLAYOUT_\(key.uppercased().replacing(".", with: "_"))"
        section.report.warn(
            "\(key) is set nowhere; set the environment variable \(variable), give systemd a credential named \(key), "
                + "keep it in Parameter Store, or write it into the file")
        return nil
    }
}
