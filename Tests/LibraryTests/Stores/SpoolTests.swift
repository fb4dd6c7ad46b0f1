import Foundation
import Library
import Programme
import Synchronization
import SystemPackage
import TestSupport
import Testing

@Suite(.temporaryFolder, .timeLimit(.minutes(2)))
struct SpoolTests {
    let bench = SpoolBench()
    var shop: ShopStore { bench.shop }
    let files = (14...17).map { "20261122_\($0)00_a.mp3" }

    @Test("What is needed is fetched, the soonest first, and nothing else")
    func soonestFirst() async throws {
        for file in files { shop.put(file, noise(100, seed: UInt64(file.count))) }
        let spool = bench.spool()
        await spool.follow([bench.need(files[2], 7200), bench.need(files[0], 600), bench.need(files[1], 3600)])
        try await bench.working(spool) {
            try await bench.until("all that is needed") { files[...2].allSatisfy { spool.absence(ofFile: $0) == nil } }
        }
        #expect(shop.fetched == Array(files[...2]))
        #expect(spool.absence(ofFile: files[3]) == "it has not been fetched yet")
        #expect(throws: LibraryError.notHere(file: files[3], reason: "it has not been fetched yet")) {
            try spool.path(ofFile: files[3])
        }
        #expect(spool.absence(ofFile: "20261122_1900_x.mp3")?.contains("not in the library") == true)
    }

    @Test("What is fetched and known is there again after a restart, with the store away")
    func restart() async throws {
        let content = noise(3_000_000)
        shop.put(files[0], content)
        let first = bench.spool(quota: 10_000_000)
        await first.follow([bench.need(files[0], 600)])
        try await bench.working(first) {
            try await bench.until("the recording") { first.absence(ofFile: files[0]) == nil }
        }
        shop.state.withLock { $0.listError = StoreError(.unreachable, "the cable is out") }
        let second = bench.spool(quota: 10_000_000)
        try await bench.working(second) {
            let listing = try await second.list()
            #expect(listing.recordings.map(\.file) == [files[0]])
            #expect(bench.content(second, files[0]) == content)
            try await bench.until("the trouble") {
                try await second.list().trouble?.contains("the cable is out") == true
            }
        }
        #expect(shop.fetched.count == 1)
    }

    @Test("A store of which nothing was ever known is an error that says why")
    func unknown() async throws {
        shop.state.withLock { $0.listError = StoreError(.denied, "access is denied") }
        let spool = bench.spool()
        await spool.refresh()
        await #expect(throws: LibraryError.unknown(store: "shop", reason: "access is denied")) {
            try await spool.list()
        }
    }

    @Test("A replaced object is fetched again; until it is there, and while the old one is on air, the old one plays")
    func replaced() async throws {
        shop.put(files[0], [1])
        let spool = bench.spool()
        await spool.follow([bench.need(files[0], 600)])
        try await bench.working(spool) {
            try await bench.until("the first version") { bench.content(spool, files[0]) == [1] }
            shop.state.withLock { $0.isClosed = true }
            shop.put(files[0], [2], version: "2")
            try await bench.until("a second fetch") { shop.fetched.count == 2 }
            #expect(bench.content(spool, files[0]) == [1])
            shop.state.withLock { $0.isClosed = false }
            try await bench.until("the second version") { bench.content(spool, files[0]) == [2] }
            bench.clock.advance(601)
            shop.put(files[0], [3], version: "3")
            let next = "20261122_1900_b.mp3"
            shop.put(next)
            await spool.follow([bench.need(files[0], -1), bench.need(next, 6000)])
            try await bench.until("another recording") { spool.absence(ofFile: next) == nil }
            #expect(bench.content(spool, files[0]) == [2])
            bench.clock.advance(3600)
            await spool.follow([bench.need(files[0], 60_000)])
            try await bench.until("the third version") { bench.content(spool, files[0]) == [3] }
        }
        #expect(bench.files.filter { $0.hasSuffix(".mp3") }.count == 2)
    }

    @Test("When room is short, what has been on air goes first, the oldest first, and what is needed soon stays")
    func quota() async throws {
        for file in files { shop.put(file, noise(300_000)) }
        let spool = bench.spool(quota: 1_000_000)
        await spool.follow(files[...2].map { bench.need($0, 60) })
        try await bench.working(spool) {
            try await bench.until("three") { files[...2].allSatisfy { spool.absence(ofFile: $0) == nil } }
            await spool.follow([bench.need(files[1], 300), bench.need(files[3], 600)])
            try await bench.until("the fourth") { spool.absence(ofFile: files[3]) == nil }
            #expect(spool.absence(ofFile: files[0]) != nil)
            #expect([files[1], files[2]].allSatisfy { spool.absence(ofFile: $0) == nil })
            // What is needed later gives way to what is needed sooner, and never the other way round.
            await spool.follow(
                [1, 2, 3].map { bench.need(files[$0], Double($0) * 600) } + [bench.need(files[0], 60_000)])
            try await bench.until("the shortage") { try await spool.list().trouble?.contains("spool.quota") == true }
            #expect(files[1...].allSatisfy { spool.absence(ofFile: $0) == nil })
            #expect(spool.absence(ofFile: files[0])?.contains("spool.quota") == true)
            await spool.follow([bench.need(files[0], 60)] + [1, 2, 3].map { bench.need(files[$0], Double($0) * 600) })
            bench.clock.advance(301)
            try await bench.until("the soonest") { spool.absence(ofFile: files[0]) == nil }
            #expect(spool.absence(ofFile: files[3]) != nil)
        }
        #expect(!bench.files.contains { $0.hasPrefix("incoming/") })
    }

    @Test("What a killed run left behind is taken away, and what is not whole is not taken for a recording")
    func leftovers() async throws {
        shop.put(files[0], [1, 2, 3])
        let first = bench.spool()
        await first.follow([bench.need(files[0], 600)])
        try await bench.working(first) {
            try await bench.until("the recording") { first.absence(ofFile: files[0]) == nil }
        }
        let folder = bench.folder
        for path in ["incoming/x", "recordings/empty", "recordings/strange"] {
            try FileManager.default.createDirectory(
                atPath: folder.appending(path).string, withIntermediateDirectories: true)
        }
        for path in ["incoming/x/\(files[1])", "incoming/y", "recordings/strange/\(files[1])"] {
            try "half".write(toFile: folder.appending(path).string, atomically: false, encoding: .utf8)
        }
        let short = try first.path(ofFile: files[0])
        #expect(truncate(short.string, 2) == 0)
        let second = bench.spool()
        #expect(second.absence(ofFile: files[0]) != nil && second.absence(ofFile: files[1]) != nil)
        await second.follow([bench.need(files[0], 600)])
        try await bench.working(second) {
            try await bench.until("the recording again") { bench.content(second, files[0]) == [1, 2, 3] }
        }
        let left = bench.files.filter { !$0.hasSuffix("held.json") && $0.contains(".") || $0.hasPrefix("incoming/") }
        #expect(left.count == 2, "\(left)")
        #expect(try bench.folder.appending("recordings").string.contents.count == 1)
    }

    @Test("A recording that has changed on the disk before its time is fetched again", arguments: [false, true])
    func corrupt(isShort: Bool) async throws {
        let content = noise(50_000)
        shop.put(files[0], content)
        let spool = bench.spool()
        await spool.follow([bench.need(files[0], 4000)])
        try await bench.working(spool) {
            try await bench.until("the recording") { spool.absence(ofFile: files[0]) == nil }
            let path = try spool.path(ofFile: files[0])
            if isShort {
                #expect(truncate(path.string, 20_000) == 0)
            } else {
                let handle = try FileHandle(forUpdating: URL(filePath: path.string))
                try handle.seek(toOffset: 25_000)
                try handle.write(contentsOf: [content[25_000] ^ 1])
                try handle.close()
            }
            shop.state.withLock { $0.fetchError = StoreError(.unreachable, "away") }
            bench.clock.advance(3800)
            await spool.follow([bench.need(files[0], 200)])
            try await bench.until("a second fetch") { shop.fetched.count >= 2 }
            // A click is better than nothing; half a programme is not known to be one.
            #expect((spool.absence(ofFile: files[0]) == nil) == !isShort)
        }
    }

    @Test("A replacement that has come when the recording is all but on air does not take its place")
    func lateReplacement() async throws {
        shop.put(files[0], [1])
        let spool = bench.spool()
        await spool.follow([bench.need(files[0], 600), bench.need(files[1], 4000)])
        try await bench.working(spool) {
            try await bench.until("the first version") { bench.content(spool, files[0]) == [1] }
            shop.state.withLock { $0.isClosed = true }
            shop.put(files[0], [2], version: "2")
            try await bench.until("a second fetch") { shop.fetched.count == 2 }
            bench.clock.advance(500)
            // One at a time: when this is there, the other has had its turn.
            shop.put(files[1])
            shop.state.withLock { $0.isClosed = false }
            try await bench.until("another recording") { spool.absence(ofFile: files[1]) == nil }
            #expect(shop.fetched == [files[0], files[0], files[1]])
            #expect(bench.content(spool, files[0]) == [1])
        }
    }

    @Test("Where there would not be room enough even so, nothing is let go of")
    func tooLarge() async throws {
        shop.put(files[0], noise(900_000))
        for file in files[1...] { shop.put(file, noise(200_000)) }
        let spool = bench.spool(quota: 1_000_000)
        await spool.follow([bench.need(files[1], 100), bench.need(files[2], 4000)])
        try await bench.working(spool) {
            try await bench.until("two") { files[1...2].allSatisfy { spool.absence(ofFile: $0) == nil } }
            // The last would have to go, and the first stays, which is too much.
            await spool.follow(
                [bench.need(files[1], 100), bench.need(files[0], 2000), bench.need(files[2], 4000)])
            try await bench.until("the shortage") { try await spool.list().trouble?.contains("spool.quota") == true }
            #expect(files[1...2].allSatisfy { spool.absence(ofFile: $0) == nil })
        }
        #expect(shop.fetched == [files[1], files[2]])
    }

    @Test("A store that nobody has asked yet is awaited, which is no trouble of it")
    func awaited() async throws {
        let spool = bench.spool()
        await #expect(throws: LibraryError.awaited(store: "shop")) { try await spool.list() }
    }

    @Test("What cannot be removed to make room is still there, and of use; and the disk's trouble is told")
    func stuck() async throws {
        for file in files { shop.put(file, noise(400_000)) }
        let spool = bench.spool(quota: 1_000_000)
        await spool.follow(files[...1].map { bench.need($0, 60) })
        try await bench.working(spool) {
            try await bench.until("two") { files[...1].allSatisfy { spool.absence(ofFile: $0) == nil } }
            let incoming = bench.folder.appending("incoming").string
            try FileManager.default.removeItem(atPath: incoming)
            try Data().write(to: URL(filePath: incoming))
            await spool.follow([bench.need(files[2], 600)])
            try await bench.until("the trouble") {
                try await spool.list().trouble?.contains("cannot be removed") == true
            }
            #expect(files[...1].allSatisfy { spool.absence(ofFile: $0) == nil })
            #expect(files[...1].allSatisfy { bench.content(spool, $0)?.count == 400_000 })
        }
    }

    @Test(
        "A size that no recording has is the listing's trouble with that one, and nobody else's",
        arguments: [
            Int64.max, -1, 1 << 41,
        ])
    func absurdSize(size: Int64) async throws {
        for file in files[...1] { shop.put(file) }
        shop.state.withLock { state in
            let object = StoreObject(file: files[2], size: size, modified: .distantPast, version: "1")
            state.objects.append(object)
        }
        let spool = bench.spool()
        await spool.follow(files[...2].reversed().map { bench.need($0, 600) })
        try await bench.working(spool) {
            try await bench.until("the others") { files[...1].allSatisfy { spool.absence(ofFile: $0) == nil } }
            let listing = try await spool.list()
            #expect(listing.recordings.map(\.file) == Array(files[...1]))
            #expect(listing.ignored.map(\.file) == [files[2]])
            #expect(listing.ignored.first?.reason.contains("\(size) bytes") == true)
        }
        #expect(shop.fetched.count == 2)
    }

    @Test("What is in doubt is put right until it is on air, also in its last two minutes")
    func lateMend() async throws {
        let content = noise(50_000)
        shop.put(files[0], content)
        let spool = bench.spool()
        await spool.follow([bench.need(files[0], 4000)])
        try await bench.working(spool) {
            try await bench.until("the recording") { spool.absence(ofFile: files[0]) == nil }
            let handle = try FileHandle(forUpdating: URL(filePath: spool.path(ofFile: files[0]).string))
            try handle.write(contentsOf: [content[0] ^ 1])
            try handle.close()
            shop.state.withLock { $0.isClosed = true }
            bench.clock.advance(3710)
            await spool.follow([bench.need(files[0], 290)])
            try await bench.until("a second fetch") { shop.fetched.count == 2 }
            bench.clock.advance(200)
            shop.state.withLock { $0.isClosed = false }
            try await bench.until("the content") { bench.content(spool, files[0]) == content }
        }
    }

    @Test("What somebody removes from the disk is fetched again, at whatever time", arguments: [4000, 30])
    func removed(seconds: Double) async throws {
        shop.put(files[0], [1, 2, 3])
        let spool = bench.spool()
        await spool.follow([bench.need(files[0], seconds)])
        try await bench.working(spool) {
            try await bench.until("the recording") { spool.absence(ofFile: files[0]) == nil }
            try FileManager.default.removeItem(atPath: bench.folder.string)
            await spool.follow([bench.need(files[0], seconds - 1)])
            try await bench.until("a second fetch") { shop.fetched.count == 2 }
            try await bench.until("the recording again") { bench.content(spool, files[0]) == [1, 2, 3] }
        }
    }

    @Test("What cannot be fetched is tried again after a while, and the others are fetched meanwhile")
    func retries() async throws {
        shop.put(files[0])
        shop.state.withLock { $0.fetchError = StoreError(.cut, "the connection broke off") }
        let spool = bench.spool()
        await spool.follow([bench.need(files[0], 600)])
        try await bench.working(spool) {
            try await bench.until("a failure") { spool.absence(ofFile: files[0])?.contains("broke off") == true }
            #expect(shop.fetched.count == 1)
            #expect(!bench.files.contains { $0.hasPrefix("incoming/") })
            shop.state.withLock { $0.fetchError = nil }
            shop.put(files[1])
            await spool.follow([bench.need(files[0], 600), bench.need(files[1], 6000)])
            try await bench.until("the other") { spool.absence(ofFile: files[1]) == nil }
            bench.clock.advance(6)
            await spool.follow([bench.need(files[0], 594)])
            try await bench.until("it") { spool.absence(ofFile: files[0]) == nil }
        }
        #expect(shop.fetched == [files[0], files[1], files[0]])
    }

    @Test("What is needed within the hour interrupts the fetching of what is needed later")
    func urgent() async throws {
        shop.put(files[3])
        shop.state.withLock { $0.isClosed = true }
        let spool = bench.spool()
        await spool.follow([bench.need(files[3], 50_000)])
        try await bench.working(spool) {
            try await bench.until("the later one") { shop.fetched == [files[3]] }
            shop.put(files[0])
            try await bench.until("a listing") { try await spool.list().recordings.count == 2 }
            await spool.follow([bench.need(files[0], 300), bench.need(files[3], 50_000)])
            try await bench.until("the sooner one") { shop.fetched.contains(files[0]) }
            shop.state.withLock { $0.isClosed = false }
            try await bench.until("both") { [0, 3].allSatisfy { spool.absence(ofFile: files[$0]) == nil } }
        }
        #expect(shop.fetched == [files[3], files[0], files[3]])
    }

    @Test("Where uploads grow before everybody's eyes, an object is taken when it has stayed as it is")
    func settling() async throws {
        let shop = ShopStore(quiet: 30)
        let spool = bench.spool(shop)
        shop.put(files[0], [1], version: "1", modified: bench.clock.now().addingTimeInterval(-5))
        shop.put(files[1], [1], version: "1", modified: bench.clock.now().addingTimeInterval(-50))
        await spool.refresh()
        #expect(try await spool.list().recordings.map(\.file) == [files[1]])
        bench.clock.advance(20)
        shop.put(files[0], [1, 2], version: "2", modified: bench.clock.now())
        await spool.refresh()
        bench.clock.advance(29)
        await spool.refresh()
        #expect(try await spool.list().recordings.map(\.file) == [files[1]])
        bench.clock.advance(2)
        await spool.refresh()
        #expect(try await spool.list().recordings.map(\.file) == [files[0], files[1]])
    }
}

extension String {
    fileprivate var contents: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: self) }
    }
}
