import Foundation
import Library
import Logging
import Plan
import Preflight
import Programme
import Schedule
import SystemPackage

/// The composition root: a station's rooms, put together from its settings. The same for every command and for tests.
struct Station: Sendable {
    let settings: Settings
    let clock: any WallClock
    let library: any StationLibrary
    /// `nil` where the station has no schedule.
    let schedule: CachedSchedule?
    let preflight: Preflight
    let logger: Logger

    /// Whether a calendar that gives no answer is asked again: by the conductor, and not where a person waits.
    private let isPatient: Bool
    /// Seconds that a person may be kept waiting for a calendar.
    private static let shortPatience = 15.0

    /// - Parameters:
    ///   - keeps: whether what is found out about the schedule and recordings is kept in the state folder.
    ///     By default where that is ours already: a command run by root must leave nothing there that the conductor,
    ///     who is somebody else, could not write to.
    ///   - isPatient: whether a calendar that gives no answer is asked again.
    init(
        _ settings: Settings, clock: any WallClock = SystemWallClock(), keeps: Bool? = nil, isPatient: Bool = false,
        logger: Logger
    ) {
        let keeps = keeps ?? settings.stateFolder.isOurs
        self.settings = settings
        self.clock = clock
        self.isPatient = isPatient
        self.logger = logger
        library =
            switch settings.library {
            case .folder(let folder): FolderLibrary(folder: folder, clock: clock)
            case .s3(let bucket):
                Self.spool(S3Store(bucket, listingPatience: isPatient ? 60 : 8), settings, clock, logger)
            case .rclone(let remote): Self.spool(RcloneStore(remote: remote), settings, clock, logger)
            }
        schedule = Self.schedule(settings, clock: clock, keeps: keeps, isPatient: isPatient)
        preflight = Preflight(
            cache: keeps ? settings.stateFolder.inspections : "/nonexistent", target: settings.loudness,
            timeLimit: .seconds(10), logger: logger)
    }

    private static func schedule(
        _ settings: Settings, clock: any WallClock, keeps: Bool, isPatient: Bool, wanted: Range<Date>? = nil,
        accepts: Bool = false, usual: Range<Date>? = nil
    ) -> CachedSchedule? {
        let span = ScheduleSpan(zone: settings.station.timeZone, wanted: wanted)
        let patience = isPatient ? 30 : shortPatience
        let source: any ScheduleSource
        switch settings.schedule.source {
        case .none: return nil
        case .csv(let file): source = CSVSchedule(file: file, zone: span.zone, clock: clock)
        case .ical(let place):
            source = ICalendarSchedule(
                place, span: span, clock: clock, patience: patience, triesAgain: isPatient)
        case .google(let calendar, let credentials):
            source = GoogleSchedule(
                calendar: calendar, credentials: settings.keeper(of: credentials), span: span, clock: clock,
                patience: patience, triesAgain: isPatient)
        case .awaited:
            let calendar = AwaitedCalendar(settings: settings.parameterStore, span: span, clock: clock)
            source = LateSchedule(name: "the calendar") { try await calendar.find() }
        }
        return CachedSchedule(
            source: source, cache: ScheduleCache(file: settings.stateFolder.schedule), keeps: keeps,
            patience: settings.schedule.doubtFor, accepts: accepts, usual: usual)
    }

    /// The schedule, also where a command is about a time that is not read as a rule.
    /// - Parameter accepts: whether a calendar that is suddenly empty is believed at once.
    func schedule(covering span: Range<Date>, accepts: Bool = false) -> CachedSchedule? {
        let usual = ScheduleSpan(zone: settings.station.timeZone).range(now: clock.now())
        let isUsual = usual.contains(span.lowerBound) && span.upperBound <= usual.upperBound
        // What was read for one command is not what the conductor goes by.
        return Self.schedule(
            settings, clock: clock, keeps: settings.stateFolder.isOurs && (isUsual || accepts), isPatient: isPatient,
            wanted: isUsual ? nil : span, accepts: accepts, usual: usual)
    }

    private static func spool(
        _ store: any Store, _ settings: Settings, _ clock: any WallClock, _ logger: Logger
    ) -> Spool {
        Spool(store, folder: settings.stateFolder.spool, limits: settings.spool, clock: clock, logger: logger)
    }

    /// Where a segment's recording is.
    func path(of segment: Segment) throws -> FilePath {
        if segment.origin == .emergency, let emergency = settings.emergency { return emergency }
        return try library.path(ofFile: segment.file)
    }
}

/// The names in the state folder; `docs/state-folder.md` says what each is.
struct StateFolder: Sendable, Hashable {
    let path: FilePath

    var schedule: FilePath { path.appending("schedule.json") }
    var inspections: FilePath { path.appending("inspections") }
    var asRunLog: FilePath { path.appending("asrun.sqlite") }
    var script: FilePath { path.appending("onair.liq") }
    var status: FilePath { path.appending("status.json") }
    var arrivals: FilePath { path.appending("arrivals.json") }
    var alerts: FilePath { path.appending("alerts.json") }
    var outbox: FilePath { path.appending("alerts") }
    var watch: FilePath { path.appending("watch.json") }
    var spool: FilePath { path.appending("spool") }
    var lock: FilePath { path.appending("conductor.lock") }

    /// Makes it, where there is none.
    func make() throws {
        try FileManager.default.createDirectory(
            atPath: path.string, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    }

    /// - Throws: if what we accept would not be kept for the conductor.
    func mustBeOurs() throws {
        guard !isOurs else { return }
        let owner = try? FileManager.default.attributesOfItem(atPath: path.string)[.ownerAccountName] as? String
        throw ScheduleError(
            owner.map {
                "nothing is accepted: the state folder \(path) belongs to \($0); run it as that user: "
                    + "sudo -u \($0) playout schedule --accept"
            }
                ?? "nothing is accepted: there is no state folder \(path), where it would be kept; start the conductor first"
        )
    }

    /// It is there, and belongs to the user that we are.
    var isOurs: Bool { (try? path.stat())?.userID.rawValue == geteuid() }
}

extension Settings {
    var stateFolder: StateFolder { StateFolder(path: state) }
}
