import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A server on the loopback that remembers what it was asked, and answers, or does not, as it is told.
package final class WebServer: Sendable {
    package struct Request: Sendable {
        package let method: String
        /// With the query.
        package let path: String
        package let headers: [(name: String, value: String)]
        package let body: Data

        package func header(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }
    }

    package enum Behaviour: Sendable {
        case answer(Int, headers: [String: String] = [:], body: String = "")
        /// Nothing is ever answered.
        case hang
        /// The connection is closed.
        case close
        /// An answer that begins and never ends.
        case stall(Int)
        /// An answer of which a byte comes every so many milliseconds, for ever.
        case drip(every: Int)
        /// These bytes, and the connection is closed.
        case raw([UInt8])
        /// It depends on the question.
        indirect case reply(@Sendable (Request) -> Behaviour)
    }

    private let channel: any Channel
    private let state: State

    final class State: Sendable {
        let behaviour: Mutex<Behaviour>
        let requests = Mutex<[Request]>([])
        let (arrivals, bell) = AsyncStream<Request>.makeStream()

        init(_ behaviour: Behaviour) { self.behaviour = Mutex(behaviour) }
    }

    private init(channel: any Channel, state: State) { (self.channel, self.state) = (channel, state) }

    package var port: Int { channel.localAddress?.port ?? 0 }
    package var requests: [Request] { state.requests.withLock { $0 } }
    /// Each request as it comes; for one reader.
    package var arrivals: AsyncStream<Request> { state.arrivals }

    package func behave(_ behaviour: Behaviour) { state.behaviour.withLock { $0 = behaviour } }

    /// Runs a server while `body` is at work.
    /// - Parameter host: one of this machine's addresses.
    package static func run<Value: Sendable>(
        _ behaviour: Behaviour = .answer(200), at host: String = "127.0.0.1", _ body: (WebServer) async throws -> Value
    ) async throws -> Value {
        let state = State(behaviour)
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(state))
                }
            }
            .bind(host: host, port: 0).get()
        let server = WebServer(channel: channel, state: state)
        do {
            let value = try await body(server)
            try await channel.close()
            return value
        } catch {
            try? await channel.close()
            throw error
        }
    }
}

extension WebServer {
    fileprivate final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let state: State
        private var head: HTTPRequestHead?
        private var body = Data()

        init(_ state: State) { self.state = state }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head): (self.head, body) = (head, Data())
            case .body(let buffer): body.append(contentsOf: buffer.readableBytesView)
            case .end: finish(context)
            }
        }

        private func finish(_ context: ChannelHandlerContext) {
            guard let head else { return }
            let request = Request(
                method: head.method.rawValue, path: head.uri, headers: head.headers.map { ($0.name, $0.value) },
                body: body)
            state.requests.withLock { $0.append(request) }
            behave(state.behaviour.withLock { $0 }, to: request, context)
            state.bell.yield(request)
        }

        private func behave(_ behaviour: Behaviour, to request: Request, _ context: ChannelHandlerContext) {
            switch behaviour {
            case .answer(let status, let headers, let text): answer(status, headers, text, context)
            case .hang: break
            case .close: context.close(promise: nil)
            case .raw(let bytes):
                let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
                // From the encoder on, which does not see it.
                let encoder = try? context.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)
                encoder?.writeAndFlush(NIOAny(ByteBuffer(bytes: bytes)))
                    .whenComplete { _ in bound.value.close(promise: nil) }
            case .stall(let status):
                let head = HTTPResponseHead(
                    version: .http1_1, status: .init(statusCode: status), headers: ["Content-Length": "1000"])
                context.write(wrapOutboundOut(.head(head)), promise: nil)
                context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: "so")))), promise: nil)
            case .drip(let pause):
                let head = HTTPResponseHead(
                    version: .http1_1, status: .ok, headers: ["Content-Length": "10000000"])
                context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
                drip(every: pause, context)
            case .reply(let reply): behave(reply(request), to: request, context)
            }
        }

        private func drip(every pause: Int, _ context: ChannelHandlerContext) {
            guard context.channel.isActive else { return }
            context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: "x")))), promise: nil)
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            context.eventLoop.scheduleTask(in: .milliseconds(Int64(pause))) {
                let (handler, context) = bound.value
                handler.drip(every: pause, context)
            }
        }

        private func answer(_ status: Int, _ more: [String: String], _ text: String, _ context: ChannelHandlerContext) {
            var headers = HTTPHeaders(more.map { ($0.key, $0.value) })
            headers.add(name: "Content-Length", value: "\(text.utf8.count)")
            let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: status), headers: headers)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}
