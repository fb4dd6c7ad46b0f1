import Alerts
import Foundation
import OnAir
import Programme
import SystemPackage

/// One look at whether a conductor is at work; people are told once if none is, and once when one is again.
struct ConductorWatch: Sendable {
    let settings: Settings
    let outbox: Outbox
    var clock: any WallClock = SystemWallClock()

    /// The conductor first, and then what was in the way.
    func look() async -> [CheckFinding] {
        let now = clock.now()
        let condition = ConductorSign(folder: settings.stateFolder, now: now).condition
        var findings = [condition.map { CheckFinding.amiss("conductor", $0.title, remedy: $0.detail) } ?? .atWork]
        var book = files.lazy.map { AlertBookFile($0).load().book }.first { $0 != AlertBook() } ?? AlertBook()
        let before = book.revision
        let notices = book.update([condition].compactMap(\.self), at: now)
        // First remembered: in doubt it is told again in a minute, and that for ever.
        if book.revision != before, let complaint = save(book) {
            findings.append(.amiss("state", complaint, remedy: "make room, or run this as the conductor's user"))
            return findings
        }
        let station = settings.station
        let sender = Sender(station: station.name)
        await outbox.send(Message.messages(for: notices, from: sender, zone: station.timeZone))
        // A conductor that is at work sends it within a minute, with what else there is.
        guard condition != nil else { return findings }
        await outbox.flush()
        let waiting = await outbox.waiting
        if waiting > 0 {
            let what = "\(waiting) message\(waiting == 1 ? "" : "s") could not be sent, and will be tried again"
            findings.append(.amiss("alerts", what, remedy: "see what `playout alerts test` says"))
        }
        return findings
    }

    /// In memory, if the disk is full.
    private var files: [FilePath] {
        [AiringFolders(state: settings.stateFolder.path).refuge, settings.stateFolder.path]
            .map { StateFolder(path: $0).watch }
    }

    /// - Returns: why it could not be kept anywhere.
    private func save(_ book: AlertBook) -> String? {
        let refuge = files[0]
        do {
            try settings.stateFolder.make()
            try AlertBookFile(settings.stateFolder.watch).save(book)
            unlink(refuge.string)
            return nil
        } catch {
            let kept: Void? = try? AlertBookFile(
                StateFolder(path: AiringFolders.open(refuge: refuge.removingLastComponent())).watch
            ).save(book)
            return kept == nil ? "what is told cannot be kept in \(settings.state): \(error.inWords)" : nil
        }
    }
}

extension CheckFinding {
    fileprivate static let atWork = fine("conductor", "at work")
}
