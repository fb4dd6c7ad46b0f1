import Programme
import SystemPackage

struct StudioReader {
    static let keys = Section.Keys(
        known: ["host", "port", "mount", "user", "password", "tls", "format", "bitrate", "retitle"])
    static let passwordKey = "studio.password"
    static let noPassword = """
        studio.password is set nowhere; set the environment variable PLAYOUT_STUDIO_PASSWORD, give systemd a \
        credential named studio.password, keep it in Parameter Store, or write it into the file
        """

    let section: Section
    let file: ConfigurationFile
    /// Asked in this order, before the file.
    let sources: [SecretSource]

    func read() -> (Studio, Secret?) {
        var studio = Studio()
        studio.host = host() ?? studio.host
        studio.port = section.whole("port", in: 1...65535) ?? studio.port
        studio.mount = mount() ?? studio.mount
        studio.user = user() ?? studio.user
        studio.tls = section.flag("tls") ?? studio.tls
        let format: Studio.Format? = section.choice("format")
        studio.format = format ?? studio.format
        let isFormatKnown = format != nil || !section.has("format")
        let bitrates = isFormatKnown ? studio.format.bitrates : Studio.Format.anyBitrate
        studio.bitrate = section.whole("bitrate", in: bitrates) ?? studio.bitrate
        studio.retitle = section.flag("retitle") ?? studio.retitle
        let password = password()
        studio.password = password?.value ?? ""
        return (studio, password)
    }

    private func host() -> String? {
        let expected = "the studio's host name or address"
        return section.text("host", expected: expected, required: true) { host in
            if let scheme = host.firstRange(of: "://") {
                let bare = String(host[scheme.upperBound...].prefix { !"/:?".contains($0) })
                return "expected \(expected) without \(host[..<scheme.upperBound]); write \(bare.quotedForMessage) "
                    + "here, the port in studio.port, and tls: true for https"
            }
            if host.contains(where: \.isWhitespace) || host.contains(where: { "/?#@[]".contains($0) }) {
                return "expected \(expected), found \(host.quotedForMessage)"
            }
            // An IPv6 address has two colons at least.
            if host.count(where: { $0 == ":" }) == 1 {
                return "expected \(expected), found \(host.quotedForMessage); write the port in studio.port"
            }
            return nil
        }
    }

    private func mount() -> String? {
        section.text("mount", expected: "a mount that begins with /") { mount in
            let isGood = mount.hasPrefix("/") && !mount.contains { $0.isWhitespace || "?#".contains($0) }
            return isGood
                ? nil : "expected a mount that begins with / and has no space, ? or #, found \(mount.quotedForMessage)"
        }
    }

    private func user() -> String? {
        section.text("user", expected: "the studio's user name") { user in
            // It ends where the password begins.
            user.contains(":") ? "expected a user name without a colon, found \(user.quotedForMessage)" : nil
        }
    }

    private func password() -> Secret? {
        let inFile = section.text(
            "password", expected: "the studio's password", isSecret: true, complaint: Secret.complaint)
        if inFile != nil, file.isReadableByOthers {
            section.report.warn(
                "\(file.name) holds studio.password and everybody on this machine can read it; chmod 640 \(file.path)")
        }
        for source in sources {
            do throws(ConfigurationError) {
                if let secret = try source.secret(Self.passwordKey) { return secret }
            } catch {
                for problem in error.problems {
                    section.report.add(.init(key: Self.passwordKey, message: problem.message))
                }
                return nil
            }
        }
        if let inFile { return Secret(value: inFile, origin: .file(file.name)) }
        if !section.has("password") { section.report.warn(Self.noPassword) }
        return nil
    }
}

extension Studio.Format {
    /// Kilobits per second that the encoder takes.
    var bitrates: ClosedRange<Int> {
        switch self {
        case .opus: 6...510
        case .mp3, .aac: 32...320
        case .vorbis: 32...500
        // Of no account: FLAC takes what it needs.
        case .flac: Self.anyBitrate
        }
    }

    fileprivate static let anyBitrate = 1...10_000
}
