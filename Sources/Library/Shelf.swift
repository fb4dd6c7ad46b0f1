import Foundation
import Synchronization
import SystemPackage

/// What of the store is at hand: to be asked at any time, from anywhere.
final class Shelf: Sendable {
    private struct State {
        var listed: Set<FileKey> = []
        var shelved: [FileKey: [Shelved]] = [:]
        var reasons: [FileKey: String] = [:]
    }

    private let state = Mutex(State())

    func list(_ objects: [StoreObject]) {
        let files = Set(objects.map { FileKey($0.file) })
        state.withLock { $0.listed = files }
    }

    /// - Returns: what it takes the place of.
    @discardableResult
    func put(_ new: Shelved) -> [Shelved] {
        state.withLock { state in
            let key = FileKey(new.object.file)
            state.reasons[key] = nil
            let old = state.shelved[key] ?? []
            state.shelved[key] = [new]
            return old
        }
    }

    func remove(_ old: Shelved) {
        state.withLock { state in
            let key = FileKey(old.object.file)
            state.shelved[key]?.removeAll { $0 == old }
            if state.shelved[key]?.isEmpty == true { state.shelved[key] = nil }
        }
    }

    func explain(_ file: String, _ reason: String?) { state.withLock { $0.reasons[FileKey(file)] = reason } }

    /// The one of this name, in whatever version it is at hand.
    func shelved(_ file: String) -> Shelved? { state.withLock { $0.shelved[FileKey(file)]?.first } }

    var all: [Shelved] { state.withLock { $0.shelved.values.flatMap(\.self) } }

    func absence(_ file: String) -> String? {
        state.withLock { state in
            let key = FileKey(file)
            if state.shelved[key] != nil { return nil }
            return state.reasons[key]
                ?? (state.listed.contains(key) ? "it has not been fetched yet" : "it is not in the library")
        }
    }
}
