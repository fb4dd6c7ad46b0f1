import Crypto
import CryptoExtras
import Foundation
import Programme
import Synchronization
import SystemPackage
import TestSupport

/// Google's token endpoint and its Calendar API, as strict as the real ones.
final class FakeGoogle: Sendable {
    struct Grant: Sendable {
        var expiry: Date
        var canReadCalendars = true
    }

    struct State: Sendable {
        var calendars: [String: [JSON]] = [:]
        var accessRole = "reader"
        var pageSize = 2500
        /// What is answered in place of the real thing, one after another.
        var calendarAnswers: [WebServer.Behaviour] = []
        var tokenAnswers: [WebServer.Behaviour] = []
        var granted: [String: Grant] = [:]
        var refreshTokens: Set<String> = ["1//refresh"]
        /// Given out with the next access token.
        var nextRefreshToken: String?
        var pages: [String: Int] = [:]
        var codes: [String: (redirect: String, challenge: String)] = [:]
        var serial = 0
        var lifetime = 3599.0
        /// What somebody asked for that Google does not allow.
        var violations: [String] = []
    }

    typealias JSON = [String: any Sendable]

    static let email = "playout@station.iam.gserviceaccount.com"
    static let clientID = "1234-abc.apps.googleusercontent.com"
    static let clientSecret = "GOCSPX-client-secret"
    static let key: _RSA.Signing.PrivateKey? = try? _RSA.Signing.PrivateKey(keySize: .bits2048)

    let clock: SettableClock
    let state = Mutex(State())
    private let address = Mutex("")

    init(clock: SettableClock) { self.clock = clock }

    /// Where it is.
    var url: String { address.withLock { $0 } }
    var tokenAddress: String { "\(url)/token" }
    var violations: [String] { state.withLock { $0.violations } }

    /// Runs a Google while `body` is at work.
    static func run<Value: Sendable>(
        clock: SettableClock, _ body: (FakeGoogle, WebServer) async throws -> Value
    ) async throws -> Value {
        let google = FakeGoogle(clock: clock)
        return try await WebServer.run(.reply { google.answer($0) }) { server in
            google.address.withLock { $0 = "http://127.0.0.1:\(server.port)" }
            return try await body(google, server)
        }
    }

    private func answer(_ request: WebServer.Request) -> WebServer.Behaviour {
        let path = request.path.split(separator: "?")[0]
        return state.withLock { state in
            if path == "/token" {
                if !state.tokenAnswers.isEmpty { return state.tokenAnswers.removeFirst() }
                return TokenEndpoint(google: self, request: request).answer(&state)
            }
            if path.hasPrefix("/calendar/v3/calendars/") {
                if !state.calendarAnswers.isEmpty { return state.calendarAnswers.removeFirst() }
                return CalendarEndpoint(google: self, request: request).answer(&state)
            }
            state.violations.append("asked for \(path)")
            return .answer(404, body: "Not Found")
        }
    }

    // MARK: Credentials

    func serviceAccountKey(email: String = email, key: _RSA.Signing.PrivateKey? = FakeGoogle.key) -> String {
        let fields = [
            "type": "service_account", "project_id": "station", "private_key_id": "0123456789abcdef",
            "private_key": key?.pkcs8PEMRepresentation ?? "", "client_email": email, "client_id": "1",
            "auth_uri": "https://accounts.google.com/o/oauth2/auth", "token_uri": tokenAddress,
            "universe_domain": "googleapis.com",
        ]
        return (try? JSONEncoder().encode(fields)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// As google-auth writes it.
    func userToken(token: String = "ya29.old", expiry: String = "2020-01-01T00:00:00.000000Z") -> String {
        """
        {"token": "\(token)", "refresh_token": "1//refresh", "token_uri": "\(tokenAddress)",
        "client_id": "\(Self.clientID)", "client_secret": "\(Self.clientSecret)",
        "scopes": ["https://www.googleapis.com/auth/calendar.readonly"], "universe_domain": "googleapis.com",
        "account": "", "expiry": "\(expiry)", "something_new": {"kept": [1, 2]}}
        """
    }

    // MARK: Events

    static func event(
        _ title: String?, _ start: String, _ end: String, _ description: String? = "PID:x TYPE:RECORDED",
        status: String = "confirmed"
    ) -> JSON {
        var event: JSON = [
            "kind": "calendar#event", "etag": "\"1\"", "id": UUID().uuidString, "status": status,
            "htmlLink": "https://www.google.com/calendar/event?eid=x", "creator": ["email": "someone@example.org"],
            "start": time(start), "end": time(end), "iCalUID": "x@google.com", "eventType": "default",
        ]
        event["summary"] = title
        event["description"] = description
        return event
    }

    private static func time(_ text: String) -> JSON {
        text.contains("T") ? ["dateTime": text, "timeZone": "Europe/London"] : ["date": text]
    }

    static func error(_ status: Int, _ reason: String, _ message: String) -> WebServer.Behaviour {
        .answer(
            status, headers: ["Content-Type": "application/json; charset=UTF-8"],
            body: """
                {"error": {"errors": [{"domain": "global", "reason": "\(reason)", "message": "\(message)"}],
                "code": \(status), "message": "\(message)"}}
                """)
    }

    static func tokenError(_ status: Int, _ error: String, _ description: String) -> WebServer.Behaviour {
        .answer(status, body: #"{"error": "\#(error)", "error_description": "\#(description)"}"#)
    }
}

extension WebServer.Request {
    var query: [String: String] {
        let items = URLComponents(string: path)?.queryItems ?? []
        return Dictionary(items.map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { $1 })
    }

    var form: [String: String] {
        let items = URLComponents(string: "/?\(String(decoding: body, as: UTF8.self))")?.queryItems ?? []
        return Dictionary(items.map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { $1 })
    }
}
