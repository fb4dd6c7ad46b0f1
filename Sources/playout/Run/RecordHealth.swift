import Conditions
import Foundation

/// How the as-run log does.
struct RecordHealth: Sendable, Hashable {
    typealias Damage = Knowledge.RecordDamage

    /// Why it could not be used at the last try.
    var failure: String?
    /// An uptime: what is being done with it was begun then.
    var busySince: Double?
    /// The last that had to be moved aside.
    var damage: Damage?

    /// Seconds after which what has not come back hangs.
    private static let hangs = 5.0

    /// Why it is not written now, if it is not.
    func trouble(at uptime: Double) -> String? {
        if let busySince, uptime - busySince > Self.hangs { return failure ?? "the disk does not answer" }
        return failure
    }
}
