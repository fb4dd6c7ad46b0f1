import Foundation
import Library
import Programme
import Synchronization
import SystemPackage
import TestSupport
import Testing

@Suite(.moto, .temporaryFolder, .timeLimit(.minutes(5)))
struct S3StoreTests {
    let folder = TemporaryFolder.current
    let file = "20261122_1400_a.mp3"

    func object(_ store: S3Store, _ file: String) async throws -> StoreObject {
        try #require(try await store.list().first { $0.file == file })
    }

    func bytes(_ path: FilePath) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path.string))) }

    /// - Returns: what came.
    func fetch(_ store: S3Store, _ file: String, as object: StoreObject? = nil, rate: Double? = nil) async throws
        -> [UInt8]
    {
        let found: StoreObject
        if let object { found = object } else { found = try await self.object(store, file) }
        let path = folder.appending("came-\(UUID().uuidString)")
        let staged = try StagedFile(path, size: found.size, rate: rate)
        try await store.fetch(found, into: staged)
        return try bytes(path)
    }

    @Test("More than a thousand objects are listed, those under the prefix and no others")
    func pages() async throws {
        let bucket = try await Bucket()
        try await withThrowingTaskGroup { group in
            for index in 0..<1205 { group.addTask { try await bucket.put("programmes/\(index).mp3") } }
            try await group.waitForAll()
        }
        try await bucket.put("programmes-old/x.mp3")
        let objects = try await bucket.store(prefix: "programmes").list()
        #expect(Set(objects.map(\.file)) == Set((0..<1205).map { "\($0).mp3" }))
        #expect(objects.allSatisfy { $0.size == 3 && abs($0.modified.timeIntervalSinceNow) < 600 })
    }

    @Test("A recording that is put there is what was put, under the prefix, in parts too, in place of the one before")
    func put() async throws {
        let bucket = try await Bucket()
        let store = bucket.store(prefix: "pro gram/mes")
        let source = folder.appending("my recording.mp3")
        for size in [1000, 9_000_000, 5] {
            let content = noise(size, seed: UInt64(size))
            try Data(content).write(to: URL(filePath: source.string))
            let fractions = Mutex<[Double]>([])
            try await store.put(IncomingFile(source), as: file) { fraction in fractions.withLock { $0.append(fraction) }
            }
            #expect(try await fetch(store, file) == content)
            #expect(fractions.withLock { $0.allSatisfy { (0...1).contains($0) } && $0.last == 1 })
            if size > 1_000_000 { #expect(fractions.withLock { $0.contains { 0 < $0 && $0 < 1 } }) }
        }
        #expect(try await bucket.store().list().map(\.file) == ["pro gram/mes/\(file)"])
    }

    @Test("That a file has changed since it was looked at is told")
    func changed() async throws {
        let bucket = try await Bucket()
        let source = folder.appending("source.mp3")
        try Data(noise(1000)).write(to: URL(filePath: source.string))
        let incoming = try IncomingFile(source)
        try Data(noise(2000)).write(to: URL(filePath: source.string))
        await #expect(throws: LibraryError.changed(source)) {
            try await bucket.store().put(incoming, as: file) { _ in }
        }
        #expect(try await bucket.store().list().isEmpty)
    }

    @Test("An upload whose line is cut leaves what was there")
    func cutUpload() async throws {
        let bucket = try await Bucket()
        try await bucket.put(file, noise(1000))
        let source = folder.appending("source.mp3")
        try Data(noise(3_000_000, seed: 4)).write(to: URL(filePath: source.string))
        try await Meddler.run(to: Moto.port) { meddler, port in
            meddler.fault.withLock { $0 = .cut(after: 10) }
            _ = await #expect(throws: StoreError.self) {
                try await bucket.store(port: port).put(IncomingFile(source), as: file) { _ in }
            }
        }
        #expect(try await fetch(bucket.store(), file) == noise(1000))
    }

    @Test("An empty bucket is empty")
    func empty() async throws {
        #expect(try await Bucket().store().list() == [])
    }

    @Test("An object comes whole, byte for byte, whether it was uploaded at once or in parts", arguments: [0, 1, 3])
    func whole(parts: Int) async throws {
        let bucket = try await Bucket()
        let content = parts == 3 ? noise(12_000_000) : noise(1_000_000)
        switch parts {
        case 0: try await bucket.put(file, content)
        case 1: try await bucket.upload(file, [content])
        default:
            let size = 5_242_880
            try await bucket.upload(file, (0..<3).map { Array(content.dropFirst($0 * size).prefix(size)) })
        }
        #expect(try await fetch(bucket.store(), file) == content)
    }

    @Test(
        "A version of another content is another version, and an object that was replaced is not taken for the old one")
    func replaced() async throws {
        let bucket = try await Bucket()
        let store = bucket.store()
        try await bucket.put(file, noise(1000, seed: 1))
        let old = try await object(store, file)
        try await bucket.put(file, noise(1000, seed: 2))
        #expect(try await object(store, file).version != old.version)
        let error = await #expect(throws: StoreError.self) { try await fetch(store, file, as: old) }
        #expect(error?.kind == .replaced)
        try await bucket.delete(file)
        let gone = await #expect(throws: StoreError.self) { try await fetch(store, file, as: old) }
        #expect(gone?.kind == .gone)
    }

    static let faults: [(Meddler.Fault, [StoreError.Kind], Int)] = [
        (.cut(after: 400_000), [.cut], 1), (.corrupt(at: 400_000), [.corrupted], 1),
        (.corrupt(at: 7_000_000), [.corrupted], 3), (.stall(after: 400_000), [.timedOut], 1),
        (.slow(500), [.timedOut], 1),
    ]

    @Test("What is cut, changed, stalled or slowed to nothing on the way is not taken", arguments: faults)
    func badLine(fault: Meddler.Fault, kinds: [StoreError.Kind], parts: Int) async throws {
        let bucket = try await Bucket()
        let content = noise(parts * 5_242_880 / 2, seed: 3)
        let half = parts == 3 ? 5_242_880 : content.count
        try await parts == 3
            ? bucket.upload(file, [Array(content.prefix(half)), Array(content.dropFirst(half))])
            : bucket.put(file, content)
        let object = try await object(bucket.store(), file)
        try await Meddler.run(to: Moto.port) { meddler, port in
            // What is waited for in vain is not waited for long.
            let isSilent = kinds == [.timedOut]
            let store = bucket.store(port: port, patience: .seconds(isSilent ? 4 : 120))
            meddler.fault.withLock { $0 = fault }
            let error = await #expect(throws: StoreError.self) { try await fetch(store, file, as: object) }
            let kind = error?.kind ?? .other
            #expect(kinds.contains(kind), "\(error?.description ?? "nothing")")
            meddler.fault.withLock { $0 = .none }
            let came = try await fetch(bucket.store(port: port), file, as: object)
            #expect(came == content)
        }
    }

    @Test("A rate is kept to")
    func rate() async throws {
        let bucket = try await Bucket()
        try await bucket.put(file, noise(1_500_000))
        let store = bucket.store()
        let object = try await object(store, file)
        let began = ContinuousClock.now
        #expect(try await fetch(store, file, as: object, rate: 500_000).count == 1_500_000)
        let seconds = Double((ContinuousClock.now - began).components.seconds)
        #expect(seconds >= 2)
    }

    @Test("A cancelled fetch ends its program at once")
    func cancelled() async throws {
        let bucket = try await Bucket()
        try await bucket.put(file, noise(2_000_000))
        let object = try await object(bucket.store(), file)
        try await Meddler.run(to: Moto.port) { meddler, port in
            meddler.fault.withLock { $0 = .stall(after: 300_000) }
            let store = bucket.store(port: port)
            let task = Task { try await fetch(store, file, as: object) }
            try await Task.sleep(for: .seconds(2))
            let began = ContinuousClock.now
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(ContinuousClock.now - began < .seconds(5))
        }
    }
}
