import Foundation
import Library
import Logging
import Programme
import Synchronization
import SystemPackage
import TestSupport
import Testing

/// A store in memory, in which everything can go wrong.
final class ShopStore: Store {
    struct State {
        var objects: [StoreObject] = []
        var contents: [String: [UInt8]] = [:]
        var listError: StoreError?
        var fetchError: StoreError?
        var fetched: [String] = []
        /// Those who fetch wait until it is opened.
        var isClosed = false
    }

    let state = Mutex(State())
    let quiet: Double?
    var name: String { "shop" }

    init(quiet: Double? = nil) { self.quiet = quiet }

    func put(_ file: String, _ content: [UInt8] = noise(5000), version: String = "1", modified: Date = .distantPast) {
        let object = StoreObject(file: file, size: Int64(content.count), modified: modified, version: version)
        state.withLock {
            $0.objects.removeAll { $0.file.utf8.elementsEqual(file.utf8) }
            $0.objects.append(object)
            $0.contents[file] = content
        }
    }

    var fetched: [String] { state.withLock { $0.fetched } }

    func list() async throws -> [StoreObject] {
        try state.withLock { state in
            if let error = state.listError { throw error }
            return state.objects
        }
    }

    func fetch(_ object: StoreObject, into file: StagedFile) async throws {
        let content = try state.withLock { state in
            state.fetched.append(object.file)
            if let error = state.fetchError { throw error }
            return state.contents[object.file] ?? []
        }
        while state.withLock({ $0.isClosed }) { try await Task.sleep(for: .milliseconds(5)) }
        try await file.fill(content)
    }

    func put(_ file: IncomingFile, as name: String, progress: @escaping @Sendable (Double) -> Void) async throws {
        put(name, Array(try Data(contentsOf: URL(filePath: file.path.string))))
        progress(1)
    }
}

/// A spool at work on a shop.
struct SpoolBench {
    let shop = ShopStore()
    let folder = TemporaryFolder.current.appending("spool")
    let clock = HandClock(Date(rfc3339: "2026-11-22T12:00:00Z")!)

    func spool(_ store: (any Store)? = nil, quota: Int64 = 1_000_000) -> Spool {
        var limits = SpoolLimits()
        (limits.quota, limits.period, limits.reserve) = (quota, 0.02, 0)
        return Spool(
            store ?? shop, folder: folder, limits: limits, clock: clock,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    func need(_ file: String, _ start: Double, lasting: Double = 3600) -> Need {
        let start = clock.now().addingTimeInterval(start)
        return Need(file: file, start: start, end: start.addingTimeInterval(lasting))
    }

    /// Runs it while `body` is at work.
    func working(_ spool: Spool, _ body: () async throws -> Void) async throws {
        let work = Task { try await spool.run {} }
        do {
            try await body()
        } catch {
            work.cancel()
            _ = await work.result
            throw error
        }
        work.cancel()
        _ = await work.result
    }

    /// Waits until it is so.
    func until(_ what: String, within seconds: Double = 60, _ condition: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while try await !condition() {
            try #require(ContinuousClock.now < deadline, "\(what) did not come about")
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    func content(_ spool: Spool, _ file: String) -> [UInt8]? {
        (try? spool.path(ofFile: file)).flatMap { FileManager.default.contents(atPath: $0.string) }.map(Array.init)
    }

    /// All that there is below the spool's folder.
    var files: [String] {
        (FileManager.default.enumerator(atPath: folder.string)?.compactMap { $0 as? String } ?? []).sorted()
    }
}
