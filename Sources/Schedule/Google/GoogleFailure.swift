import Foundation

/// Why Google did not give us what we asked for.
enum GoogleFailure: Error, Equatable, Sendable {
    /// It passes by itself; `after` are the seconds that Google asked us to wait.
    case passing(String, after: Double? = nil)
    /// The access token is not, or no longer, good.
    case tokenRefused(String)
    /// Somebody has to do something: what happened, and what that is.
    case wrong(String)
    /// Another account must let us in, or this one again.
    case notAuthorised(String)

    /// In words for people.
    var reason: String {
        switch self {
        case .passing(let reason, _), .tokenRefused(let reason), .wrong(let reason), .notAuthorised(let reason): reason
        }
    }

    var passing: Passing? {
        if case .passing(_, let after) = self { return Passing(after: after) }
        return nil
    }

    init(_ failure: WebClient.Failure, at host: String) {
        switch failure {
        case .noAnswer(let words):
            self = .passing("\(host): \(words); see whether this machine is connected to the internet")
        case .tooLarge(let most):
            let size = most < 1 << 20 ? "\(most >> 10) KiB" : "\(most >> 20) MiB"
            self = .wrong("\(host) sent more than \(size): is it the right calendar?")
        case .badAddress(let words): self = .wrong("\(host): \(words)")
        case .status(let status, let after): self = .passing("\(host) answers with HTTP status \(status)", after: after)
        }
    }
}

/// What Google answers where something is wrong, in either of its forms.
struct GoogleComplaint: Sendable, Equatable {
    /// `rateLimitExceeded`, `invalid_grant`
    var reason: String
    var message: String

    /// - Returns: `nil` if it is not JSON of either form.
    init?(_ data: Data) {
        guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else { return nil }
        if let error = object["error"] as? String {
            (reason, message) = (error, object["error_description"] as? String ?? "")
        } else if let error = object["error"] as? [String: Any] {
            let first = (error["errors"] as? [[String: Any]])?.first
            reason = (first?["reason"] ?? error["status"]) as? String ?? ""
            message = (error["message"] ?? first?["message"]) as? String ?? ""
        } else {
            return nil
        }
        (reason, message) = (OneLine.of(reason), OneLine.of(message))
    }
}

extension GoogleFailure {
    /// What the Calendar API's answer means, where it is none.
    init(calendar: String, status: Int, complaint: GoogleComplaint?, retryAfter: Double?, account: String) {
        let reason = complaint?.reason ?? ""
        let quoted = complaint.map { $0.message.isEmpty ? "" : ": \($0.message)" } ?? ""
        switch (status, reason) {
        case (401, _):
            self = .tokenRefused("Google does not take the token (401\(quoted))")
        case (403, "rateLimitExceeded"), (403, "userRateLimitExceeded"), (403, "RESOURCE_EXHAUSTED"), (429, _):
            self = .passing("Google is asked too often (\(status)\(quoted))", after: retryAfter)
        case (403, "quotaExceeded"), (403, "dailyLimitExceeded"):
            self = .passing(
                "Google's quota for today is used up (403\(quoted)); if this goes on, raise it in the console of "
                    + "Google's project, or set schedule.every higher", after: max(retryAfter ?? 0, 600))
        case (403, "accessNotConfigured"), (403, "SERVICE_DISABLED"):
            self = .wrong(
                "the Google Calendar API is not enabled in the credentials' project; enable it there, and wait a few "
                    + "minutes (403\(quoted))")
        case (403, "insufficientPermissions"), (403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT"):
            self = .notAuthorised(
                "the token is not for reading calendars; make another one by `playout schedule login` (403\(quoted))")
        case (403, _):
            self = .wrong(
                "\(account) may not read the calendar \(calendar); share it with that account, with all event details "
                    + "(403\(quoted))")
        case (404, _):
            self = .wrong(
                "there is no calendar \(calendar), or it is not shared with \(account): see to schedule.google.calendar,"
                    + " and share the calendar with that account, with all event details")
        case (410, _):
            self = .wrong("the calendar \(calendar) has been deleted (410\(quoted)); set another one")
        case (400, _):
            self = .wrong("Google takes the question for a wrong one (400\(quoted)); see to schedule.google.calendar")
        case (408, _), (425, _), (500..., _):
            self = .passing("Google has a trouble of its own (\(status)\(quoted))", after: retryAfter)
        default:
            self = .wrong("Google answers with HTTP status \(status)\(quoted)")
        }
    }

    /// What the token endpoint's answer means, where it is none.
    init(tokenStatus status: Int, complaint: GoogleComplaint?, retryAfter: Double?, isServiceAccount: Bool) {
        let message = complaint?.message ?? ""
        let quoted = [complaint?.reason, message].compactMap { $0?.isEmpty == false ? $0 : nil }
            .joined(separator: ": ")
        switch (status, complaint?.reason) {
        case (429, _), (408, _), (500..., _), (_, "temporarily_unavailable"), (_, "internal_failure"):
            self = .passing("Google gives out no token at the moment (\(status) \(quoted))", after: retryAfter)
        case (_, "invalid_grant") where message.contains("iat") || message.contains("short-lived"):
            self = .wrong(
                "Google takes this machine's clock to be wrong: set it right, see `timedatectl` (\(quoted))")
        case (_, "invalid_grant") where isServiceAccount:
            self = .notAuthorised(
                "Google does not take the service account's key: it has been deleted or is another's; make a new key "
                    + "in Google's console (\(quoted))")
        case (_, "invalid_grant"):
            self = .notAuthorised(
                "Google takes the token back: the account's owner has withdrawn it, changed the password, or the "
                    + "application is in testing, where tokens last for seven days. Set the application to 'in "
                    + "production' in Google's console, and run `playout schedule login` again (\(quoted))")
        case (_, "invalid_client"), (_, "unauthorized_client"), (_, "deleted_client"), (_, "disabled_client"):
            self = .notAuthorised(
                isServiceAccount
                    ? "Google does not take the service account; see in Google's console whether it is still there "
                        + "and enabled (\(quoted))"
                    : "Google does not know the application that the token is for; make a token with another "
                        + "client by `playout schedule login` (\(quoted))")
        default:
            self = .wrong("Google gives out no token (\(status) \(quoted))")
        }
    }
}
