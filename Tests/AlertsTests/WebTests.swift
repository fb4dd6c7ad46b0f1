import Foundation
import TestSupport
import Testing

@testable import Alerts

@Suite("A web hook", .timeLimit(.minutes(1))) struct WebTests {
    private func deliver(
        _ address: WebAddress, patience: Double = 5, _ channel: (WebAddress) -> Channel = Channel.slack
    ) async -> Delivery.Outcome {
        let courier = Courier(patience: patience)
        let outcome = await courier.deliver(message(), to: channel(address))
        await courier.close()
        return outcome
    }

    @Test("that answers has the message, by POST", arguments: [200, 201, 204])
    func takes(status: Int) async throws {
        try await WebServer.run(.answer(status)) { server in
            #expect(await deliver(WebAddress(server.port)) == .delivered)
            let request = try #require(server.requests.first)
            #expect(request.path == "/hook/s3cret")
            #expect(request.header("content-type") == "application/json")
            #expect(String(decoding: request.body, as: UTF8.self).contains("Dead air"))
        }
    }

    @Test("gets user and password where its address has them")
    func credentials() async throws {
        try await WebServer.run { server in
            let address = try #require(WebAddress("http://me:p%40w@127.0.0.1:\(server.port)/topic"))
            #expect(await deliver(address, Channel.ntfy) == .delivered)
            let expected = "Basic \(Data("me:p@w".utf8).base64EncodedString())"
            #expect(server.requests.first?.header("authorization") == expected)
        }
    }

    @Test(
        "that cannot just now is tried later, when it says",
        arguments: [
            (500, [:], nil), (503, ["Retry-After": "7"], 7), (429, ["Retry-After": "0.5"], 0.5),
            (429, ["Retry-After": "999999"], 3600), (429, ["Retry-After": "soon"], nil),
            (
                429,
                ["Date": "Sun, 22 Nov 2026 12:00:00 GMT", "Retry-After": "Sun, 22 Nov 2026 12:00:30 GMT"], 30
            ),
        ] as [(Int, [String: String], Double?)])
    func busy(status: Int, headers: [String: String], pause: Double?) async throws {
        try await WebServer.run(.answer(status, headers: headers, body: "busy")) { server in
            guard case .failed(let reason, let retryAfter) = await deliver(WebAddress(server.port)) else {
                Issue.record("delivered")
                return
            }
            #expect(retryAfter == pause)
            #expect(reason.hasPrefix("127.0.0.1:\(server.port) answered \(status)"))
            #expect(reason.contains("busy"))
        }
    }

    @Test("whose address is wrong is tried again, and one that does not like the message is not for ever")
    func wrong() async throws {
        for status in [301, 401, 403, 404, 410] {
            try await WebServer.run(.answer(status, headers: ["Location": "http://127.0.0.1:1/"])) { server in
                guard case .failed = await deliver(WebAddress(server.port)) else {
                    Issue.record("\(status) is no failure")
                    return
                }
                #expect(server.requests.count == 1)
            }
        }
        try await WebServer.run(.answer(400, body: "invalid_payload")) { server in
            let outcome = await deliver(WebAddress(server.port))
            #expect(outcome == .refused("127.0.0.1:\(server.port) answered 400 Bad Request: invalid_payload"))
        }
    }

    @Test("that shows the address in its answer does not bring it into a message")
    func echo() async throws {
        try await WebServer.run(.answer(404, body: "no /hook/s3cret here")) { server in
            let outcome = await deliver(WebAddress(server.port))
            #expect(outcome.reason?.contains("404") == true)
            #expect(outcome.reason?.contains("s3cret") == false)
        }
    }

    @Test("that hangs, closes, is not there, or has no name is a failure in plain words, within its time")
    func dead() async throws {
        let started = ContinuousClock.now
        try await WebServer.run(.hang) { server in
            let outcome = await deliver(WebAddress(server.port), patience: 0.3)
            #expect(outcome == .failed("127.0.0.1:\(server.port): it did not answer in time"))
        }
        try await WebServer.run(.close) { server in
            let outcome = await deliver(WebAddress(server.port))
            #expect(outcome == .failed("127.0.0.1:\(server.port): it closed the connection without an answer"))
        }
        // Nobody listens at port 1; one that was free a moment ago may be another test's by now.
        #expect(await deliver(WebAddress(1)) == .failed("127.0.0.1:1: Connection refused"))
        let nowhere = try #require(WebAddress("http://nowhere.invalid/s3cret"))
        #expect(await deliver(nowhere) == .failed("nowhere.invalid: there is no such host"))
        #expect(ContinuousClock.now - started < .seconds(30))
    }
}
