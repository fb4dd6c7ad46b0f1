import Foundation
import Subprocess
import SystemPackage
import Testing

/// A server program on the loopback, for as long as a suite runs.
package struct LocalServer: Sendable {
    package let port: Int

    /// Starts it, waits until it takes connections, and ends it after `body`.
    package static func run<Value: Sendable>(
        _ program: String, _ arguments: (Int) -> [String],
        _ body: (LocalServer) async throws -> Value
    ) async throws -> Value {
        let port = try freePort()
        let path = try #require(find(program), "\(program) is missing: make tools")
        return try await Subprocess.run(
            .path(FilePath(path)), arguments: Arguments(arguments(port)), input: .none, output: .discarded,
            error: .discarded
        ) { execution in
            do {
                let deadline = ContinuousClock.now + .seconds(60)
                while !takesConnections(port) {
                    try #require(ContinuousClock.now < deadline, "\(program) does not start")
                    try await Task.sleep(for: .milliseconds(50))
                }
                let value = try await body(LocalServer(port: port))
                try execution.send(signal: .kill)
                return value
            } catch {
                try execution.send(signal: .kill)
                throw error
            }
        }.closureResult
    }

    /// On the search path, or where `make tools` puts what comes from PyPI.
    private static func find(_ program: String) -> String? {
        let root = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let folders = [root.appending(".tools/bin").string] + path.split(separator: ":").map(String.init)
        return folders.map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
    }

    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = loopback(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 ? getsockname(descriptor, $0, &length) : -1
            }
        }
        try #require(result == 0)
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private static func takesConnections(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = loopback(UInt16(port))
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }
}
