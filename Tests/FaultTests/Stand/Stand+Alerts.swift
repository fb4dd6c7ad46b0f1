import Foundation
import SystemPackage
import TestSupport

extension Stand {
    /// What a person was told so far.
    var telling: Telling { Telling(delivered: desk.requests.map(\.body), waiting: undelivered) }

    /// On a network of its own, the station does not reach the desk: what it has to tell waits on its disk.
    private var undelivered: [Data] {
        let folder = state.appending("alerts")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? []
        return names.sorted().compactMap { FileManager.default.contents(atPath: folder.appending($0).string) }
    }
}
