import Tools

/// What rclone complains of, understood.
struct RcloneComplaint {
    let text: String
    let remote: String
    /// The object that it was about.
    var file: String?

    private struct Meaning {
        let words: [String]
        let kind: StoreError.Kind
        let meaning: String
    }

    private static let meanings = [
        Meaning(
            words: ["didn't find section in config file", "Config file", "not found - using defaults: didn't find"],
            kind: .noSuchStore,
            meaning: "rclone's configuration has no such remote: `rclone config` makes it, as the user that playout "
                + "runs as; RCLONE_CONFIG names another file"),
        Meaning(
            words: ["unable to decrypt configuration", "Failed to read the password", "couldn't decrypt"],
            kind: .noCredentials,
            meaning: "rclone's configuration is encrypted: set RCLONE_CONFIG_PASS in the service's environment"),
        Meaning(
            words: ["x509:", "certificate signed by unknown authority", "knownhosts: key"], kind: .unreachable,
            meaning: "the other side's certificate or host key is not one that this machine trusts"),
        Meaning(
            words: [
                "unable to authenticate", "401", "Unauthorized", "invalid_grant", "token expired",
                "InvalidAccessKeyId", "SignatureDoesNotMatch", "expired_access_token", "AuthorizationFailure",
            ],
            kind: .badCredentials,
            meaning: "the other side does not take the credentials in rclone's configuration: renew them there "
                + "(rclone config reconnect)"),
        Meaning(
            words: ["permission denied", "403", "Forbidden", "AccessDenied", "insufficientPermissions"], kind: .denied,
            meaning: "access is denied: give the account in rclone's configuration the right to list and read"),
        Meaning(
            words: ["RequestTimeTooSkewed"], kind: .clockSkewed,
            meaning: "this machine's clock differs too much from the store's: set it right (timedatectl)"),
        Meaning(
            words: ["object not found", "is a directory not a file", "file does not exist"], kind: .gone,
            meaning: "it is not there any more"),
        Meaning(
            words: ["directory not found", "NoSuchBucket"], kind: .noSuchStore,
            meaning: "there is no such folder: correct library.rclone"),
        Meaning(
            words: [
                "connection refused", "no such host", "network is unreachable", "no route to host",
                "couldn't connect", "dial tcp", "dial unix",
            ], kind: .unreachable,
            meaning: "the other side cannot be reached: see to the network and rclone's configuration"),
        Meaning(
            words: ["i/o timeout", "timeout", "deadline exceeded"], kind: .timedOut,
            meaning: "the other side does not answer any more: it is tried again"),
        Meaning(
            words: ["unexpected EOF", "connection reset", "broken pipe", "connection lost", "EOF"], kind: .cut,
            meaning: "the connection broke off: it is tried again"),
        Meaning(
            words: ["too many requests", "429", "rate limit", "503"], kind: .busy,
            meaning: "the other side is busy: it is tried again"),
    ]

    var error: StoreError {
        let what = file.map { "\(remote) \($0)" } ?? remote
        if let known = Self.meanings.first(where: { $0.words.contains { text.contains($0) } }) {
            return StoreError(known.kind, "\(what): \(known.meaning)")
        }
        return StoreError(.other, "\(what): rclone: \(ToolComplaint(text).lastLine)")
    }
}
