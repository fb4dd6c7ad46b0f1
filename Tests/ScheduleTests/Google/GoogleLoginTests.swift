import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Programme
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Schedule

@Suite(.temporaryFolder, .timeLimit(.minutes(3)))
struct GoogleLoginTests {
    let client = TemporaryFolder.current.appending("client.json")
    let token = TemporaryFolder.current.appending("token.json")

    /// A person's browser: asks Google, is sent back to this machine, and goes there.
    struct Browser: Sendable {
        let google: FakeGoogle

        /// What Google's sign-in page does with the address that was shown, once the person has agreed.
        /// - Returns: where it sends the browser.
        func agree(_ address: String) throws -> String {
            let parts = try #require(URLComponents(string: address))
            let query = Dictionary(
                (parts.queryItems ?? []).map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { $1 })
            #expect(parts.host == "accounts.example" && query["client_id"] == FakeGoogle.clientID)
            #expect(query["response_type"] == "code" && query["access_type"] == "offline")
            #expect(query["scope"] == "https://www.googleapis.com/auth/calendar.readonly")
            #expect(query["code_challenge_method"] == "S256")
            let redirect = try #require(query["redirect_uri"])
            #expect(redirect.wholeMatch(of: /http:\/\/127\.0\.0\.1:\d+/) != nil)
            let challenge = try #require(query["code_challenge"])
            google.state.withLock { $0.codes["4/code"] = (redirect, challenge) }
            let state = try #require(query["state"])
            #expect(state.utf8.count >= 32)
            return "\(redirect)/?state=\(state)&code=4%2Fcode&scope=\(FormEncoding.escaped(query["scope"] ?? ""))"
        }

        @discardableResult
        func go(_ address: String) async throws -> Int {
            let response = try await HTTPClient.shared.execute(HTTPClientRequest(url: address), timeout: .seconds(10))
            _ = try await response.body.collect(upTo: 1 << 20)
            return Int(response.status.code)
        }
    }

    func with<Value: Sendable>(_ body: (FakeGoogle, Browser, GoogleLogin) async throws -> Value) async throws -> Value {
        let clock = SettableClock(GoogleStation.noon)
        return try await FakeGoogle.run(clock: clock) { google, _ in
            try Data(
                """
                {"installed": {"client_id": "\(FakeGoogle.clientID)", "project_id": "station",
                "auth_uri": "https://accounts.example/o/oauth2/auth", "token_uri": "\(google.tokenAddress)",
                "client_secret": "\(FakeGoogle.clientSecret)", "redirect_uris": ["http://localhost"]}}
                """.utf8
            ).write(to: URL(filePath: client.string))
            return try await body(
                google, Browser(google: google), GoogleLogin(client: try GoogleClient(file: client), clock: clock))
        }
    }

    /// Signs in, the browser doing `visit` with the address that it is shown.
    func logIn(
        _ login: GoogleLogin, patience: Duration = .seconds(30),
        visit: @escaping @Sendable (String) async throws -> Void
    ) async throws {
        let (addresses, shown) = AsyncStream<String>.makeStream()
        try await withThrowingTaskGroup { group in
            group.addTask {
                try await login.run(writing: GoogleCredentialsFile(self.token), patience: patience) { address, _ in
                    shown.yield(address)
                }
            }
            for await address in addresses {
                try await visit(address)
                break
            }
            try await group.waitForAll()
        }
    }

    @Test("Signing in with a browser gives a token file with which the calendar is read")
    func signIn() async throws {
        try await with { google, browser, login in
            try await logIn(login) { address in
                let back = try browser.agree(address)
                let redirect = try #require(back.firstIndex(of: "?").map { String(back[..<$0]) })
                // Others may knock, and are sent away: a browser's wish, somebody without the state, another state.
                #expect(try await browser.go(redirect + "favicon.ico") == 404)
                #expect(try await browser.go(redirect + "?code=4%2Fevil") == 404)
                #expect(try await browser.go(redirect + "?code=4%2Fevil&state=x") == 404)
                #expect(try await browser.go(back) == 200)
            }
            #expect(try token.stat().permissions == .ownerReadWrite)
            google.state.withLock {
                $0.calendars["c"] = [FakeGoogle.event("A", "2026-11-22T14:00:00Z", "2026-11-22T15:00:00Z")]
            }
            let span = ScheduleSpan(zone: try #require(TimeZone(identifier: "Europe/London")))
            let clock = google.clock
            let schedule = GoogleSchedule(
                calendar: "c", credentials: GoogleCredentialsFile(token), span: span, clock: clock, api: google.url)
            #expect(try await schedule.read().slots.map(\.title) == ["A"])
            clock.advance(by: 7200)
            #expect(try await schedule.read().slots.map(\.title) == ["A"])
            #expect(google.violations == [])
        }
    }

    @Test("A person who says no, or nothing, is told of, and no file is written")
    func refused() async throws {
        try await with { _, browser, login in
            let no = await #expect(throws: ScheduleError.self) {
                try await logIn(login) { address in
                    let back = try browser.agree(address).replacing("code=4%2Fcode", with: "error=access_denied")
                    try await browser.go(back)
                }
            }
            #expect(no?.description.contains("access_denied") == true)
            let nothing = await #expect(throws: ScheduleError.self) {
                try await logIn(login, patience: .milliseconds(50)) { _ in }
            }
            #expect(nothing?.description.contains("nobody has signed in") == true)
            #expect(!FileManager.default.fileExists(atPath: token.string))
        }
    }

    @Test("A code that is another attempt's gives no token")
    func otherAttempt() async throws {
        try await with { google, browser, login in
            let error = await #expect(throws: ScheduleError.self) {
                try await logIn(login) { address in
                    let back = try browser.agree(address)
                    google.state.withLock { $0.codes["4/code"]?.challenge = "of another attempt" }
                    try await browser.go(back)
                }
            }
            #expect(error?.description.contains("no token was given") == true)
            #expect(!"\(error as Any)".contains(FakeGoogle.clientSecret))
        }
    }

    @Test("A service account's key is not written over")
    func overwriting() async throws {
        try await with { google, _, login in
            let key = google.serviceAccountKey()
            try Data(key.utf8).write(to: URL(filePath: token.string))
            let error = await #expect(throws: ScheduleError.self) {
                try await login.run(writing: GoogleCredentialsFile(token)) { _, _ in
                    Issue.record("nobody is to sign in")
                }
            }
            #expect(error?.description.contains("--output") == true)
            #expect(try String(contentsOf: URL(filePath: token.string), encoding: .utf8) == key)
        }
    }

    @Test(
        "A client that is none says what to do",
        arguments: [
            ("{}", "Desktop app"), (#"{"web": {}}"#, "web application"), ("", "Desktop app"),
            (#"{"installed": {"client_id": "1"}}"#, "client_secret"),
            (
                #"{"installed": {"client_id": "1", "client_secret": "2", "token_uri": "http://example.org/"}}"#,
                "token_uri"
            ),
        ])
    func badClient(text: String, part: String) throws {
        try Data(text.utf8).write(to: URL(filePath: client.string))
        let error = #expect(throws: ScheduleError.self) { try GoogleClient(file: client) }
        #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
    }
}
