import Crypto
import Foundation
import Programme
import SystemPackage

/// An application as Google's console describes it: `client_secret_….json`, of the kind "desktop app".
package struct GoogleClient: Sendable {
    let id: String
    let secret: String
    let signInAddress: String
    let tokenAddress: String

    package init(file: FilePath) throws(ScheduleError) {
        let data: Data
        do throws(CalendarFile.Failure) {
            data = try CalendarFile(file, largest: GoogleCredentialsFile.largest).contents()
        } catch {
            throw ScheduleError("the client \(file) \(error.reason(setting: "--client"))")
        }
        let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
        guard let fields = object?["installed"] as? [String: Any] else {
            throw ScheduleError(
                object?["web"] != nil
                    ? "\(file) is a web application's client: make one of the kind 'Desktop app' in Google's console"
                    : "\(file) is no client: make one of the kind 'Desktop app' in Google's console, and download it")
        }
        guard let id = fields["client_id"] as? String, let secret = fields["client_secret"] as? String else {
            throw ScheduleError("\(file): there is no client_id or no client_secret in it: download it again")
        }
        (self.id, self.secret) = (id, secret)
        tokenAddress = try GoogleCredentials.tokenAddress(fields["token_uri"] as? String, file: file.string)
        signInAddress = fields["auth_uri"] as? String ?? "https://accounts.google.com/o/oauth2/auth"
        guard let parts = URLComponents(string: signInAddress), ["http", "https"].contains(parts.scheme) else {
            throw ScheduleError("\(file): its auth_uri is no address of the web: download it again")
        }
    }
}

extension GoogleClient: CustomStringConvertible, CustomReflectable {
    package var description: String { "Google client \(id)" }
    package var customMirror: Mirror { Mirror(self, children: ["id": id]) }
}

/// What one attempt to sign in is known by: nobody who does not know it can take it over (RFC 7636, RFC 8252).
struct SignInAttempt: Sendable {
    let state: String
    let verifier: String

    init() {
        var random = SystemRandomNumberGenerator()
        func secret(_ count: Int) -> String {
            Data((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }).base64URL
        }
        (state, verifier) = (secret(32), secret(48))
    }

    var challenge: String { Data(SHA256.hash(data: Data(verifier.utf8))).base64URL }

    func address(client: GoogleClient, redirect: String) -> String {
        let query = [
            "client_id": client.id, "redirect_uri": redirect, "response_type": "code", "scope": GoogleCredentials.scope,
            "state": state, "code_challenge": challenge, "code_challenge_method": "S256",
            // Without these Google gives out no refresh token to whoever has signed in before.
            "access_type": "offline", "prompt": "consent",
        ]
        return client.signInAddress + (client.signInAddress.contains("?") ? "&" : "?") + FormEncoding.text(query)
    }

    /// What came back by way of the person's browser.
    enum Outcome: Equatable, Sendable {
        case code(String)
        case refused(String)
        /// Somebody else's, or a browser's wish for an icon.
        case notOurs
    }

    func outcome(of path: String) -> Outcome {
        guard let parts = URLComponents(string: path), parts.path == "/" else { return .notOurs }
        func item(_ name: String) -> String? { parts.queryItems?.first { $0.name == name }?.value }
        guard let state = item("state"), Data(state.utf8).isEqual(to: Data(self.state.utf8)) else { return .notOurs }
        if let error = item("error") { return .refused(OneLine.of(error)) }
        return item("code").map(Outcome.code) ?? .notOurs
    }
}

extension Data {
    fileprivate var base64URL: String {
        base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// In a time that says nothing about where they differ.
    fileprivate func isEqual(to other: Data) -> Bool {
        count == other.count && zip(self, other).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
