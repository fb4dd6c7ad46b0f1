import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing

/// Amazon's services on the loopback, as moto serves them, for a suite.
package struct Moto: SuiteTrait, TestTrait, TestScoping {
    @TaskLocal package static var port = 1

    package static var endpoint: String { "http://127.0.0.1:\(port)" }
    /// What the machine would have by its role.
    package static let credentials: [String: String?] = [
        "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "s3cret-of-the-test", "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": "/nonexistent", "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
    ]

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await LocalServer.run("moto_server") {
            ["-H", "127.0.0.1", "-p", "\($0)"]
        } _: { server in
            try await Self.$port.withValue(server.port) { try await function() }
        }
    }

    /// Makes a bucket. Without an authorisation, moto takes whoever asks for a stranger.
    package static func makeBucket(_ name: String) async throws {
        var request = HTTPClientRequest(url: "\(endpoint)/\(name)")
        request.method = .PUT
        request.headers.add(name: "Authorization", value: authorisation)
        let answer = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        try #require(answer.status == .ok)
    }

    /// Puts an object into a bucket; its name has letters, digits, `_` and `.` only.
    package static func put(_ content: Data, as name: String, in bucket: String) async throws {
        var request = HTTPClientRequest(url: "\(endpoint)/\(bucket)/\(name)")
        request.method = .PUT
        request.headers.add(name: "Authorization", value: authorisation)
        request.body = .bytes(ByteBuffer(bytes: content))
        let answer = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        try #require(answer.status == .ok)
    }

    package static let authorisation =
        "AWS4-HMAC-SHA256 Credential=test/20261122/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"
}

extension Trait where Self == Moto {
    package static var moto: Self { Self() }
}
