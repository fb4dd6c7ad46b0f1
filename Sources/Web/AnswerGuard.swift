import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// Ends a connection at an answer that the HTTP client would end the process at: one with a status below 100, and one
/// that leads to a port that is none.
final class AnswerGuard: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias InboundOut = HTTPClientResponsePart

    private var isClosed = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosed else { return }
        if case .head(let head) = unwrapInboundIn(data), let complaint = Self.complaint(about: head) {
            isClosed = true
            context.fireErrorCaught(complaint)
            context.close(promise: nil)
            return
        }
        context.fireChannelRead(data)
    }

    private static func complaint(about head: HTTPResponseHead) -> WebFailure.BadAnswer? {
        if head.status.code < 100 { return .status(head.status.code) }
        guard (300..<400).contains(head.status.code), let place = head.headers.first(name: "Location") else {
            return nil
        }
        // Relative ones stay at the same server.
        guard let port = URL(string: place)?.port, !WebPlace.ports.contains(port) else { return nil }
        return .port(port)
    }
}

extension HTTPClient.Configuration {
    /// What every client of ours begins with.
    package static var guarded: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration()
        configuration.httpVersion = .http1Only
        // When to try again is decided by whoever asks: a server that is not there is told of at once.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.http1_1ConnectionDebugInitializer = { channel in
            channel.eventLoop.submit {
                let pipeline = channel.pipeline.syncOperations
                let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPResponseDecoder>.self)
                try pipeline.addHandler(AnswerGuard(), position: .after(decoder))
            }
        }
        return configuration
    }
}
