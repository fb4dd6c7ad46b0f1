import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Web

/// Asks servers of calendars.
struct WebClient: Sendable {
    struct Request: Sendable {
        var method = HTTPMethod.GET
        var url: String
        var headers: [(name: String, value: String)] = []
        var body: Data?
    }

    struct Answer: Sendable {
        var status: Int
        var headers: HTTPHeaders
        var body: Data

        func header(_ name: String) -> String? { headers.first(name: name) }
    }

    /// Why there is no answer.
    enum Failure: Error, Sendable, Equatable {
        /// In words; what is wrong may well pass.
        case noAnswer(String)
        /// More bytes than were asked for.
        case tooLarge(Int)
        /// No address of the web, or one that leads nowhere.
        case badAddress(String)
        /// An answer, and none that is of use; with the seconds that the server asked us to wait.
        case status(Int, after: Double?)
    }

    /// Seconds that an answer may take in all.
    var patience = 30.0

    /// Of its own, because redirections are followed, and connections kept for a few seconds only: the next
    /// question comes minutes later.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration.guarded
        configuration.redirectConfiguration = .follow(max: 5, allowCycles: false)
        configuration.timeout.connect = .seconds(10)
        configuration.timeout.read = .seconds(20)
        configuration.connectionPool.idleTimeout = .seconds(5)
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// - Parameter largest: bytes of the body that are taken.
    func ask(_ request: Request, largest: Int) async throws(Failure) -> Answer {
        guard WebPlace.components(request.url) != nil else { throw .badAddress("this is no address of the web") }
        var outgoing = HTTPClientRequest(url: request.url)
        outgoing.method = request.method
        outgoing.headers.add(name: "User-Agent", value: "playout-machine")
        for header in request.headers { outgoing.headers.replaceOrAdd(name: header.name, value: header.value) }
        if let body = request.body { outgoing.body = .bytes(ByteBuffer(bytes: body)) }
        do {
            return try await inTime { [outgoing, patience] in
                let response = try await Self.client.execute(outgoing, timeout: .milliseconds(Int64(patience * 1000)))
                let body = try await Self.collect(response.body, largest: largest)
                return Answer(status: Int(response.status.code), headers: response.headers, body: body)
            }
        } catch let failure as Failure {
            throw failure
        } catch let error as HTTPClientError where [.redirectLimitReached, .redirectCycleDetected].contains(error) {
            throw .badAddress("it leads from one address to the next without end")
        } catch {
            throw .noAnswer(WebFailure.words(for: error))
        }
    }

    /// The client's own limits are for the head, and for the pause between two pieces of the body.
    private func inTime(_ work: @escaping @Sendable () async throws -> Answer) async throws -> Answer {
        try await withThrowingTaskGroup(of: Answer.self) { group in
            group.addTask(operation: work)
            group.addTask { [patience] in
                try await Task.sleep(for: .seconds(patience))
                throw HTTPClientError.deadlineExceeded
            }
            defer { group.cancelAll() }
            guard let answer = try await group.next() else { throw HTTPClientError.deadlineExceeded }
            return answer
        }
    }

    private static func collect(_ body: HTTPClientResponse.Body, largest: Int) async throws -> Data {
        var data = Data()
        for try await chunk in body {
            guard data.count + chunk.readableBytes <= largest else { throw Failure.tooLarge(largest) }
            data.append(contentsOf: chunk.readableBytesView)
        }
        return data
    }
}

extension WebClient.Answer {
    /// Seconds; a date is rare enough to be passed over.
    var retryAfter: Double? {
        header("Retry-After").flatMap(Double.init).flatMap { $0.isFinite ? min(max(0, $0), 3600) : nil }
    }
}
