import Alerts
import Foundation
import OnAir
import Programme
import SystemPackage

/// Whether a conductor is at work, as seen from outside.
struct ConductorSign: Sendable {
    let folder: StateFolder
    let now: Date

    /// What a person should know, if none is, or it says nothing any more.
    var condition: Condition? {
        guard ConductorLock.isHeld(AiringFolders(state: folder.path), state: folder) else {
            return condition(
                "The conductor is not at work",
                "What is on air stays on air, and nothing new is begun. Start it (playout run; systemctl restart "
                    + "playout), and see why it ended: its log (journalctl -u playout).")
        }
        guard let silence, silence > StatusWriter.tooOld else { return nil }
        return condition(
            "The conductor hangs",
            "It has not said anything for \(Int(silence)) s. See its log, and the disk of the state folder.")
    }

    /// Seconds since it said something; `nil` if it has said nothing yet.
    private var silence: Double? {
        struct Written: Decodable { let writtenAt: Date }
        let data = FileManager.default.contents(atPath: folder.status.string)
        let written = data.flatMap { try? FactsJSON.decode(Written.self, from: $0) }
        return written.map { now.timeIntervalSince($0.writtenAt) }
    }

    private func condition(_ title: String, _ detail: String) -> Condition {
        // One that is only being upgraded is back by then.
        Condition(key: "conductor", urgency: .critical, title: title, detail: detail, grace: 45)
    }
}
