import Foundation
import Library
import Programme
import SystemPackage
import TestSupport
import Testing

@Suite(.moto, .temporaryFolder, .timeLimit(.minutes(5)))
struct HostileKeyTests {
    let bench = SpoolBench()
    let good = [
        "20261122_1400_a.mp3", "caf\u{E9} \"x\"/20261122_1500_cafe\u{301}.mp3",
        "caf\u{E9} \"x\"/20261122_1500_caf\u{E9}.mp3",
    ]

    static let bad = [
        "../../etc/x", "../20261122_1400_b.mp3", "/tmp/20261122_1400_b.mp3", "a//20261122_1400_b.mp3",
        "a/../20261122_1400_b.mp3", "./20261122_1400_b.mp3", "$(touch x).mp3", "20261122_1400_$(touch x).mp3",
        "20261122_1400_`id`.mp3", "20261122_1400_a;b.mp3", "20261122_1400_'q'.mp3", "20261122_1400_\u{1B}[2J.mp3",
        "\u{1B}c/20261122_1400_b.mp3", ".hidden/20261122_1400_b.mp3", "file:///etc/20261122_1400_b.mp3",
        "20261122_1400_\(String(repeating: "a", count: 300)).mp3",
        String(repeating: "d/", count: 40) + "20261122_1400_b.mp3", "20261122_1400_b.mp3/", "--debug",
        "20261122_1400_a.mp3/20261122_1400_b.mp3/..", "\u{202E}3pm.mp3", "20261122_1400_b.txt", "folder/",
    ]

    func run(_ store: any Store, needs: [String]) async throws -> Listing {
        let spool = bench.spool(store)
        await spool.follow(needs.map { bench.need($0, 600) })
        try await bench.working(spool) {
            try await bench.until("the good ones", within: 60) { good.allSatisfy { spool.absence(ofFile: $0) == nil } }
        }
        for file in good { #expect(bench.content(spool, file) == Array(file.utf8)) }
        return try await spool.list()
    }

    @Test("Nothing is written outside of the spool, nothing is executed, and the good ones beside them come")
    func hostile() async throws {
        let here = FileManager.default.currentDirectoryPath
        let before = try FileManager.default.contentsOfDirectory(atPath: here).sorted()
        let bucket = try await Bucket()
        for key in Self.bad { try? await bucket.put(key) }
        for key in good { try await bucket.put(key, Array(key.utf8)) }
        let listing = try await run(bucket.store(), needs: Self.bad + good)
        #expect(Set(listing.recordings.map { Array($0.file.utf8) }) == Set(good.map { Array($0.utf8) }))
        #expect(listing.ignored.count >= Self.bad.count - 4, "\(listing.ignored.count)")
        #expect(
            listing.ignored.allSatisfy { $0.file.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f } })
        let recordings = bench.files.filter { $0.hasSuffix(".mp3") }
        #expect(recordings.count == good.count && recordings.allSatisfy { $0.hasPrefix("recordings/") })
        #expect(try FileManager.default.contentsOfDirectory(atPath: TemporaryFolder.current.string) == ["spool"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: here).sorted() == before)
    }

    @Test("Keys with line breaks, that only another server than moto holds, are none, and harm none")
    func newlines() async throws {
        let keys = ["20261122_1400_a\n.mp3", "a\nb/20261122_1400_c.mp3", "20261122_1400_d\r\n.mp3", "\n", ""] + good
        let objects = keys.map {
            ["Key": $0, "Size": $0.utf8.count, "ETag": "\"x\"", "LastModified": "2026-11-22T10:00:00+00:00"]
                as [String: Any]
        }
        let folder = TemporaryFolder.current
        try FileManager.default.createDirectory(
            atPath: folder.appending("stub").string, withIntermediateDirectories: true)
        let listing = folder.appending("stub/listing.json")
        try JSONSerialization.data(withJSONObject: ["Contents": objects]).write(to: URL(filePath: listing.string))
        try Stub.write(
            """
            if [ "$2" = list-objects-v2 ]; then exec cat \(listing); fi
            for word; do case "$word" in --key=*) key="${word#--key=}";; esac; done
            printf '%s' "$key"
            printf '{"ContentLength": %d, "ETag": "\\\\"x\\\\""}' "$(printf '%s' "$key" | wc -c)"
            """, to: folder.appending("stub/aws"))
        let store = S3Store(S3Settings(bucket: "station"), program: folder.appending("stub/aws").string)
        let found = try await run(store, needs: keys)
        #expect(found.recordings.count == good.count)
        #expect(found.ignored.map(\.file).contains("20261122_1400_a\\u{0a}.mp3"))
    }
}
