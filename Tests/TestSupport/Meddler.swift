import NIOCore
import NIOPosix
import Synchronization

/// Stands on the loopback between a client and its server, and does to the answers what bad lines do.
package final class Meddler: Sendable {
    /// What is done to each connection's answer, after so many bytes of it.
    package enum Fault: Sendable {
        case none
        case cut(after: Int)
        /// Changes one byte.
        case corrupt(at: Int)
        /// Nothing more comes, and nobody hangs up.
        case stall(after: Int)
        /// Bytes per second.
        case slow(Double)
    }

    /// Of the connections that are opened from now on.
    package let fault = Mutex(Fault.none)
    private let server: Int

    private init(server: Int) { self.server = server }

    /// - Parameter server: its port on the loopback.
    package static func run<Value: Sendable>(
        to server: Int, _ body: (Meddler, _ port: Int) async throws -> Value
    ) async throws -> Value {
        let meddler = Meddler(server: server)
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { client in meddler.connect(client) }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            let value = try await body(meddler, channel.localAddress?.port ?? 0)
            try await channel.close()
            return value
        } catch {
            try? await channel.close()
            throw error
        }
    }

    private func connect(_ client: any Channel) -> EventLoopFuture<Void> {
        let fault = fault.withLock { $0 }
        return ClientBootstrap(group: client.eventLoop)
            .channelInitializer { server in
                server.eventLoop.makeCompletedFuture {
                    try server.pipeline.syncOperations.addHandler(Relay(to: client, fault))
                }
            }
            .connect(host: "127.0.0.1", port: server)
            .flatMapThrowing { server in
                try client.pipeline.syncOperations.addHandler(Relay(to: server, .none))
                client.setOption(.autoRead, value: true).whenComplete { _ in }
            }
    }

    private final class Relay: ChannelDuplexHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundIn = ByteBuffer

        private let peer: any Channel
        private let fault: Fault
        private var count = 0
        private var isStalled = false

        init(to peer: any Channel, _ fault: Fault) { (self.peer, self.fault) = (peer, fault) }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            var bytes = unwrapInboundIn(data)
            let before = count
            count += bytes.readableBytes
            switch fault {
            case .cut(let place) where count > place:
                peer.close(promise: nil)
                context.close(promise: nil)
            case .stall(let place) where count > place: isStalled = true
            case .corrupt(let place) where before <= place && place < count:
                let index = bytes.readerIndex + place - before
                let byte: UInt8 = bytes.getInteger(at: index) ?? 0
                bytes.setInteger(byte ^ 0x55, at: index)
                peer.writeAndFlush(bytes, promise: nil)
            case .slow(let rate):
                let length = Double(bytes.readableBytes)
                let peer = peer
                let whole = bytes
                isStalled = true
                let loop = NIOLoopBound(self, eventLoop: context.eventLoop)
                let channel = context.channel
                context.eventLoop.scheduleTask(in: .nanoseconds(Int64(length / rate * 1e9))) {
                    loop.value.isStalled = false
                    peer.writeAndFlush(whole, promise: nil)
                    channel.read()
                }
            default: peer.writeAndFlush(bytes, promise: nil)
            }
        }

        /// Of a slow line, the other side notices too.
        func read(context: ChannelHandlerContext) { if !isStalled { context.read() } }

        func channelInactive(context: ChannelHandlerContext) {
            if isStalled { return }
            // Not before all has gone out.
            let peer = peer
            peer.writeAndFlush(ByteBuffer()).whenComplete { _ in peer.close(promise: nil) }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
