import Foundation
import Glibc
import Synchronization
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
        /// `nil` while it is open. Whoever closed it.
        package fileprivate(set) var closed: Date?
        /// From the engine.
        package fileprivate(set) var bytes: [UInt8] = []
        package fileprivate(set) var arrivals: [Arrival] = []
        /// What the studio answered: its first bytes.
        package fileprivate(set) var answer: [UInt8] = []

        /// The studio has taken it as a source.
        package var isTaken: Bool { String(decoding: answer.prefix(64), as: UTF8.self).contains(" 200 ") }
    }

    package struct TimedOut: Error, CustomStringConvertible {
        package let description: String
    }

    /// Where to connect to.
    package let port: Int

    private struct State {
        var connections: [Connection] = []
        var open: [Int: (engine: Socket, studio: Socket)] = [:]
        var observers: [UUID: AsyncStream<Void>.Continuation] = [:]
    }

    private let studio: Int
    private let listener: Socket
    private let state = Mutex(State())

    /// Listens at once, at a free port.
    /// - Parameter studio: the studio's port on the loopback.
    package init(to studio: Int) throws {
        self.studio = studio
        // A port that was asked for by its number stays with the socket while it does not listen.
        port = try freePort()
        listener = try Socket(boundTo: port)
        try listen()
    }

    deinit {
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
        for (engine, studio) in state.withLock({ Array($0.open.values) }) {
            engine.shutDown()
            studio.shutDown()
        }
    }

    /// Takes no more connections, and ends all.
    package func stop() {
        refuse()
        cut()
    }

    /// Those so far, in the order in which they were opened, as they are now.
    package var connections: [Connection] { state.withLock { $0.connections } }

    /// Waits until `find` finds in the connections what it looks for; it is asked again whenever something came.
    /// - Throws: `TimedOut`, `CancellationError`.
    package func wait<Found: Sendable>(
        _ what: String, within seconds: Double = 30, _ find: @escaping @Sendable ([Connection]) throws -> Found?
    ) async throws -> Found {
        let (news, observer) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let id = UUID()
        state.withLock { $0.observers[id] = observer }
        defer { _ = state.withLock { $0.observers.removeValue(forKey: id) } }
        observer.yield()
        return try await withThrowingTaskGroup(of: Found?.self) { group in
            group.addTask { [self] in
                for await _ in news {
                    if let found = try find(connections) { return found }
                }
                throw CancellationError()
            }
            group.addTask {
                try await Task.sleep(for: .seconds(seconds))
                throw TimedOut(description: "waited \(seconds) s in vain for \(what)")
            }
            defer { group.cancelAll() }
            guard let found = try await group.next() ?? nil else { throw CancellationError() }
            return found
        }
    }

    /// The connection `index` (from 0) of those that the studio took.
    package func untilTaken(_ index: Int = 0, within seconds: Double = 30) async throws -> Connection {
        try await wait("connection \(index) to be taken by the studio", within: seconds) {
            $0.filter(\.isTaken).dropFirst(index).first
        }
    }

    /// The same, whole.
    package func untilClosed(_ index: Int = 0, within seconds: Double = 60) async throws -> Connection {
        try await wait("connection \(index) to be closed", within: seconds) {
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
        let index = change { state in
            state.connections.append(Connection(opened: opened))
            state.open[state.connections.count - 1] = (engine, studio)
            return state.connections.count - 1
        }
        Thread.detachNewThread { [self] in relay(index, from: engine, to: studio) }
        Thread.detachNewThread { [self] in answer(index, from: studio, to: engine) }
    }

    private func relay(_ index: Int, from engine: Socket, to studio: Socket) {
        // So that the instants are right on a busy machine too; where it is not permitted, they are as they are.
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, -15)
        receive(from: engine) { bytes, at in
            change { state in
                state.connections[index].bytes.append(contentsOf: bytes)
                let end = state.connections[index].bytes.count
                state.connections[index].arrivals.append(.init(end: end, at: at))
            }
            return studio.send(bytes)
        }
        let closed = Date.here
        studio.shutDownSending()
        change { $0.connections[index].closed = $0.connections[index].closed ?? closed }
    }

    private func answer(_ index: Int, from studio: Socket, to engine: Socket) {
        receive(from: studio) { bytes, _ in
            change { state in
                let room = max(0, 4096 - state.connections[index].answer.count)
                state.connections[index].answer.append(contentsOf: bytes.prefix(room))
            }
            return engine.send(bytes)
        }
        // The studio has hung up; so the relaying ends too, if it has not.
        engine.shutDown()
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

    @discardableResult
    private func change<Result>(_ body: (inout sending State) -> sending Result) -> sending Result {
        state.withLock { state in
            let result = body(&state)
            for observer in state.observers.values { observer.yield() }
            return result
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
