import Alerts
import Conditions
import Foundation
import Library
import Logging
import Monitor
import OnAir
import Programme
import Schedule

/// Sees to it that a person knows. The conductor knows nothing of it, and waits for none of it.
actor AlertKeeper {
    let station: Station
    let logger: Logger
    private let courier: Courier
    let outbox: Outbox
    private let file: AlertBookFile
    private let record: @Sendable () -> RecordHealth
    private var book = AlertBook()
    private var programming: Programming?
    private var plannedAt: Date
    private var heard: [Airing.ID: Hearing] = [:]
    /// Why there is no listening, from when it was found out until something is heard.
    private var deafness: String?
    private var lastLook: ClockReading
    private var looks = 0
    private var savedRevision = 0
    private var isTroubleTold = false

    /// Seconds between two looks.
    private static let period = 1.0
    /// Looks from one for what others have left to be sent to the next.
    private static let looksBetween = 60

    /// - Parameter record: how the as-run log does.
    init(station: Station, logger: Logger, record: @escaping @Sendable () -> RecordHealth = { RecordHealth() }) {
        (self.station, self.logger, self.record) = (station, logger, record)
        let courier = Courier()
        self.courier = courier
        let folder = station.settings.stateFolder
        let zone = station.settings.station.timeZone
        outbox = Outbox(
            folder.outbox, channels: station.settings.alerts, awaitsMore: station.settings.awaitedChannels != nil,
            .init(clock: station.clock, zone: zone, logger: logger) { await courier.deliver($0, to: $1) })
        file = AlertBookFile(folder.alerts)
        plannedAt = station.clock.now()
        lastLook = station.clock.reading()
    }

    /// What is so now, and has been told.
    var alerts: [Alert] { book.alerts }

    /// The newest plan.
    func learn(_ programming: Programming) { (self.programming, plannedAt) = (programming, station.clock.now()) }

    /// What somebody who listens hears of an airing.
    func hear(_ news: Listener.News, of airing: Airing.ID) {
        switch news {
        case .heard(let hearing): (heard[airing], deafness) = (hearing, nil)
        case .deaf(let failure): (heard[airing], deafness) = (nil, "\(failure)")
        case .stopped: heard[airing] = nil
        }
    }

    /// Runs until cancelled, or until something fails; then it can be run again.
    func run(_ conductor: Conductor) async throws {
        do {
            try await work(conductor)
        } catch {
            if Task.isCancelled { await close() }
            throw error
        }
    }

    /// To be called once, at the end, where it does not run.
    func close() async { await courier.close() }

    private func work(_ conductor: Conductor) async throws {
        let (book, complaint) = file.load()
        (self.book, savedRevision) = (book, book.revision)
        self.book.resume(at: station.clock.now())
        if let complaint { logger.warning("\(complaint)") }
        try await withThrowingTaskGroup { group in
            group.addTask { await self.outbox.run() }
            group.addTask { try await self.watch(conductor) }
            group.addTask { try await self.awaitChannels() }
            try await group.waitForAll()
        }
    }

    private func watch(_ conductor: Conductor) async throws {
        while true {
            await look(await conductor.onAir)
            try await Task.sleep(for: .seconds(Self.period))
        }
    }

    func look(_ active: [ActiveAiring]) async {
        noteClock()
        if looks % Self.looksBetween == 0 { await outbox.takeUp() }
        looks += 1
        let now = lastLook.now
        let knowledge = knowledge(active, now: now)
        let notices = book.update(knowledge.conditions, unknown: knowledge.unknown, at: now)
        for notice in notices { log(notice) }
        let settings = station.settings.station
        // First on its way, then remembered: told twice is better than never.
        let sender = Sender(station: settings.name)
        await outbox.send(Message.messages(for: notices, from: sender, zone: settings.timeZone))
        save()
    }

    /// A clock that was set makes nothing older than it is.
    private func noteClock() {
        let reading = station.clock.reading()
        let step = reading.step(since: lastLook)
        lastLook = reading
        guard abs(step) > AlertBook.smallStep else { return }
        book.noteClockSet(by: step)
        plannedAt += step
    }

    private func knowledge(_ active: [ActiveAiring], now: Date) -> Knowledge {
        var knowledge = Knowledge(
            now: now, zone: station.settings.station.timeZone, active: active, plannedAt: plannedAt)
        knowledge.order = programming?.order
        knowledge.troubles = programming?.troubles ?? []
        knowledge.isLibraryUnknown =
            knowledge.troubles.contains { $0.source == .library } && programming?.listing.recordings.isEmpty == true
        if let schedule = programming?.schedule {
            let settings = station.settings.schedule
            knowledge.staleSchedule = StaleSchedule(
                fetchedAt: schedule.fetchedAt, staleness: schedule.stale ? schedule.staleness ?? .broken : nil,
                period: settings.every, isOnWeb: settings.source.isOnWeb, now: knowledge.now)
        }
        knowledge.isClockSynchronised = ClockSynchronisation.isSynchronised
        let disk = DiskCheck(folder: station.settings.stateFolder).room()
        if !disk.ok { knowledge.diskTrouble = (disk.detail, disk.remedy) }
        heard = heard.filter { id, _ in active.contains { $0.id == id } }
        (knowledge.heard, knowledge.deafness) = (heard, deafness)
        knowledge.isMonitorOff = station.settings.monitor.isOff
        let health = record()
        (knowledge.recordTrouble, knowledge.recordDamage) = (
            health.trouble(at: station.clock.reading().uptime), health.damage
        )
        if !station.settings.station.standby { knowledge.soleMount = station.settings.studio.address }
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
