import Foundation
import Subprocess
import SystemPackage
import TestSupport
import Testing

@testable import Alerts

/// Says its port, and then what it was sent.
private let tlsServer = """
    import socket, ssl, sys
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    server = socket.create_server(("127.0.0.1", 0))
    print(server.getsockname()[1], flush=True)
    try:
        print(context.wrap_socket(server.accept()[0], server_side=True).recv(100) or "nothing", flush=True)
    except OSError:
        print("nothing", flush=True)
    """

@Suite("A web hook", .temporaryFolder, .timeLimit(.minutes(3))) struct WebTests {
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

    @Test(
        "that shows something of the address in its answer does not bring it into a message",
        arguments: [
            "no /hook/s3cretpath here", "no S3CRETPATH", #"{"asked":"\/hook\/s3cretpath"}"#, "s3cretp was it",
            "token=t0kenvalue", "t0kenvalue", "s%33cretpath", "bad credentials me:p@ssword",
            "Authorization: Basic \(Data("me:p@ssword".utf8).base64EncodedString())",
        ])
    func echo(said: String) async throws {
        try await WebServer.run(.answer(404, body: said)) { server in
            let address = try #require(
                WebAddress("http://me:p%40ssword@127.0.0.1:\(server.port)/hook/s3cretpath?token=t0kenvalue"))
            let outcome = await deliver(address)
            #expect(outcome.reason?.hasPrefix("127.0.0.1:\(server.port) answered 404 Not Found;") == true)
            #expect(server.requests.first?.path == "/hook/s3cretpath?token=t0kenvalue")
        }
        try await WebServer.run(.answer(400, body: "channel_is_archived")) { server in
            let outcome = await deliver(WebAddress(server.port))
            #expect(outcome.reason?.hasSuffix(": channel_is_archived") == true)
        }
    }

    @Test("that answers with more than anybody reads, or never to the end, has been heard all the same")
    func endless() async throws {
        for (status, isDelivered) in [(200, true), (500, false)] {
            let long = String(repeating: "x", count: 10 << 20)
            try await WebServer.run(.answer(status, body: long)) { server in
                #expect((await deliver(WebAddress(server.port)) == .delivered) == isDelivered)
            }
            try await WebServer.run(.stall(status)) { server in
                let started = ContinuousClock.now
                #expect((await deliver(WebAddress(server.port)) == .delivered) == isDelivered)
                #expect(ContinuousClock.now - started < .seconds(10))
            }
        }
    }

    @Test("whose certificate is of its own making gets nothing")
    func certificate() async throws {
        let folder = TemporaryFolder.current
        let (key, certificate) = (folder.appending("key.pem").string, folder.appending("certificate.pem").string)
        _ = try await Subprocess.run(
            .name("openssl"),
            arguments: [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate,
            ], output: .discarded, error: .discarded)
        let heard = try await Subprocess.run(
            .path("/usr/bin/python3"), arguments: ["-c", tlsServer, certificate, key], input: .none,
            output: .sequence, error: .discarded
        ) { execution in
            var lines = execution.standardOutput.strings().makeAsyncIterator()
            let port = try #require(try await lines.next()).trimmingCharacters(in: .newlines)
            let address = try #require(WebAddress("https://127.0.0.1:\(port)/hook/s3cret"))
            let outcome = await deliver(address)
            let reason = outcome.reason ?? "delivered"
            #expect(
                reason
                    == "127.0.0.1:\(port): its certificate has expired, or is from nobody whom this machine trusts")
            #expect(outcome.reason?.contains("s3cret") == false)
            return try await lines.next()?.trimmingCharacters(in: .newlines)
        }.closureResult
        #expect(heard == "nothing")
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
