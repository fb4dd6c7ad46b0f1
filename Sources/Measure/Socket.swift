import Glibc
import SystemPackage

/// A TCP socket on this machine's loopback, for a thread of its own: every call blocks.
struct Socket: Sendable {
    let descriptor: FileDescriptor

    private init() throws {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        descriptor = FileDescriptor(rawValue: try Self.checked(socket(AF_INET, type, 0)))
    }

    private init(accepted: CInt) { descriptor = FileDescriptor(rawValue: accepted) }

    /// Has a port, and refuses connections until `listen()`.
    /// - Parameter port: 0 for any that is free.
    init(boundTo port: Int) throws {
        try self.init()
        set(SO_REUSEADDR, SOL_SOCKET)
        _ = try Self.withAddress(port: port) { try Self.checked(bind(descriptor.rawValue, $0, $1)) }
    }

    init(connectedTo port: Int) throws {
        try self.init()
        do {
            _ = try Self.withAddress(port: port) { try Self.checked(connect(descriptor.rawValue, $0, $1)) }
        } catch {
            close()
            throw error
        }
        set(TCP_NODELAY, CInt(IPPROTO_TCP))
    }

    func port() throws -> Int {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = try withUnsafeMutablePointer(to: &address) {
            try $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                try Self.checked(getsockname(descriptor.rawValue, $0, &size))
            }
        }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    func listen() throws { _ = try Self.checked(Glibc.listen(descriptor.rawValue, 16)) }

    /// - Throws: once it does not listen any more.
    func accept() throws -> Socket {
        let accepted = Socket(accepted: try Self.checked(Glibc.accept(descriptor.rawValue, nil, nil)))
        _ = fcntl(accepted.descriptor.rawValue, F_SETFD, FD_CLOEXEC)
        accepted.set(TCP_NODELAY, CInt(IPPROTO_TCP))
        return accepted
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
        port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Result
    ) throws -> Result {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return try withUnsafePointer(to: &address) {
            try $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                try body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}

/// A port of the loopback that nobody listens on; somebody else may, a moment later.
package func freePort() throws -> Int {
    let socket = try Socket(boundTo: 0)
    defer { socket.close() }
    return try socket.port()
}
