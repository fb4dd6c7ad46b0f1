import Foundation
import Programme

/// What Google's libraries keep as `token.json`: an account's owner has let an application read its calendars.
struct UserToken: Sendable {
    let refreshToken: String
    let clientID: String
    let clientSecret: String
    let tokenAddress: String
    /// The access token that was last given out, and until when it is good.
    let token: String?
    let expiry: Date?
    /// Whether it says that calendars may be read; `nil` if it does not say what it is for.
    let mayReadCalendars: Bool?

    init(_ fields: [String: Any], file: String) throws(ScheduleError) {
        func text(_ key: String) throws(ScheduleError) -> String {
            try GoogleCredentials.text(key, of: fields, file: file, remedy: "make it anew by `playout schedule login`")
        }
        refreshToken = try text("refresh_token")
        clientID = try text("client_id")
        clientSecret = try text("client_secret")
        tokenAddress = try GoogleCredentials.tokenAddress(fields["token_uri"] as? String, file: file)
        // `access_token` and `token_expiry` as the libraries of long ago wrote it.
        token = (fields["token"] ?? fields["access_token"]) as? String
        expiry = ((fields["expiry"] ?? fields["token_expiry"]) as? String).flatMap(Self.instant)
        let scopes = fields["scopes"] as? [String] ?? (fields["scope"] as? String)?.components(separatedBy: " ")
        mayReadCalendars = scopes.map { $0.contains { Self.sufficient.contains($0) } }
    }

    /// As Python's libraries write it, and read it again.
    static func written(_ expiry: Date) -> String { String(expiry.rfc3339.dropLast(5)) + ".000000Z" }

    /// As it is kept: as Google's libraries write it.
    static func data(_ fields: [String: Any]) throws -> Data {
        try JSONSerialization.data(
            withJSONObject: fields, options: [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes])
    }

    private static let sufficient: Set<String> = [
        GoogleCredentials.scope, "https://www.googleapis.com/auth/calendar",
        "https://www.googleapis.com/auth/calendar.events", "https://www.googleapis.com/auth/calendar.events.readonly",
    ]

    /// Python writes microseconds, and is silent about UTC or ends with a `Z`.
    private static func instant(_ text: String) -> Date? {
        try? ScheduleTime.instant(text, zone: .gmt)
    }
}

extension UserToken: CustomStringConvertible, CustomReflectable {
    var description: String { "an authorised user's token" }
    var customMirror: Mirror { Mirror(self, children: []) }
}
