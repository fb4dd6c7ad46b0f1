import Foundation
import Glibc
import SystemPackage

/// Stands on the loopback between an engine and its studio, and writes down every byte that goes to the studio and
/// when it came. Can take the studio away, and give it back.
package final class ByteTap: Sendable {
    /// What one connection brought.
    package struct Connection: Sendable {
        /// Of bytes that came together: the offset of the byte after them, and the instant by the machine's clock.
        package struct Arrival: Sendable, Hashable {
            package let end: Int
            package let at: Date
        }

        package let opened: Date
        /// The address that it came from.
        package let peer: String
        /// `nil` while it is open. Whoever closed it.
        package fileprivate(set) var closed: Date?
        /// From the engine.
        package fileprivate(set) var bytes: [UInt8] = []
        package fileprivate(set) var arrivals: [Arrival] = []
        /// What the studio answered: its first bytes.
        package fileprivate(set) var answer: [UInt8] = []

        /// The studio has taken it as a source.
        package var isTaken: Bool {
            let isQuestion = bytes.starts(with: "GET ".utf8)
            return !isQuestion && String(decoding: answer.prefix(64), as: UTF8.self).contains(" 200 ")
        }
    }

    /// Where to connect to.
    package let port: Int
    /// And at which address.
    package let address: String

    private struct State {
        var connections: [Connection] = []
        var open: [Int: Pair] = [:]
    }

    private struct Pair {
        let engine: Socket
        let studio: Socket
        /// Threads that use it; the last one closes it.
        var users = 2
    }

    private let studio: Int
    private let listener: Socket
    private let state = Watched(State())

    /// Listens at once, at a free port.
    /// - Parameters:
    ///   - studio: the studio's port on the loopback.
    ///   - address: one of this machine's, at which the engine finds it.
    package convenience init(to studio: Int, at address: String) throws {
        var number = in_addr()
        guard inet_pton(AF_INET, address, &number) == 1 else { throw Errno.invalidArgument }
        let port = try freePort()
        try self.init(
            to: studio, port, at: address, listener: Socket(boundTo: port, of: UInt32(bigEndian: number.s_addr)))
    }

    private init(to studio: Int, _ port: Int, at address: String, listener: Socket) throws {
        (self.studio, self.port, self.address, self.listener) = (studio, port, address, listener)
        try listen()
    }

    /// Listens at once, at a free port.
    /// - Parameters:
    ///   - studio: the studio's port on the loopback.
    ///   - host: where to listen, if not on the loopback.
    package convenience init(to studio: Int, at host: Network.Host? = nil) throws {
        // A port that was asked for by its number stays with the socket while it does not listen.
        let port = try freePort()
        let listener = try host?.within { try Socket(boundTo: port, of: $0) } ?? Socket(boundTo: port)
        try self.init(to: studio, port, at: host?.address ?? "127.0.0.1", listener: listener)
    }

    deinit {
        listener.shutDown()
        listener.close()
    }

    /// Refuses connections from now on; those that are open stay.
    package func refuse() { listener.shutDown() }

    /// Takes connections again.
    package func listen() throws {
        try listener.listen()
        Thread.detachNewThread { [weak self, listener] in
            while let engine = try? listener.accept() {
                guard let self else { return engine.close() }
                take(engine)
            }
        }
    }

    /// Ends all connections that are open.
    package func cut() {
        state.change { state in
            for pair in state.open.values {
                pair.engine.shutDown()
                pair.studio.shutDown()
            }
        }
    }

    /// Takes no more connections, and ends all.
    package func stop() {
        refuse()
        cut()
    }

    /// Those so far, in the order in which they were opened, as they are now.
    package var connections: [Connection] { state.value.connections }

    /// Waits until `find` finds in the connections what it looks for; it is asked again whenever something came.
    /// - Throws: `TimedOut`, `CancellationError`.
    package func wait<Found: Sendable>(
        for what: String, within seconds: Double = 30, _ find: @escaping @Sendable ([Connection]) throws -> Found?
    ) async throws -> Found {
        try await state.wait(for: what, within: seconds) { try find($0.connections) }
    }

    /// The connection `index` (from 0) of those that the studio took.
    package func untilTaken(_ index: Int = 0, within seconds: Double = 30) async throws -> Connection {
        try await wait(for: "connection \(index) to be taken by the studio", within: seconds) {
            $0.filter(\.isTaken).dropFirst(index).first
        }
    }

    /// The same, whole.
    package func untilClosed(_ index: Int = 0, within seconds: Double = 60) async throws -> Connection {
        try await wait(for: "connection \(index) to be closed", within: seconds) {
            $0.filter(\.isTaken).dropFirst(index).first { $0.closed != nil }
        }
    }
}

// MARK: Relaying

extension ByteTap {
    private func take(_ engine: Socket) {
        let opened = Date.here
        guard let studio = try? Socket(connectedTo: studio) else {
            engine.close()
            return
        }
        let index = state.change { state in
            state.connections.append(Connection(opened: opened, peer: engine.peer))
            state.open[state.connections.count - 1] = Pair(engine: engine, studio: studio)
            return state.connections.count - 1
        }
        Thread.detachNewThread { [self] in relay(index, from: engine, to: studio) }
        Thread.detachNewThread { [self] in answer(index, from: studio, to: engine) }
    }

    private func relay(_ index: Int, from engine: Socket, to studio: Socket) {
        // So that the instants are right on a busy machine too; where it is not permitted, they are as they are.
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, -15)
        receive(from: engine) { bytes, at in
            state.change { state in
                state.connections[index].bytes.append(contentsOf: bytes)
                let end = state.connections[index].bytes.count
                state.connections[index].arrivals.append(.init(end: end, at: at))
            }
            return studio.send(bytes)
        }
        let closed = Date.here
        studio.shutDownSending()
        state.change { $0.connections[index].closed = closed }
        letGo(of: index)
    }

    private func answer(_ index: Int, from studio: Socket, to engine: Socket) {
        receive(from: studio) { bytes, _ in
            state.change { state in
                let room = max(0, 4096 - state.connections[index].answer.count)
                state.connections[index].answer.append(contentsOf: bytes.prefix(room))
            }
            return engine.send(bytes)
        }
        // The studio has hung up; so the relaying ends too, if it has not.
        engine.shutDown()
        letGo(of: index)
    }

    private func letGo(of index: Int) {
        state.change { state in
            state.open[index]?.users -= 1
            guard let pair = state.open[index], pair.users == 0 else { return }
            pair.engine.close()
            pair.studio.close()
            state.open[index] = nil
        }
    }

    private func receive(from socket: Socket, _ take: (UnsafeRawBufferPointer, Date) -> Bool) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = socket.receive(into: buffer)
            let at = Date.here
            guard count > 0, take(UnsafeRawBufferPointer(rebasing: buffer[..<count]), at) else { return }
        }
    }
}

extension Date {
    /// The machine's clock, to the microsecond, for what is measured against it.
    static var here: Date {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Date(timeIntervalSince1970: Double(now.tv_sec) + Double(now.tv_nsec) / 1e9)
    }
}
