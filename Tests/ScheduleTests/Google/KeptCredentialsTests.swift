import Cloud
import Foundation
import Programme
import Synchronization
import SystemPackage
import TestSupport
import Testing
import Tools

@testable import Schedule

@Suite("Credentials that are kept where secrets are", .moto, .temporaryFolder, .timeLimit(.minutes(3)))
struct KeptCredentialsTests {
    private let key = "schedule.google.credentials"
    private let store = ParameterStore(
        ParameterStoreSettings(
            path: "/playout/\(UUID().uuidString.lowercased())",
            place: .init(region: "eu-west-1", endpoint: Moto.endpoint)),
        environment: Moto.credentials)

    private func keeper(known: Data? = nil) -> GoogleCredentialsElsewhere {
        GoogleCredentialsElsewhere(name: "the parameter \(key)", known: known) { [store, key] in
            try await store.value(key).map { Data($0.utf8) }
        } put: { [store, key] data in
            try await store.put(String(decoding: data, as: UTF8.self), as: key)
        }
    }

    private func schedule(_ station: GoogleStation, _ keeper: any GoogleCredentialsKeeper) throws -> GoogleSchedule {
        GoogleSchedule(
            calendar: GoogleStation.calendar, credentials: keeper,
            span: ScheduleSpan(zone: try #require(TimeZone(identifier: "Europe/London"))), clock: station.clock,
            api: station.google.url)
    }

    @Test("A user's token that was renewed is put back into Parameter Store, and the next machine goes on with it")
    func putBack() async throws {
        try await GoogleStation.with(user: true) { station in
            try await store.put(station.google.userToken(), as: key)
            station.google.state.withLock { $0.nextRefreshToken = "1//second" }
            #expect(try await schedule(station, keeper()).read().notes == [])
            let kept = try #require(try await store.value(key))
            let fields = try #require(try JSONSerialization.jsonObject(with: Data(kept.utf8)) as? [String: Any])
            #expect(fields["token"] as? String == "ya29.token-1")
            #expect(fields["refresh_token"] as? String == "1//second")
            #expect(fields["client_secret"] as? String == FakeGoogle.clientSecret)
            _ = try await schedule(station, keeper()).read()
            #expect(station.tokenRequests.count == 1)
        }
    }

    @Test("A token that somebody has made anew counts when the old one is of no use any more")
    func renewed() async throws {
        try await GoogleStation.with(user: true) { station in
            try await store.put(station.google.userToken(), as: key)
            let schedule = try schedule(station, keeper(known: Data(station.google.userToken().utf8)))
            _ = try await schedule.read()
            try await store.put(station.google.serviceAccountKey(), as: key)
            station.clock.advance(by: 3600)
            _ = try await schedule.read()
            #expect(station.tokenRequests.last?.form["grant_type"]?.contains("jwt-bearer") == true)
        }
    }

    @Test("Credentials that are nowhere are an error that says where to keep them")
    func nowhere() async throws {
        try await GoogleStation.with(user: true) { station in
            let error = try await station.failure(schedule(station, keeper()))
            #expect(error.description.contains("keep them as the parameter \(key)") && !error.mayPass)
        }
    }

    @Test("What is on this machine is used as it is, and a refresh token that cannot be kept is told")
    func nearby() async throws {
        try await GoogleStation.with(user: true) { station in
            let known = Data(station.google.userToken().utf8)
            let schedule = try schedule(station, GoogleCredentialsElsewhere(name: "the environment", known: known))
            #expect(try await schedule.read().notes == [])
            station.clock.advance(by: 3600)
            station.google.state.withLock { $0.nextRefreshToken = "1//second" }
            let notes = try await schedule.read().notes
            #expect(notes.count == 1 && notes[0].reason.contains("the environment, which cannot be written"))
            station.clock.advance(by: 3600)
            _ = try await schedule.read()
            #expect(station.tokenRequests.last?.form["refresh_token"] == "1//second")
        }
    }
}
