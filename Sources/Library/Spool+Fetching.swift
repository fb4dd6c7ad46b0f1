import Foundation
import Logging
import Programme
import SystemPackage

// One recording at a time, the soonest first.
extension Spool {
    /// Seconds before a recording is on air from which on nothing takes its place.
    private static let settled = 120.0
    /// Seconds before the air within which one recording may interrupt the fetching of a later one.
    private static let urgent = 3600.0
    /// Seconds between two tries, at first and at most.
    private static let (firstPause, longestPause) = (5.0, 300.0)

    struct Due {
        let object: StoreObject
        let need: Need
    }

    func keepFetching() async throws {
        while true {
            if let due = due().first(where: { mayTry($0.object) }) {
                await fetch(due)
                try Task.checkCancellation()
            } else {
                let next = due().compactMap { attempts[$0.object.id]?.notBefore.timeIntervalSince(clock.now()) }.min()
                try await rest(.fetching, min(max(next ?? 30, 0.1), 30))
            }
        }
    }

    /// What is needed and not at hand as the store has it, soonest first.
    func due() -> [Due] {
        guard let catalogue else { return [] }
        let now = clock.now()
        let objects = Dictionary(catalogue.objects.map { (FileKey($0.file), $0) }) { first, _ in first }
        var seen: Set<FileKey> = []
        return needs.filter { $0.end > now }.sorted { $0.start < $1.start }.compactMap { need in
            let key = FileKey(need.file)
            guard seen.insert(key).inserted, let object = objects[key] else { return nil }
            guard let shelved = shelf.shelved(need.file) else { return Due(object: object, need: need) }
            let isAsListed = shelved.object.id == object.id && !suspects.contains(shelved.folder)
            if isAsListed || isSettled(need.file, at: now) && !isOnlyPutRight(shelved, by: object, at: now) {
                return nil
            }
            return Due(object: object, need: need)
        }
    }

    /// It is on air, or nearly so: it stays what it is.
    private func isSettled(_ file: String, at now: Date) -> Bool {
        needs.contains {
            FileKey($0.file) == FileKey(file) && $0.start.addingTimeInterval(-Self.settled) <= now && now < $0.end
        }
    }

    /// The same again in place of what is in doubt, before it is on air: that replaces nothing.
    private func isOnlyPutRight(_ old: Shelved, by object: StoreObject, at now: Date) -> Bool {
        old.object.id == object.id && suspects.contains(old.folder)
            && !needs.contains { FileKey($0.file) == FileKey(object.file) && $0.start <= now && now < $0.end }
    }

    private func mayTry(_ object: StoreObject) -> Bool {
        guard let attempt = attempts[object.id] else { return true }
        let left = attempt.notBefore.timeIntervalSince(clock.now())
        return left <= 0 || left > Self.longestPause
    }

    /// What is being fetched gives way to what is needed much sooner, and to anything if it is not needed any more.
    func giveWay() {
        guard let current else { return }
        let due = due().filter { mayTry($0.object) }
        let isNeeded = due.contains { FileKey($0.need.file) == FileKey(current.file) }
        let soonest = due.first { FileKey($0.need.file) != FileKey(current.file) }?.need.start
        let isPressed = soonest.map { $0 < current.start && $0.timeIntervalSince(clock.now()) < Self.urgent } ?? false
        if !isNeeded || isPressed { current.task.cancel() }
    }

    private func fetch(_ due: Due) async {
        let object = due.object
        shelf.explain(object.file, "it is being fetched")
        do {
            try await makeRoom(for: due)
            let task = Task { try await bring(object) }
            current = Current(file: object.file, start: due.need.start, task: task)
            defer { current = nil }
            let shelved = try await withTaskCancellationHandler {
                try await task.value
            } onCancel: {
                task.cancel()
            }
            attempts[object.id] = nil
            // It may have taken until the one that is here is all but on air.
            let now = clock.now()
            if let old = shelf.shelved(object.file), isSettled(object.file, at: now),
                !isOnlyPutRight(old, by: object, at: now)
            {
                await drop(shelved)
                return
            }
            for old in shelf.put(shelved) { await drop(old) }
            logger.info("a recording has been fetched", metadata: ["file": "\(ShownName.of(object.file))"])
            await announce()
        } catch is CancellationError {
            shelf.explain(object.file, nil)
        } catch {
            await failed(object, error)
        }
    }

    private func failed(_ object: StoreObject, _ error: any Error) async {
        let error = error as? StoreError ?? StoreError(.disk, "the spool cannot be written to: \(error.inWords)")
        var attempt = attempts[object.id] ?? Attempt(notBefore: clock.now(), error: error)
        let isNew = attempt.failures == 0 || attempt.error.kind != error.kind
        let pause = min(Self.firstPause * pow(2, Double(min(attempt.failures, 10))), Self.longestPause)
        attempt.failures += 1
        attempt.error = error
        attempt.refused = refused
        attempt.notBefore = clock.now().addingTimeInterval(pause)
        attempts[object.id] = attempt
        shelf.explain(object.file, "it could not be fetched: \(error)")
        logger.log(
            level: isNew ? .warning : .debug, "a recording could not be fetched",
            metadata: ["file": "\(ShownName.of(object.file))", "error": "\(error)"])
        // It is another by now: the listing is out of date.
        if [.replaced, .gone].contains(error.kind) { wake(.reading) }
        if isNew { await announce() }
    }

    /// Fetches it into a place of its own, and lets it be seen when it is whole.
    private func bring(_ object: StoreObject) async throws -> Shelved {
        let (folder, store) = (folder, store)
        let stage = try await onOwnThread { try folder.stage(object) }
        do {
            let file = try StagedFile(stage.appending(object.lastName), size: object.size, rate: limits.rate)
            refused = nil
            do {
                try await store.fetch(object, into: file)
            } catch let error as StoreError where error.kind == .corrupted && file.isComplete {
                // Not every store's mark is a checksum. What comes twice is what the store has.
                guard attempts[object.id]?.refused == file.sha256 else {
                    refused = file.sha256
                    throw error
                }
                logger.notice(
                    "the store's checksum is not one of the content",
                    metadata: ["file": "\(ShownName.of(object.file))"])
            }
            try await file.synchronise()
            let held = Held(object: object, sha256: file.sha256, fetchedAt: clock.now())
            return try await onOwnThread { try folder.commit(stage, held) }
        } catch {
            try? await onOwnThread { folder.discard(stage) }
            throw error
        }
    }
}
