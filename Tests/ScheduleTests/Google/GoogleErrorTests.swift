import Foundation
import Programme
import SystemPackage
import TestSupport
import Testing

@testable import Schedule

@Suite(.temporaryFolder, .timeLimit(.minutes(3)))
struct GoogleErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let answer: WebServer.Behaviour
        let part: String
        let mayPass: Bool
        let testDescription: String

        init(_ status: Int, _ reason: String, _ part: String, mayPass: Bool = false) {
            answer = FakeGoogle.error(status, reason, "Google's own words.")
            (self.part, self.mayPass, testDescription) = (part, mayPass, "\(status) \(reason)")
        }

        init(_ answer: WebServer.Behaviour, _ part: String, mayPass: Bool = true, _ name: String) {
            (self.answer, self.part, self.mayPass, testDescription) = (answer, part, mayPass, name)
        }
    }

    @Test(
        "Each of Google's errors is told in words that say what to do; what passes is tried four times",
        arguments: [
            Case(403, "forbidden", "share it with that account"),
            Case(403, "accessNotConfigured", "is not enabled"),
            Case(403, "insufficientPermissions", "playout schedule login"),
            Case(404, "notFound", "is not shared with playout@station.iam.gserviceaccount.com"),
            Case(410, "deleted", "has been deleted"), Case(400, "badRequest", "schedule.google.calendar"),
            Case(418, "teapot", "HTTP status 418"),
            Case(403, "rateLimitExceeded", "too often", mayPass: true),
            Case(403, "userRateLimitExceeded", "too often", mayPass: true),
            Case(429, "rateLimitExceeded", "too often", mayPass: true),
            Case(500, "backendError", "trouble of its own", mayPass: true),
            Case(503, "backendError", "trouble of its own", mayPass: true),
            Case(.answer(502, body: "<html>Bad Gateway</html>"), "trouble of its own", "an error page"),
            Case(.answer(200, body: "<html>Sign in to the wireless network</html>"), "something between", "a portal"),
            Case(.answer(200, body: "{\"items\": [{\"summ"), "not what it should be", "half an answer"),
            Case(.answer(200, body: "{\"kind\": \"calendar#events\"}"), "not what it should be", "no items"),
            Case(.answer(200, body: "{\"items\": {}}"), "not what it should be", "items of another kind"),
            Case(.answer(200, body: ""), "not what it should be", "nothing"),
            Case(.answer(200, body: String(repeating: "[", count: 100_000)), "not what it should be", "a deep hole"),
            Case(.close, "closed the connection", "a closed connection"),
        ])
    func errors(test: Case) async throws {
        try await GoogleStation.with { station in
            station.put([FakeGoogle.event("A", "2026-11-22T14:00:00Z", "2026-11-22T15:00:00Z")])
            station.answerNext(test.answer, test.answer, test.answer, test.answer)
            if case .close = test.answer { station.server.behave(.close) }
            let error = try await station.failure()
            #expect(error.description.contains(test.part), "\(error)")
            #expect(error.mayPass == test.mayPass)
            #expect(station.clock.waits.count == (test.mayPass ? 3 : 0))
            #expect(station.clock.waits == station.clock.waits.sorted(), "pauses grow")
        }
    }

    @Test("What passes within the tries is no trouble, and Google's own wish for a pause is respected")
    func passes() async throws {
        try await GoogleStation.with { station in
            station.put([FakeGoogle.event("A", "2026-11-22T14:00:00Z", "2026-11-22T15:00:00Z")])
            station.answerNext(
                .answer(503, headers: ["Retry-After": "7"]), FakeGoogle.error(403, "rateLimitExceeded", "x"))
            let slots6 = try await station.schedule().read().slots
            #expect(slots6.map(\.title) == ["A"])
            #expect(station.clock.waits.first == 7 && station.clock.waits.count == 2)
        }
    }

    @Test("Asked to come back in an hour, we come back at the next reading")
    func muchLater() async throws {
        try await GoogleStation.with { station in
            station.answerNext(.answer(429, headers: ["Retry-After": "3600"]))
            let error = try await station.failure()
            #expect(error.mayPass)
            #expect(station.clock.waits == [] && station.calendarRequests.count == 1)
            station.answerNext(FakeGoogle.error(403, "dailyLimitExceeded", "Daily Limit Exceeded"))
            let error2 = try await station.failure()
            #expect(error2.description.contains("quota for today"))
            #expect(station.clock.waits == [])
        }
    }

    @Test("An answer that never comes is a time-out, and one that never ends is cut off")
    func hangs() async throws {
        try await GoogleStation.with { station in
            station.server.behave(.hang)
            let error = try await station.failure(patience: 0.2)
            #expect(error.description.contains("did not answer in time") && error.mayPass)
        }
        try await GoogleStation.with { station in
            station.answerNext(.answer(200, body: String(repeating: " ", count: (32 << 20) + 1)))
            let error3 = try await station.failure()
            #expect(error3.description.contains("more than 32 MiB"))
        }
    }

    @Test("Pages without end come to an end")
    func endless() async throws {
        try await GoogleStation.with { station in
            for _ in 0..<2 { station.answerNext(.answer(200, body: #"{"items": [], "nextPageToken": "again"}"#)) }
            let error4 = try await station.failure()
            #expect(error4.description.contains("without end"))
        }
        try await GoogleStation.with { station in
            for page in 0..<201 {
                station.answerNext(.answer(200, body: #"{"items": [], "nextPageToken": "page\#(page)"}"#))
            }
            let error5 = try await station.failure()
            #expect(error5.description.contains("without end"))
        }
    }

    @Test("A token goes to Google alone: where another server is pointed to, it is not sent there")
    func redirected() async throws {
        try await GoogleStation.with { station in
            try await WebServer.run(.answer(200, body: #"{"items": []}"#), at: "127.0.0.2") { other in
                station.answerNext(.answer(302, headers: ["Location": "http://127.0.0.2:\(other.port)/x"]))
                _ = try? await station.schedule().read()
                #expect(other.requests.allSatisfy { $0.header("Authorization") == nil })
            }
        }
    }
}
