import Foundation
import Logging
import Programme
import SystemPackage

/// A library that lives in a store: what will be on air is fetched to this machine, soonest first, and kept here for as
/// long as there is room. What was fetched is of use however long the store is away.
package actor Spool: StationLibrary {
    let store: any Store
    let folder: SpoolFolder
    let limits: SpoolLimits
    let clock: any WallClock
    let logger: Logger
    let shelf = Shelf()

    var catalogue: Catalogue? { didSet { recordings = catalogue?.recordings ?? [] } }
    /// The catalogue's: the plan asks for them every few seconds.
    private var recordings: [Recording] = []
    /// Why the last reading failed.
    var trouble: StoreError?
    var settling: Settling?
    var needs: [Need] = []
    var attempts: [String: Attempt] = [:]
    var current: Current?
    /// Folders of recordings that have been checked since they were fetched, and of those that have changed by themselves.
    var checked: Set<FilePath> = []
    var suspects: Set<FilePath> = []
    /// The checksum of what was refused last.
    var refused: String?
    private var pauses: [Loop: Task<Void, any Error>] = [:]
    /// We are the conductor's, and the folder is ours.
    private(set) var isKeeping = false
    private var changed: @Sendable () async -> Void = {}

    enum Loop: Hashable { case reading, fetching, checking }

    /// What became of the tries to fetch an object.
    struct Attempt {
        var failures = 0
        var notBefore: Date
        var error: StoreError
        /// Of what came, if its checksum was not the store's.
        var refused: String?
    }

    /// What is being fetched.
    struct Current {
        let file: String
        let start: Date
        let task: Task<Shelved, any Error>
    }

    /// - Parameter folder: for what is fetched and known; it is made if need be.
    package init(
        _ store: any Store, folder: FilePath, limits: SpoolLimits = SpoolLimits(),
        clock: any WallClock = SystemWallClock(), logger: Logger = Logger(label: "library")
    ) {
        (self.store, self.folder, self.limits) = (store, SpoolFolder(path: folder), limits)
        (self.clock, self.logger) = (clock, logger)
        settling = store.quiet.map(Settling.init)
        let held = self.folder.scan()
        // Of two versions that are there, the one that was fetched last.
        for shelved in held.sorted(by: { $0.held.fetchedAt < $1.held.fetchedAt }) { shelf.put(shelved) }
        catalogue = self.folder.loadCatalogue(of: store.name)
        // Nobody is told of what an initialiser sets.
        recordings = catalogue?.recordings ?? []
        shelf.list(catalogue?.objects ?? [])
    }

    // MARK: As a library

    package func list() async throws -> Listing {
        guard let catalogue else {
            guard let trouble else { throw LibraryError.awaited(store: store.name) }
            throw LibraryError.unknown(store: store.name, reason: trouble.description)
        }
        let words = trouble.map { "\($0.description) (as it was at \(catalogue.readAt.rfc3339))" }
        return Listing(recordings: recordings, ignored: catalogue.ignored, trouble: words ?? shortage)
    }

    package nonisolated func path(ofFile file: String) throws(LibraryError) -> FilePath {
        if let shelved = shelf.shelved(file) { return shelved.path }
        throw .notHere(file: file, reason: shelf.absence(file) ?? "it has just been removed")
    }

    package nonisolated func absence(ofFile file: String) -> String? { shelf.absence(file) }

    package func add(
        _ file: IncomingFile, as name: RecordingName, replaces: Bool, progress: @escaping @Sendable (Double) -> Void
    ) async throws {
        let key = FileKey(name.fileName)
        if !replaces, try await store.list().contains(where: { FileKey($0.file) == key }) {
            throw LibraryError.taken(file: name.fileName, place: store.name)
        }
        try await store.put(file, as: name.fileName, progress: progress)
    }

    package func refresh() async { _ = try? await read() }

    package func follow(_ needs: [Need]) async {
        guard needs != self.needs else { return }
        self.needs = needs
        giveWay()
        wake(.fetching)
        wake(.checking)
    }

    package func run(changed: @escaping @Sendable () async -> Void) async throws {
        self.changed = changed
        await tidy()
        isKeeping = true
        await announce()
        try await withThrowingTaskGroup { group in
            group.addTask { try await self.keepReading() }
            group.addTask { try await self.keepFetching() }
            group.addTask { try await self.keepChecking() }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// What was left behind by whoever was killed at work, and what is not as it was left.
    private func tidy() async {
        do {
            let folder = folder
            try await onOwnThread {
                try folder.makeReady()
                var broken: [FilePath] = []
                let whole = folder.scan { broken.append($0) }
                let newest = Dictionary(grouping: whole) { FileKey($0.object.file) }
                    .compactMapValues { $0.max { $0.held.fetchedAt < $1.held.fetchedAt } }
                for shelved in whole where newest[FileKey(shelved.object.file)] != shelved {
                    try folder.remove(shelved)
                }
                for path in broken { try FileManager.default.removeItem(atPath: path.string) }
            }
        } catch {
            logger.warning("the spool cannot be tidied", metadata: ["error": "\(error.inWords)"])
        }
    }

    // MARK: Waiting

    func announce() async { await changed() }

    /// Until it is woken, or so many seconds have passed.
    func rest(_ loop: Loop, _ seconds: Double) async throws {
        let pause = Task { try await Task.sleep(for: .seconds(seconds)) }
        pauses[loop] = pause
        try? await withTaskCancellationHandler {
            try await pause.value
        } onCancel: {
            pause.cancel()
        }
        try Task.checkCancellation()
    }

    func wake(_ loop: Loop) { pauses[loop]?.cancel() }
}
