import Foundation
import Logging
import Programme

// What there is in the store.
extension Spool {
    func keepReading() async throws {
        while true {
            var isNews = trouble != nil
            do {
                isNews = try await read() || isNews
            } catch let error as StoreError {
                isNews = !isNews
                logger.debug("the store could not be read", metadata: ["error": "\(error)"])
            }
            if isNews {
                await announce()
                wake(.fetching)
            }
            try await rest(.reading, limits.period)
        }
    }

    /// - Returns: whether there is anything that was not known.
    /// - Throws: `StoreError`; what was known before is still known then.
    @discardableResult
    func read() async throws -> Bool {
        let found: [StoreObject]
        do {
            found = try await store.list()
            trouble = nil
        } catch let error as StoreError {
            trouble = error
            throw error
        }
        let unsettled = settle(found)
        let fresh = Catalogue(of: store.name, at: clock.now(), found, unsettled: unsettled)
        let isNews = fresh.objects != catalogue?.objects || fresh.ignored != catalogue?.ignored
        catalogue = fresh
        shelf.list(fresh.objects)
        if isNews, !attempts.isEmpty {
            let listed = Set(fresh.objects.map(\.id))
            attempts = attempts.filter { listed.contains($0.key) }
        }
        // What the conductor keeps is its own to write.
        guard isNews, isKeeping else { return isNews }
        do {
            let folder = folder
            try await onOwnThread { try folder.keep(fresh) }
        } catch {
            logger.warning("the listing cannot be kept on disk", metadata: ["error": "\(error.inWords)"])
        }
        return isNews
    }

    /// - Returns: for each object why it is not taken yet, or `nil`.
    private func settle(_ found: [StoreObject]) -> [String?] {
        guard settling != nil else { return found.map { _ in nil } }
        return settling?.look(at: found.map(Found.init), now: clock.now()) ?? []
    }
}
