import Foundation
import Programme

/// What a store was seen to hold.
struct Catalogue: Codable, Sendable {
    let store: String
    let readAt: Date
    /// Those that are recordings by their names.
    private(set) var objects: [StoreObject] = []
    private(set) var ignored: [Ignored] = []

    /// - Parameter unsettled: why an object is not taken yet, in the order of `found`.
    init(of store: String, at readAt: Date, _ found: [StoreObject], unsettled: [String?]) {
        (self.store, self.readAt) = (store, readAt)
        for (object, reason) in zip(found, unsettled) {
            switch ObjectJudgement(object) {
            case .nothing: break
            case .ignored(let why): ignored.append(why)
            case .recording:
                if let reason {
                    ignored.append(Ignored(file: object.file, reason: reason))
                } else {
                    objects.append(object)
                }
            }
        }
        objects.sort { $0.file.utf8.lexicographicallyPrecedes($1.file.utf8) }
        ignored.sort { $0.file.utf8.lexicographicallyPrecedes($1.file.utf8) }
    }

    var recordings: [Recording] {
        objects.compactMap { object in
            guard case .recording(let recording) = ObjectJudgement(object) else { return nil }
            return recording
        }
    }
}
