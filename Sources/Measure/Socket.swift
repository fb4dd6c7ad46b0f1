import Foundation
import Glibc
import SystemPackage

/// A TCP socket, on this machine's loopback unless it is told otherwise, for a thread of its own: every call blocks.
struct Socket: Sendable {
    let descriptor: FileDescriptor

    private init() throws {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        descriptor = FileDescriptor(rawValue: try Self.checked(socket(AF_INET, type, 0)))
    }

    private init(accepted: CInt) { descriptor = FileDescriptor(rawValue: accepted) }

    /// Has a port, and refuses connections until `listen()`.
    /// - Parameter address: one of this machine's, by default the loopback's.
    init(boundTo port: Int, of address: UInt32 = Self.loopback) throws {
        try self.init()
        set(SO_REUSEADDR, SOL_SOCKET)
        _ = try Self.withAddress(address, port) { try Self.checked(bind(descriptor.rawValue, $0, $1)) }
    }

    static let loopback: UInt32 = 0x7f00_0001

    init(connectedTo port: Int) throws {
        try self.init()
        do {
            _ = try Self.withAddress(Self.loopback, port) { try Self.checked(connect(descriptor.rawValue, $0, $1)) }
        } catch {
            close()
            throw error
        }
        set(TCP_NODELAY, CInt(IPPROTO_TCP))
    }

    func listen() throws { _ = try Self.checked(Glibc.listen(descriptor.rawValue, 16)) }

    /// - Throws: once it does not listen any more.
    func accept() throws -> Socket {
        let accepted = Socket(accepted: try Self.checked(Glibc.accept(descriptor.rawValue, nil, nil)))
        _ = fcntl(accepted.descriptor.rawValue, F_SETFD, FD_CLOEXEC)
        accepted.set(TCP_NODELAY, CInt(IPPROTO_TCP))
        return accepted
    }

    /// The other end's address, such as `127.0.0.1`.
    var peer: String {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getpeername(descriptor.rawValue, $0, &length) }
        }
        let number = UInt32(bigEndian: address.sin_addr.s_addr)
        return [24, 16, 8, 0].map { "\(number >> $0 & 0xff)" }.joined(separator: ".")
    }

    /// Both ways; a listening socket refuses connections again, and keeps its port.
    func shutDown() { shutdown(descriptor.rawValue, CInt(SHUT_RDWR)) }

    /// Nothing more will be sent.
    func shutDownSending() { shutdown(descriptor.rawValue, CInt(SHUT_WR)) }

    func close() { try? descriptor.close() }

    /// - Returns: how many bytes came; 0 when no more will.
    func receive(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        while true {
            let count = recv(descriptor.rawValue, buffer.baseAddress, buffer.count, 0)
            if count >= 0 || errno != EINTR { return max(0, count) }
        }
    }

    /// - Returns: whether all of it went out.
    func send(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest)
            let count = Glibc.send(descriptor.rawValue, part.baseAddress, part.count, CInt(MSG_NOSIGNAL))
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }

    private func set(_ option: CInt, _ level: CInt) {
        var on: CInt = 1
        setsockopt(descriptor.rawValue, level, option, &on, socklen_t(MemoryLayout<CInt>.size))
    }

    private static func checked(_ result: CInt) throws -> CInt {
        if result < 0 { throw Errno(rawValue: errno) }
        return result
    }

    private static func withAddress<Result>(
        _ host: UInt32, _ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Result
    ) throws -> Result {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = host.bigEndian
        return try withUnsafePointer(to: &address) {
            try $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                try body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}

/// A port of the loopback that nobody listens on; somebody else may, a moment later. Not one of those that Linux
/// gives to clients: whoever knocks at such a port while nobody is there may be connected to itself.
package func freePort() throws -> Int {
    for _ in 0..<100 {
        // It never listens: a child that is just being made would go on doing so, and take the port's first callers.
        let port = Int.random(in: 15_000..<32_000)
        guard let socket = try? Socket(boundTo: port) else { continue }
        socket.close()
        return port
    }
    throw Errno.addressInUse
}

/// Waits until somebody listens at a port of the loopback.
/// - Throws: `TimedOut`, `CancellationError`.
package func untilSomebodyListens(at port: Int, within seconds: Double = 15) async throws {
    let deadline = Date.here + seconds
    while true {
        if let socket = try? Socket(connectedTo: port) { return socket.close() }
        guard Date.here < deadline else { throw TimedOut(description: "nobody listens at port \(port)") }
        try await Task.sleep(for: .milliseconds(5))
    }
}
