import CryptoExtras
import Foundation
import Programme
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Schedule

@Suite(.temporaryFolder, .timeLimit(.minutes(3)))
struct GoogleTokenTests {
    @Test("A token is kept until five minutes before its end, and then there is another", arguments: [true, false])
    func ahead(user: Bool) async throws {
        try await GoogleStation.with(user: user) { station in
            let schedule = try station.schedule()
            for (seconds, tokens) in [(0.0, 1), (1800, 1), (1480, 1), (60, 2), (3600, 3)] {
                station.clock.advance(by: seconds)
                _ = try await schedule.read()
                #expect(station.tokenRequests.count == tokens, "after \(seconds) s")
            }
            // Never one that Google would have refused.
            #expect(station.calendarRequests.count == 5)
            #expect(station.google.violations == [])
        }
    }

    @Test("A clock that is 20 seconds fast is no trouble; one that is ten minutes wrong is told as such")
    func skew() async throws {
        try await GoogleStation.with { station in
            let google = SettableClock(GoogleStation.noon)
            let ours = SettableClock(GoogleStation.noon + 20)
            try await FakeGoogle.run(clock: google) { fake, _ in
                try station.write(fake.serviceAccountKey())
                fake.state.withLock { $0.calendars["c"] = [] }
                func schedule() throws -> GoogleSchedule {
                    GoogleSchedule(
                        calendar: "c", credentials: GoogleCredentialsFile(station.file),
                        span: ScheduleSpan(zone: try #require(TimeZone(identifier: "Europe/London"))), clock: ours,
                        api: fake.url)
                }
                _ = try await schedule().read()
                for wrong in [600.0, -4000] {
                    ours.set(GoogleStation.noon + wrong)
                    let error = try await station.failure(try schedule())
                    #expect(error.description.contains("clock") && error.description.contains("timedatectl"))
                }
            }
        }
    }

    @Test("A user's token that is still good is used as it is; one that was refused is replaced, once")
    func refused() async throws {
        try await GoogleStation.with(user: true) { station in
            try station.write(station.google.userToken(token: "ya29.good", expiry: "2026-11-22T13:00:00.123456Z"))
            station.google.state.withLock {
                $0.granted["ya29.good"] = .init(expiry: GoogleStation.noon + 3600)
            }
            let schedule = try station.schedule()
            _ = try await schedule.read()
            #expect(station.tokenRequests.count == 0)
            station.google.state.withLock { $0.granted = [:] }
            _ = try await schedule.read()
            #expect(station.tokenRequests.count == 1)
            #expect(station.calendarRequests.count == 3)
            // Refused whatever it is.
            station.answerNext(
                FakeGoogle.error(401, "authError", "Invalid Credentials"),
                FakeGoogle.error(401, "authError", "Invalid Credentials"))
            let error = try await station.failure(schedule)
            #expect(error.description.contains("nor a new one") && !error.mayPass)
            #expect(station.tokenRequests.count == 2)
        }
    }

    @Test("A new token is written back, for its owner only, and what else is in the file stays")
    func writtenBack() async throws {
        try await GoogleStation.with(user: true) { station in
            #expect(chmod(station.file.string, 0o644) == 0)
            station.google.state.withLock { $0.nextRefreshToken = "1//second" }
            let schedule = try station.schedule()
            _ = try await schedule.read()
            let data = try Data(contentsOf: URL(filePath: station.file.string))
            let fields = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            #expect(fields["token"] as? String == "ya29.token-1")
            #expect(fields["expiry"] as? String == "2026-11-22T12:59:59.000000Z")
            #expect(fields["refresh_token"] as? String == "1//second")
            #expect((fields["something_new"] as? [String: [Int]]) == ["kept": [1, 2]])
            #expect(fields["client_secret"] as? String == FakeGoogle.clientSecret)
            #expect(try station.file.stat().permissions == .ownerReadWrite)
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: TemporaryFolder.current.string) == ["google.json"])
            // Another process goes on with it, and so do we.
            _ = try await station.schedule().read()
            #expect(station.tokenRequests.count == 1)
            station.clock.advance(by: 3600)
            _ = try await schedule.read()
            #expect(station.tokenRequests.last?.form["refresh_token"] == "1//second")
        }
    }

    @Test("A token file that cannot be written stops nothing; a new refresh token that is lost is told")
    func readOnly() async throws {
        try await GoogleStation.with(user: true) { station in
            // A folder in the place of the new file: not even root can write it.
            let temporary = TemporaryFolder.current.appending(".google.json.\(getpid()).tmp")
            try FileManager.default.createDirectory(atPath: temporary.string, withIntermediateDirectories: false)
            let schedule = try station.schedule()
            #expect(try await schedule.read().notes == [])
            station.clock.advance(by: 3600)
            station.google.state.withLock { $0.nextRefreshToken = "1//second" }
            let notes = try await schedule.read().notes
            #expect(notes.count == 1 && notes[0].reason.contains("cannot be written"))
            #expect(!"\(notes)".contains("1//"))
            station.clock.advance(by: 3600)
            _ = try await schedule.read()
            #expect(station.tokenRequests.last?.form["refresh_token"] == "1//second")
        }
    }

    @Test("Other credentials in the file count at once")
    func replaced() async throws {
        try await GoogleStation.with(user: true) { station in
            let schedule = try station.schedule()
            _ = try await schedule.read()
            try station.write(station.google.serviceAccountKey())
            _ = try await schedule.read()
            #expect(station.tokenRequests.last?.form["grant_type"]?.contains("jwt-bearer") == true)
            #expect(station.google.violations == [])
        }
    }

    @Test(
        "Credentials that cannot be used say what to do, and show nothing of themselves",
        arguments: [
            ("", "not JSON"), ("[1]", "not JSON"), ("{}", "neither"),
            (#"{"installed": {"client_id": "1"}}"#, "login --client"),
            (#"{"type": "service_account", "client_email": "a"}"#, "no private_key"),
            (
                #"{"type": "service_account", "client_email": "a", "private_key": "BEGIN PRIVATE KEY ya29."}"#,
                "private_key cannot be used"
            ),
            (#"{"refresh_token": "1//refresh", "client_id": "x"}"#, "no client_secret"),
            (
                #"{"refresh_token": "1//refresh", "client_id": "x", "client_secret": "y", "token_uri": "http://example.org/t"}"#,
                "token_uri"
            ),
            (
                #"{"refresh_token": "1//refresh", "client_id": "x", "client_secret": "y", "scopes": ["https://mail.google.com/"]}"#,
                "not for reading calendars"
            ),
        ])
    func bad(text: String, part: String) async throws {
        try await GoogleStation.with { station in
            try station.write(text)
            let error = try await station.failure()
            #expect(error.description.contains(part) && error.description.contains(station.file.string), "\(error)")
            #expect(!error.mayPass && station.calendarRequests.isEmpty)
        }
    }

    @Test("Credentials that are not there, or may not be read, are an error that says so")
    func missing() async throws {
        try await GoogleStation.with { station in
            try FileManager.default.removeItem(atPath: station.file.string)
            let error = try await station.failure()
            #expect(error.description.contains("does not exist"))
        }
    }

    @Test(
        "What Google says of the credentials is told in words that say what to do",
        arguments: [
            (false, 400, "invalid_grant", "Invalid JWT Signature.", "make a new key", false),
            (false, 400, "invalid_grant", "Invalid grant: account not found", "make a new key", false),
            (false, 401, "invalid_client", "The OAuth client was not found.", "service account", false),
            (true, 400, "invalid_grant", "Token has been expired or revoked.", "seven days", false),
            (true, 400, "invalid_grant", "Bad Request", "playout schedule login", false),
            (true, 401, "invalid_client", "The OAuth client was not found.", "another client", false),
            (true, 403, "access_denied", "", "gives out no token", false),
            (true, 500, "internal_failure", "", "at the moment", true),
            (false, 503, "backend_error", "", "at the moment", true),
            (false, 429, "rate_limit", "", "at the moment", true),
        ])
    func tokenErrors(
        user: Bool, status: Int, code: String, text: String, part: String, mayPass: Bool
    ) async throws {
        try await GoogleStation.with(user: user) { station in
            let answer = FakeGoogle.tokenError(status, code, text)
            station.grantNext(answer, answer, answer, answer)
            let error = try await station.failure()
            #expect(error.description.contains(part), "\(error)")
            #expect(error.mayPass == mayPass)
            #expect(station.tokenRequests.count == (mayPass ? 4 : 1))
        }
    }

    @Test("A key that is another's is refused, and the error shows nothing of it")
    func wrongKey() async throws {
        try await GoogleStation.with { station in
            let other = try _RSA.Signing.PrivateKey(keySize: .bits2048)
            try station.write(station.google.serviceAccountKey(key: other))
            let error = try await station.failure()
            #expect(error.description.contains("make a new key"))
        }
    }
}
