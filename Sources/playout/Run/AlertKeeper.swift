import Alerts
import Foundation
import Library
import Logging
import OnAir
import Programme
import Schedule

/// Sees to it that a person knows. The conductor knows nothing of it, and waits for none of it.
actor AlertKeeper {
    private let station: Station
    private let logger: Logger
    private let courier: Courier
    private let outbox: Outbox
    private let file: AlertBookFile
    private var book = AlertBook()
    private var programming: Programming?
    private var plannedAt: Date
    private var heard: [Airing.ID: Hearing] = [:]
    private var savedRevision = 0
    private var isTroubleTold = false

    /// Seconds between two looks.
    private static let period = 1.0

    init(station: Station, logger: Logger) {
        (self.station, self.logger) = (station, logger)
        let courier = Courier()
        self.courier = courier
        let folder = station.settings.stateFolder
        outbox = Outbox(
            folder.outbox, channels: station.settings.alerts, clock: station.clock, logger: logger
        ) { await courier.deliver($0, to: $1) }
        file = AlertBookFile(folder.alerts)
        plannedAt = station.clock.now()
    }

    /// What is so now, and has been told.
    var alerts: [Alert] { book.alerts }

    /// The newest plan.
    func learn(_ programming: Programming) { (self.programming, plannedAt) = (programming, station.clock.now()) }

    /// What somebody who listens hears of an airing; `nil` when nobody listens any more.
    func hear(_ hearing: Hearing?, of airing: Airing.ID) { heard[airing] = hearing }

    /// Runs until cancelled; to be called once.
    func run(_ conductor: Conductor) async throws {
        do {
            try await work(conductor)
        } catch {
            await courier.close()
            throw error
        }
        await courier.close()
    }

    private func work(_ conductor: Conductor) async throws {
        let (book, complaint) = file.load()
        (self.book, savedRevision) = (book, book.revision)
        if let complaint { logger.warning("\(complaint)") }
        try await withThrowingTaskGroup { group in
            group.addTask { await self.outbox.run() }
            group.addTask { try await self.watch(conductor) }
            try await group.waitForAll()
        }
    }

    private func watch(_ conductor: Conductor) async throws {
        while true {
            await look(await conductor.onAir)
            try await Task.sleep(for: .seconds(Self.period))
        }
    }

    private func look(_ active: [ActiveAiring]) async {
        let now = station.clock.now()
        let knowledge = knowledge(active, now: now)
        let notices = book.update(knowledge.conditions, unknown: knowledge.unknown, at: now)
        for notice in notices { log(notice) }
        let settings = station.settings.station
        // First on its way, then remembered: told twice is better than never.
        await outbox.send(Message.messages(for: notices, station: settings.name, zone: settings.timeZone))
        save()
    }

    private func knowledge(_ active: [ActiveAiring], now: Date) -> Knowledge {
        var knowledge = Knowledge(
            now: now, zone: station.settings.station.timeZone, active: active, plannedAt: plannedAt)
        knowledge.order = programming?.order
        knowledge.troubles = programming?.troubles ?? []
        knowledge.isLibraryUnknown =
            knowledge.troubles.contains { $0.source == .library } && programming?.listing.recordings.isEmpty == true
        if let schedule = programming?.schedule, schedule.stale { knowledge.staleSince = schedule.fetchedAt }
        knowledge.isClockSynchronised = ClockSynchronisation.isSynchronised
        let disk = DiskCheck(folder: station.settings.stateFolder).room()
        if !disk.ok { knowledge.diskTrouble = (disk.detail, disk.remedy) }
        heard = heard.filter { id, _ in active.contains { $0.id == id } }
        knowledge.heard = heard
        return knowledge
    }

    private func log(_ notice: Notice) {
        let condition = notice.condition
        let level: Logger.Level =
            notice.kind == .cleared || condition.urgency == .note
            ? .notice : condition.urgency == .critical ? .error : .warning
        logger.log(
            level: level, "alert",
            metadata: [
                "key": "\(condition.key)", "kind": "\(notice.kind.rawValue)", "title": "\(condition.title.printable)",
            ])
    }

    /// Tried again at the next look, if it cannot be.
    private func save() {
        guard book.revision != savedRevision else { return }
        do {
            try file.save(book)
            (savedRevision, isTroubleTold) = (book.revision, false)
        } catch {
            if !isTroubleTold {
                logger.warning(
                    "what has been told cannot be kept on disk; a conductor that is started again would repeat it",
                    metadata: ["error": "\(error.inWords)"])
            }
            isTroubleTold = true
        }
    }
}
