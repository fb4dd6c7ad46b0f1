import Foundation
import Programme

/// By what we may read a Google calendar: a service account's key, or a token that an account's owner gave us.
enum GoogleCredentials: Sendable {
    case serviceAccount(ServiceAccountKey)
    case user(UserToken)

    static let scope = "https://www.googleapis.com/auth/calendar.readonly"
    static let usualTokenAddress = "https://oauth2.googleapis.com/token"

    /// - Parameter file: for messages.
    init(_ data: Data, file: String) throws(ScheduleError) {
        guard let object = try? JSONSerialization.jsonObject(with: data), let fields = object as? [String: Any] else {
            throw ScheduleError(
                "\(file) is not JSON: it should be a service account's key, or a token made by "
                    + "`playout schedule login`, as it was downloaded or written")
        }
        if fields["installed"] != nil || fields["web"] != nil {
            throw ScheduleError(
                "\(file) names an application and nobody who has let it in: make a token with it by "
                    + "`playout schedule login --client \(file)`, and set schedule.google.credentials to that")
        }
        if fields["private_key"] != nil || fields["type"] as? String == "service_account" {
            self = .serviceAccount(try ServiceAccountKey(fields, file: file))
        } else if fields["refresh_token"] != nil || fields["client_secret"] != nil {
            self = .user(try UserToken(fields, file: file))
        } else {
            throw ScheduleError(
                "\(file) is neither a service account's key nor an authorised user's token: see docs/calendar.md")
        }
    }

    /// What must be in a file of credentials.
    static func text(
        _ key: String, of fields: [String: Any], file: String, remedy: String
    ) throws(ScheduleError) -> String {
        guard let value = fields[key] as? String, !value.isEmpty else {
            throw ScheduleError("\(file): there is no \(key) in it: \(remedy)")
        }
        return value
    }

    /// A secret goes to this address: none but Google's, or one on this machine, may be spoken to in the clear.
    static func tokenAddress(_ text: String?, file: String) throws(ScheduleError) -> String {
        let text = text ?? usualTokenAddress
        let parts = URLComponents(string: text)
        let isLocal = ["127.0.0.1", "localhost", "[::1]", "::1"].contains(parts?.host ?? "")
        guard let scheme = parts?.scheme, parts?.host?.isEmpty == false,
            scheme == "https" || scheme == "http" && isLocal
        else {
            throw ScheduleError("\(file): its token_uri is no https:// address: download the file again")
        }
        return text
    }
}

/// What Google's console gives out for a service account.
struct ServiceAccountKey: Sendable {
    let email: String
    /// PEM.
    let privateKey: String
    let keyID: String?
    let tokenAddress: String

    init(_ fields: [String: Any], file: String) throws(ScheduleError) {
        func text(_ key: String) throws(ScheduleError) -> String {
            try GoogleCredentials.text(key, of: fields, file: file, remedy: "download the service account's key again")
        }
        email = try text("client_email")
        privateKey = try text("private_key")
        keyID = fields["private_key_id"] as? String
        tokenAddress = try GoogleCredentials.tokenAddress(fields["token_uri"] as? String, file: file)
    }
}

extension ServiceAccountKey: CustomStringConvertible, CustomReflectable {
    var description: String { email }
    var customMirror: Mirror { Mirror(self, children: ["email": email]) }
}
