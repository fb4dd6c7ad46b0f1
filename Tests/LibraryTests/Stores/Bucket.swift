import AsyncHTTPClient
import Foundation
import Library
import NIOCore
import NIOHTTP1
import SystemPackage
import TestSupport
import Testing
import Tools

/// A bucket of a test's own.
struct Bucket {
    let name = "station-\(UUID().uuidString.lowercased())"

    init() async throws { try await ask(.PUT, "") }

    func settings(prefix: String = "", port: Int = Moto.port) -> S3Settings {
        S3Settings(
            bucket: name, prefix: prefix, place: .init(region: "us-east-1", endpoint: "http://127.0.0.1:\(port)"))
    }

    func store(prefix: String = "", port: Int = Moto.port, patience: Duration = .seconds(30)) -> S3Store {
        S3Store(settings(prefix: prefix, port: port), patience: patience, environment: Moto.credentials)
    }

    func put(_ key: String, _ bytes: [UInt8] = [1, 2, 3]) async throws {
        let path = key.utf8.map { String(format: "%%%02X", $0) }.joined()
        try await ask(.PUT, "/\(path)", bytes)
    }

    func delete(_ key: String) async throws { try await ask(.DELETE, "/\(key)") }

    /// In parts, as the tools do with what is large.
    func upload(_ key: String, _ parts: [[UInt8]]) async throws {
        let answer = try await ask(.POST, "/\(key)?uploads")
        let id = try #require(answer.firstMatch(of: /<UploadId>(.+?)<\/UploadId>/)).1
        var list = ""
        for (index, part) in parts.enumerated() {
            let mark = try await ask(.PUT, "/\(key)?partNumber=\(index + 1)&uploadId=\(id)", part)
            list += "<Part><PartNumber>\(index + 1)</PartNumber><ETag>\(mark)</ETag></Part>"
        }
        let whole = "<CompleteMultipartUpload>\(list)</CompleteMultipartUpload>"
        try await ask(.POST, "/\(key)?uploadId=\(id)", Array(whole.utf8))
    }

    @discardableResult
    private func ask(_ method: HTTPMethod, _ path: String, _ bytes: [UInt8] = []) async throws -> String {
        var request = HTTPClientRequest(url: "\(Moto.endpoint)/\(name)\(path)")
        request.method = method
        request.headers.add(name: "Authorization", value: Moto.authorisation)
        request.body = .bytes(ByteBuffer(bytes: bytes))
        let answer = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        let text = String(buffer: try await answer.body.collect(upTo: 1 << 20))
        try #require((200..<300).contains(answer.status.code), "\(method) \(path): \(answer.status) \(text)")
        return answer.headers.first(name: "ETag") ?? text
    }
}

/// Bytes that no program takes for anything else, the same for the same seed.
func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15
    return (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 33)
    }
}
