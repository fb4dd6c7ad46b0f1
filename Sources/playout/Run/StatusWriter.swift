import Foundation
import Library
import Logging
import OnAir
import Programme
import Schedule
import SystemPackage

/// Keeps `status.json` in the state folder up to date, for whoever asks how things are.
struct StatusWriter: Sendable {
    let station: Station
    let logger: Logger

    /// Seconds between two looks, and the age at which a status counts as that of a conductor that hangs.
    static let period = 1.0
    static let tooOld = 15.0

    /// Runs until cancelled. Written when something has changed, and often enough to be a sign of life.
    func run(_ conductor: Conductor, _ planner: Planner, _ keeper: AlertKeeper) async throws {
        var written: Status?
        while true {
            let status = await status(of: conductor, planner, keeper)
            if written.map({ isNews(status, after: $0) }) ?? true, store(status) { written = status }
            try await Task.sleep(for: .seconds(Self.period))
        }
    }

    private func isNews(_ status: Status, after written: Status) -> Bool {
        var comparable = status
        comparable.writtenAt = written.writtenAt
        if written.onAir != nil, let onAir = written.onAir { comparable.onAir?.remaining = onAir.remaining }
        comparable.schedule?.fetchedAt = written.schedule?.fetchedAt ?? status.writtenAt
        return comparable != written || abs(status.writtenAt.timeIntervalSince(written.writtenAt)) > Self.tooOld / 3
    }

    private func status(of conductor: Conductor, _ planner: Planner, _ keeper: AlertKeeper) async -> Status {
        let programming = await planner.programming
        let active = await conductor.onAir
        let now = station.clock.now()
        return Status(
            station: station.settings.station.name, writtenAt: now,
            onAir: Status.OnAir(active, now: now),
            next: programming?.order.airings.first { $0.onAir > now },
            schedule: programming?.schedule.map { .init(source: $0.source, fetchedAt: $0.fetchedAt, stale: $0.stale) },
            library: .init(
                source: station.settings.library.name, recordings: programming?.listing.recordings.count ?? 0,
                ignored: programming?.listing.ignored.count ?? 0),
            clock: .init(synchronised: ClockSynchronisation.isSynchronised),
            alerts: await keeper.alerts)
    }

    private func store(_ status: Status) -> Bool {
        do {
            // Somebody may have taken it away.
            try station.settings.stateFolder.make()
            let file = URL(filePath: station.settings.stateFolder.status.string)
            try FactsJSON.encode(status, pretty: true).write(to: file, options: .atomic)
            return true
        } catch {
            logger.debug("the status could not be written", metadata: ["error": "\(error)"])
            return false
        }
    }
}

extension Settings.LibrarySource {
    var name: String {
        switch self {
        case .folder(let folder): folder.string
        case .s3(let bucket): bucket.name
        case .rclone(let remote): remote
        }
    }
}
