import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Web

/// Takes a message to a channel, once.
package struct Courier: Sendable {
    private let client: HTTPClient
    /// Seconds that a web hook may take, and a mail command.
    private let patience: Double
    private let mailPatience: Double

    /// - Parameter patience: seconds.
    package init(patience: Double = 10, mailPatience: Double = 30) {
        var configuration = HTTPClient.Configuration.guarded
        // A redirected POST would arrive as a GET, or nowhere.
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = .seconds(5)
        // A connection that has been idle for an hour is likely to be dead.
        configuration.connectionPool.idleTimeout = .seconds(15)
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        (self.patience, self.mailPatience) = (patience, mailPatience)
    }

    /// To be called once, at the end.
    package func close() async { try? await client.shutdown() }

    package func deliver(_ message: Message, to channel: Channel) async -> Delivery.Outcome {
        do {
            if case .mail(let route) = channel {
                return await MailCommand(route: route, patience: mailPatience).send(message)
            }
            guard let request = try WebRequest(message, to: channel) else {
                return .refused("there is no such channel")
            }
            return await post(request)
        } catch {
            return .refused("the message could not be made: \(error)")
        }
    }

    private func post(_ request: WebRequest) async -> Delivery.Outcome {
        var outgoing = HTTPClientRequest(url: request.address.url)
        outgoing.method = .POST
        for header in request.headers { outgoing.headers.add(name: header.name, value: header.value) }
        outgoing.headers.add(name: "User-Agent", value: "playout-machine")
        if let credentials = request.address.credentials {
            outgoing.headers.add(name: "Authorization", value: "Basic \(credentials)")
        }
        outgoing.body = .bytes(ByteBuffer(bytes: request.body))
        do {
            let response = try await client.execute(outgoing, timeout: .milliseconds(Int64(patience * 1000)))
            let said = await Self.beginning(of: response.body)
            return WebAnswer(status: response.status, headers: response.headers, said: said, from: request.address)
                .outcome
        } catch {
            return .failed("\(request.address.host): \(WebFailure.words(for: error, from: request.address))")
        }
    }

    /// Bytes of an answer that are read, and seconds that it may take: that it has been taken is known already.
    private static let most = 16_384
    private static let longest = 2.0

    /// The connection may be used again only if all of the answer was read; of a long one, nobody needs that.
    private static func beginning(of body: HTTPClientResponse.Body) async -> String {
        await withTaskGroup(of: String.self) { group in
            group.addTask { (try? await body.collect(upTo: most)).map { String(buffer: $0) } ?? "" }
            group.addTask {
                try? await Task.sleep(for: .seconds(longest))
                return ""
            }
            defer { group.cancelAll() }
            return await group.next() ?? ""
        }
    }
}
