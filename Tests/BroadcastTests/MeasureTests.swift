import Foundation
import Glibc
import Measure
import SystemPackage
import Testing

/// That the measuring itself is right.
struct MeasureTests {
    @Test(
        "a time code survives each codec, to the millisecond", arguments: ["wav", "flac", "opus", "ogg", "mp3", "m4a"])
    func codecs(kind: String) async throws {
        try await withTemporaryFolder("playout-measure") { folder in
            let file = folder.appending("a.\(kind)")
            try await TimeCode(programme: 5, duration: 3.5).write(to: file)
            let reading = try await TimeCodeReading(of: file, seconds: 10)
            #expect(reading.seconds.map(\.number) == [0, 1, 2, 3])
            #expect(reading.seconds.allSatisfy { $0.programme == 5 && $0.hasHead && abs($0.gain - 1) < 0.05 })
            for second in reading.seconds { #expect(abs(second.sample - second.number * 48_000) <= 24) }
            #expect(reading.ends.allSatisfy { abs($0 - 168_000) <= 24 } && reading.ends.count == 1)
        }
    }

    @Test("a lost head and a lost tail are seen")
    func lost() {
        let code = TimeCode(programme: 2, duration: 2)
        let samples = (0..<96_000).map(code.sample)
        func reading(without head: Int, _ tail: Int) -> TimeCodeReading {
            TimeCodeReading(
                [Float](repeating: 0, count: 4800 + head) + samples[head..<(96_000 - tail)]
                    + [Float](repeating: 0, count: 4800))
        }
        #expect(reading(without: 0, 0).seconds.first?.hasHead == true)
        #expect(reading(without: 0, 0).seconds.first?.sample == 4800)
        #expect(reading(without: 144, 0).seconds.first?.hasHead == false)
        #expect(reading(without: 4800, 0).seconds.map(\.number) == [1])
        #expect(reading(without: 0, 0).ends == [100_800])
        #expect(reading(without: 0, 960).ends == [])
    }

    @Test("each second of ten minutes can be told from the others")
    func distinct() {
        for (programme, start) in [(0, 0), (3, 38), (7, 597), (1, 600)] {
            let code = TimeCode(programme: programme, duration: 640)
            let from = start * 48_000
            let reading = TimeCodeReading((from..<from + 3 * 48_000).map(code.sample))
            #expect(reading.seconds.map(\.number) == [start, start + 1, start + 2])
            #expect(reading.seconds.allSatisfy { $0.programme == programme })
        }
    }

    @Test("silence and noise hold no time code")
    func nothing() {
        #expect(TimeCodeReading([]).seconds.isEmpty)
        #expect(TimeCodeReading([Float](repeating: 0, count: 48_000)).seconds.isEmpty)
        #expect(TimeCodeReading((0..<48_000).map { _ in Float.random(in: -1...1) }).seconds.isEmpty)
    }

    @Test("the tap relays, stamps, refuses, cuts, and listens again")
    func tap() async throws {
        let server = try ByteTap(to: freePort())
        let tap = try ByteTap(to: server.port)
        let start = Date()
        #expect(connect(to: tap.port) != nil)
        // The server behind it takes the connection, and has nobody behind itself: so it is closed at once.
        let first = try await tap.wait(for: "an end", within: 5) { $0.first { $0.closed != nil } }
        #expect(first.opened >= start - 0.001)
        tap.refuse()
        #expect(connect(to: tap.port) == nil)
        try tap.listen()
        let descriptor = try #require(connect(to: tap.port))
        #expect(send(descriptor, "hello", 5, 0) == 5)
        _ = try await tap.wait(for: "a second connection", within: 5) { $0.count > 1 ? true : nil }
        tap.cut()
        _ = try await tap.wait(for: "its end", within: 5) { $0[1].closed }
        close(descriptor)
    }

    private func connect(to port: Int) -> CInt? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if result == 0 { return descriptor }
        close(descriptor)
        return nil
    }
}
