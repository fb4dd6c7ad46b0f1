import CryptoExtras
import Foundation
import Programme
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Schedule

/// A station with a Google calendar.
struct GoogleStation {
    static let calendar = "abc@group.calendar.google.com"
    static let noon = Date(timeIntervalSince1970: 1_795_348_800)

    let google: FakeGoogle
    let server: WebServer
    let clock: SettableClock
    let file: FilePath

    /// - Parameters:
    ///   - patience: seconds that an answer may take.
    ///   - user: with an authorised user's token in place of a service account's key.
    static func with<Value: Sendable>(
        user: Bool = false, _ body: (GoogleStation) async throws -> Value
    ) async throws -> Value {
        let clock = SettableClock(noon)
        return try await FakeGoogle.run(clock: clock) { google, server in
            let file = TemporaryFolder.current.appending("google.json")
            let station = GoogleStation(google: google, server: server, clock: clock, file: file)
            try station.write(user ? google.userToken() : google.serviceAccountKey())
            google.state.withLock { $0.calendars[calendar] = [] }
            let value = try await body(station)
            return value
        }
    }

    func write(_ credentials: String) throws { try Data(credentials.utf8).write(to: URL(filePath: file.string)) }

    func schedule(
        zone: String = "Europe/London", calendar: String = calendar, patience: Double = 30, wanted: Range<Date>? = nil
    ) throws -> GoogleSchedule {
        let zone = try #require(TimeZone(identifier: zone))
        return GoogleSchedule(
            calendar: calendar, credentials: GoogleCredentialsFile(file),
            span: ScheduleSpan(zone: zone, wanted: wanted), clock: clock,
            api: google.url, patience: patience)
    }

    func put(_ events: [FakeGoogle.JSON]) { google.state.withLock { $0.calendars[Self.calendar] = events } }

    func answerNext(_ answers: WebServer.Behaviour...) { google.state.withLock { $0.calendarAnswers += answers } }

    func grantNext(_ answers: WebServer.Behaviour...) { google.state.withLock { $0.tokenAnswers += answers } }

    var calendarRequests: [WebServer.Request] { server.requests.filter { $0.path.hasPrefix("/calendar/") } }
    var tokenRequests: [WebServer.Request] { server.requests.filter { $0.path.hasPrefix("/token") } }

    /// Everything that must not be shown to anybody.
    var secrets: [String] {
        let key = (FakeGoogle.key?.pkcs8PEMRepresentation ?? "").split(separator: "\n").dropFirst().first
        return [FakeGoogle.clientSecret, "1//refresh", "ya29.", "assertion", String(key ?? "BEGIN PRIVATE KEY")]
    }

    /// The error of reading, having made sure that it shows no secret.
    func failure(_ schedule: GoogleSchedule? = nil, patience: Double = 30) async throws -> ScheduleError {
        let schedule = try schedule ?? self.schedule(patience: patience)
        let error = try #require(await #expect(throws: ScheduleError.self) { try await schedule.read() })
        for secret in secrets { #expect(!"\(error) \(String(reflecting: error))".contains(secret)) }
        return error
    }
}
