import Foundation
import SystemPackage

extension Network {
    /// Whatever goes to this host or comes from it is swallowed, and nobody is told.
    package func swallow(_ host: Host) async throws {
        for end in ends(of: host) {
            try await run(on: end.host, "tc", "qdisc", "replace", "dev", end.device, "root", "blackhole")
        }
    }

    /// The cable is pulled: both ends know.
    package func unplug(_ host: Host) async throws {
        try await run(on: studio, "ip", "link", "set", host.socket, "down")
    }

    /// One packet in so many is lost, both ways; a power of two, of 2 to 32768. Which, goes by the number that the
    /// sender has given it, so that one that is sent again comes through.
    package func lose(oneIn count: Int, of host: Host) async throws {
        // Not where these bits are 0, as in the answer to each connection's first packet.
        let mask = "0x\(String(count - 1, radix: 16))"
        for end in ends(of: host) {
            func tc(_ words: String...) async throws {
                let command = ["tc", words[0], "add", "dev", end.device] + words.dropFirst()
                try await run(on: end.host, command)
            }
            try await mend(end)
            try await tc("qdisc", "root", "handle", "1:", "htb", "default", "1")
            try await tc("class", "parent", "1:", "classid", "1:1", "htb", "rate", "10gbit")
            try await tc("class", "parent", "1:", "classid", "1:2", "htb", "rate", "10gbit")
            try await tc("qdisc", "parent", "1:2", "blackhole")
            try await tc(
                "filter", "parent", "1:", "protocol", "ip", "u32", "match", "u16", mask, mask, "at", "4",
                "flowid", "1:2")
        }
    }

    /// From now on no more than so many bits a second get from this host to the studio.
    package func slow(_ host: Host, to bitsPerSecond: Int) async throws {
        try await run(
            on: host, "tc", "qdisc", "replace", "dev", "cable", "root", "tbf", "rate", "\(bitsPerSecond)bit", "burst",
            "4kb", "latency", "400ms")
    }

    /// All is well with it again.
    package func mend(_ host: Host) async throws {
        for end in ends(of: host) { try await mend(end) }
        try await run(on: studio, "ip", "link", "set", host.socket, "up")
    }

    /// No host knows the studio by its name any more.
    package func forgetStudio() throws { try write("") }

    package func rememberStudio() throws { try write("\(studio.address) \(Self.studioName)\n") }

    private typealias End = (host: Host, device: String)

    private func ends(of host: Host) -> [End] { [(studio, host.socket), (host, "cable")] }

    private func mend(_ end: End) async throws {
        // Where there is nothing to mend, it says so.
        try? await run(on: end.host, "tc", "qdisc", "del", "dev", end.device, "root")
    }

    /// In its place: the hosts see this very file.
    private func write(_ studio: String) throws {
        let file = try FileDescriptor.open(names, .writeOnly, options: .truncate)
        defer { try? file.close() }
        _ = try file.writeAll(Data("127.0.0.1 localhost\n\(studio)".utf8))
    }
}
