import NIOCore
import NIOHTTP1
import NIOPosix

/// A server for one person's browser on this machine, for the time of signing in.
struct LoopbackServer: Sendable {
    struct Request: Sendable {
        /// With the query.
        let path: String
        fileprivate let channel: any Channel

        func answer(_ status: Int, _ text: String) {
            let body = ByteBuffer(string: "<!doctype html><meta charset=utf-8><title>Playout</title><p>\(text)\n")
            let head = HTTPResponseHead(
                version: .http1_1, status: .init(statusCode: status),
                headers: [
                    "Content-Type": "text/html; charset=utf-8", "Content-Length": "\(body.readableBytes)",
                    "Connection": "close", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer",
                ])
            channel.write(HTTPServerResponsePart.head(head), promise: nil)
            channel.write(HTTPServerResponsePart.body(.byteBuffer(body)), promise: nil)
            let sent = channel.eventLoop.makePromise(of: Void.self)
            sent.futureResult.whenComplete { [channel] _ in channel.close(promise: nil) }
            channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: sent)
        }
    }

    let port: Int
    let requests: AsyncStream<Request>

    /// - Parameter port: 0 for any.
    static func run<Value: Sendable>(
        port: Int, _ body: (LoopbackServer) async throws -> Value
    ) async throws -> Value {
        let (requests, arrivals) = AsyncStream<Request>.makeStream(bufferingPolicy: .bufferingNewest(100))
        let bootstrap = ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(ChannelOptions.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(arrivals))
                }
            }
        let channel: any Channel
        do {
            channel = try await bootstrap.bind(host: "127.0.0.1", port: port).get()
        } catch {
            throw ScheduleError("port \(port) of this machine cannot be used (\(error)): choose another with --port")
        }
        do {
            let value = try await body(LoopbackServer(port: channel.localAddress?.port ?? 0, requests: requests))
            try? await channel.close()
            return value
        } catch {
            try? await channel.close()
            throw error
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart

        private let arrivals: AsyncStream<Request>.Continuation

        init(_ arrivals: AsyncStream<Request>.Continuation) { self.arrivals = arrivals }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard case .head(let head) = unwrapInboundIn(data) else { return }
            arrivals.yield(Request(path: head.method == .GET ? head.uri : "", channel: context.channel))
        }
    }
}
