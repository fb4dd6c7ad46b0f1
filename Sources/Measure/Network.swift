import CLinux
import Foundation
import Glibc
import Subprocess
import SystemPackage

/// Hosts with a network of their own on this machine, in Linux's network namespaces: the studio, in which a switch is,
/// and others, each with a cable to it. What runs on a host sees nothing of the machine's other networks.
///
/// Takes root. A host is a process that waits until the pipe to it is closed; so nothing is left of it, whatever ends
/// us.
package struct Network: Sendable {
    package struct Host: Sendable, Hashable {
        let process: pid_t
        let number: Int

        /// Its address, by which the others reach it.
        package var address: String { "10.79.0.\(number)" }
        /// To put before a program, with its full path, and its arguments; its working folder is `/`.
        package var command: [String] { ["nsenter", "--target=\(process)", "--net", "--mount", "--"] }
        /// Of its cable: the end in the switch.
        var socket: String { "port\(number)" }
    }

    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    package let studio: Host
    package let hosts: [Host]
    /// What the hosts have as `/etc/hosts`.
    let names: FilePath

    /// The studio's name, as the hosts know it.
    package static let studioName = "studio.test"

    /// Sets the hosts up for as long as `body` takes.
    package static func with<Result: Sendable>(
        hosts count: Int, _ body: @escaping @Sendable (Network) async throws -> Result
    ) async throws -> Result {
        guard geteuid() == 0 else { throw Failure(description: "hosts with networks of their own take root") }
        return try await withTemporaryFolder("playout-network") { folder in
            let files = (names: folder.appending("hosts"), servers: folder.appending("resolv.conf"))
            // Nobody answers there, at once.
            try Data("nameserver 127.0.0.1\noptions attempts:1 timeout:1\n".utf8)
                .write(to: URL(filePath: files.servers.string))
            try Data().write(to: URL(filePath: files.names.string))
            return try await open(count + 1, files: files) { opened in
                let network = Network(studio: opened[0], hosts: Array(opened.dropFirst()), names: files.names)
                try network.rememberStudio()
                try await network.connect()
                return try await body(network)
            }
        }
    }

    private static func open<Result: Sendable>(
        _ count: Int, files: (names: FilePath, servers: FilePath), after opened: [Host] = [],
        _ body: @escaping @Sendable ([Host]) async throws -> Result
    ) async throws -> Result {
        if opened.count == count { return try await body(opened) }
        let script = "mount --bind \"$0\" /etc/hosts && mount --bind \"$1\" /etc/resolv.conf && echo ready && exec cat"
        let pipe = try FileDescriptor.pipe()
        for end in [pipe.readEnd, pipe.writeEnd] { _ = fcntl(end.rawValue, F_SETFD, FD_CLOEXEC) }
        return try await Subprocess.run(
            .name("unshare"),
            arguments: ["--net", "--mount", "sh", "-c", script, files.names.string, files.servers.string],
            input: .fileDescriptor(pipe.readEnd, closeAfterSpawningProcess: true),
            output: .sequence, error: .discarded
        ) { process in
            defer { try? pipe.writeEnd.close() }
            for try await _ in process.standardOutput { break }
            let host = Host(process: process.processIdentifier.value, number: opened.count + 1)
            return try await open(count, files: files, after: opened + [host], body)
        }.closureResult
    }

    private func connect() async throws {
        try await run(on: studio, "ip", "link", "set", "lo", "up")
        try await run(on: studio, "ip", "link", "add", "switch", "type", "bridge")
        try await run(on: studio, "ip", "address", "add", "\(studio.address)/24", "dev", "switch")
        try await run(on: studio, "ip", "link", "set", "switch", "up")
        for host in hosts {
            try await run(
                on: studio, "ip", "link", "add", host.socket, "type", "veth", "peer", "name", "cable", "netns",
                "\(host.process)")
            try await run(on: studio, "ip", "link", "set", host.socket, "master", "switch", "up")
            try await run(on: host, "ip", "link", "set", "lo", "up")
            try await run(on: host, "ip", "address", "add", "\(host.address)/24", "dev", "cable")
            try await run(on: host, "ip", "link", "set", "cable", "up")
        }
    }

    /// - Throws: `Failure` with what the program said.
    func run(on host: Host, _ command: String...) async throws { try await run(on: host, command) }

    func run(on host: Host, _ command: [String]) async throws {
        let words = host.command + command
        let result = try await Subprocess.run(
            .name(words[0]), arguments: Arguments(Array(words.dropFirst())), output: .discarded,
            error: .string(limit: 4096))
        guard result.terminationStatus.isSuccess else {
            throw Failure(description: "\(command.joined(separator: " ")): \(result.standardError)")
        }
    }
}

extension Network.Host {
    /// Has sockets made on this host, given its address.
    func within<Result: Sendable>(_ body: @escaping @Sendable (UInt32) throws -> Result) throws -> Result {
        let namespace = try FileDescriptor.open("/proc/\(process)/ns/net", .readOnly, options: .closeOnExec)
        defer { try? namespace.close() }
        let address = 0x0a4f_0000 + UInt32(number)
        let result = Watched<Swift.Result<Result, any Error>?>(nil)
        let done = DispatchSemaphore(value: 0)
        // A thread of its own, since it does not come back from there.
        Thread.detachNewThread {
            let made = Swift.Result {
                guard playout_enter_network(namespace.rawValue) == 0 else { throw Errno(rawValue: errno) }
                return try body(address)
            }
            result.change { $0 = made }
            done.signal()
        }
        done.wait()
        guard let result = result.value else { throw CancellationError() }
        return try result.get()
    }
}
