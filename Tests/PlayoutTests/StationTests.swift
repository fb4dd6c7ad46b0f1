import AsRun
import Conditions
import Foundation
import Library
import Logging
import OnAir
import Programme
import SystemPackage
import TestSupport
import Testing

@testable import playout

/// A clock that stands still.
struct StoppedClock: WallClock {
    let instant: Date
    func now() -> Date { instant }
    func wait(until instant: Date) async throws { throw CancellationError() }
}

@Suite(.temporaryFolder) struct StationTests {
    private let now = Date(rfc3339: "2026-11-22T12:00:00Z")!
    private var folder: FilePath { TemporaryFolder.current }
    private var silent: Logger { Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }) }
    private var day: Range<Date> { now - 12 * 3600..<now + 12 * 3600 }

    private func station(schedule: String? = nil, emergency: String? = nil) throws -> Station {
        try put(
            "playout.yaml",
            """
            station: { name: Test FM, timezone: Europe/London }
            library: { folder: programmes }
            studio: { host: 127.0.0.1, password: hackme }
            state: state
            \(schedule == nil ? "" : "schedule: { csv: schedule.csv }")
            \(emergency.map { "emergency: \($0)" } ?? "")
            """)
        if let schedule { try put("schedule.csv", schedule) }
        try FileManager.default.createDirectory(
            atPath: folder.appending("programmes").string, withIntermediateDirectories: true)
        let settings = try Settings.local(config: nil, environment: [:], workingFolder: folder)
        return Station(settings, clock: StoppedClock(instant: now), logger: silent)
    }

    private func put(_ name: String, _ text: String) throws {
        let file = folder.appending(name)
        try FileManager.default.createDirectory(
            atPath: file.removingLastComponent().string, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: file.string))
        let past = now - 3600
        try FileManager.default.setAttributes([.modificationDate: past], ofItemAtPath: file.string)
    }

    @Test("A schedule that cannot be read is a trouble that is told, and recordings are planned without it")
    func noSchedule() async throws {
        let station = try station(schedule: "")
        try FileManager.default.removeItem(atPath: folder.appending("schedule.csv").string)
        try put("programmes/20261122_1500_news.mp3", "not audio")
        let programming = try await station.programming(for: day)
        #expect(programming.schedule == nil)
        #expect(programming.troubles.first?.description.contains("schedule.csv") == true)
        #expect(programming.order.ignored.map(\.file) == ["20261122_1500_news.mp3"])
    }

    @Test("What the library ignores is in the running order's ignored, with what the plan ignores")
    func ignored() async throws {
        let station = try station()
        try put("programmes/notes.txt", "x")
        try put("programmes/20261122_1500_news.mp3", "not audio")
        let order = try await station.programming(for: day).order
        #expect(order.ignored.map(\.file) == ["notes.txt", "20261122_1500_news.mp3"])
        #expect(order.ignored.allSatisfy { !$0.reason.isEmpty })
    }

    @Test("An emergency recording that cannot be played is a trouble that is told")
    func emergency() async throws {
        let station = try station(emergency: "emergency.mp3")
        #expect(try await station.programming(for: day).troubles.first?.description.contains("emergency") == true)
        try put("emergency.mp3", "not audio")
        #expect(
            try await station.programming(for: day).troubles.first?.description.contains("cannot be played") == true)
    }

    @Test("Only recordings that the plan can depend on are looked at")
    func relevance() throws {
        let zone = TimeZone(identifier: "Europe/London")!
        func recording(_ name: String) throws -> Recording {
            try Recording(file: name, name: RecordingName(name), size: 1, modified: now)
        }
        let all = try [
            "20260101_1200_show.mp3", "20261001_1200_show.mp3", "20261108_1200_show.mp3", "20261115_1200_show.mp3",
            "20261115_1200_other.mp3", "20261122_1300_other.mp3", "20261222_1200_show.mp3",
        ].map(recording)
        let slot = Slot(start: now + 3600, end: now + 7200, pid: try PID("SHOW"), title: "Show")
        let relevant = Relevance(span: day, zone: zone, slots: [slot]).recordings(among: all)
        #expect(
            Set(relevant.map(\.file)) == [
                "20261122_1300_other.mp3", "20261001_1200_show.mp3", "20261108_1200_show.mp3",
                "20261115_1200_show.mp3",
                // Last week's, of which this week's may be a copy.
                "20261115_1200_other.mp3",
            ])
    }

    @Test("Of two conductors with one state folder the second is refused, and told who the first is")
    func lock() throws {
        let path = folder.appending("conductor.lock")
        #expect(!ConductorLock.isHeld(path))
        do {
            let first = try ConductorLock([path])
            #expect(ConductorLock.isHeld(path))
            let error = #expect(throws: ConductorLock.Taken.self) { _ = try ConductorLock([path]) }
            #expect(error?.description.contains("(process \(getpid()))") == true)
            withExtendedLifetime(first) {}
        }
        #expect(!ConductorLock.isHeld(path))
    }

    @Test("A conductor that began while the disk was full has its lock in the refuge, which keeps a second one out")
    func refuge() throws {
        let (full, refuge) = (folder.appending("not-there/conductor.lock"), folder.appending("refuge.lock"))
        let first = try ConductorLock([full, refuge])
        #expect(throws: ConductorLock.Taken.self) {
            _ = try ConductorLock([folder.appending("conductor.lock"), refuge])
        }
        #expect(!ConductorLock.isHeld(folder.appending("conductor.lock")), "what it had taken, it let go of")
        #expect(throws: Errno.noSuchFileOrDirectory) { _ = try ConductorLock([full]) }
        withExtendedLifetime(first) {}
    }

    @Test("Who asks whether a conductor is at work keeps none from starting")
    func asking() async throws {
        // Each of them once: a process that another test starts keeps what is open for an instant.
        let paths = (0..<500).map { folder.appending("\($0).lock") }
        for path in paths { #expect(FileManager.default.createFile(atPath: path.string, contents: nil)) }
        await withTaskGroup { group in
            group.addTask { while !Task.isCancelled { for path in paths { _ = ConductorLock.isHeld(path) } } }
            for path in paths { #expect(throws: Never.self) { _ = try ConductorLock([path]) } }
            group.cancelAll()
        }
    }

    @Test("What was missing, and what nobody was there to begin, is in the log; what went out stays as it was")
    func absence() async throws {
        let keeper = AsRunKeeper(folder.appending("asrun.sqlite"), clock: StoppedClock(instant: now), logger: silent)
        let absence = Absence(keeper: keeper, logger: silent)
        #expect(await absence.since(now: now) == nil)
        try keeper.log().setLastSeen(now - 7200)
        #expect(await absence.since(now: now) == now - 7200)

        let (aired, unseen, coming) = try (airing("aired", -5400), airing("unseen", -3600), airing("coming", -600))
        try await keeper.record(aired, [AirEvent(at: aired.onAir, kind: .armed)], isFinished: true)
        let missing = Missing(start: now - 2400, end: now - 1800, pid: try PID("gone"), title: "Gone", reason: "none")
        let order = RunningOrder(airings: [aired, unseen, coming], missing: [missing])
        let isKept = await absence.record(order, since: now - 7200, startedAt: now - 2500, now: now)
        #expect(isKept)

        let entries = try keeper.log().entries(from: now - 86_400, to: now + 86_400)
        #expect(entries.map(\.title) == ["aired", "unseen", "Gone"])
        #expect(entries.map(\.outcome) == [.failed, .missed, .missed])
        #expect(entries[1].interruptions.map(\.reason) == ["no conductor was at work"])
        #expect(try keeper.log().lastSeen() == now)
        #expect(await Set(keeper.finished().keys) == [aired.id])
    }

    @Test("While the log cannot be written the conductor is told so; as soon as it can be, it is")
    func unwritable() async throws {
        try put("state", "a file where the folder should be")
        let path = folder.appending("state").appending("asrun.sqlite")
        let keeper = AsRunKeeper(path, clock: StoppedClock(instant: now), logger: silent)
        let airing = try airing("show", -5400)
        await #expect(throws: AsRunFailure.self) { try await keeper.record(airing, [], isFinished: true) }
        #expect(await keeper.finished().isEmpty)
        try FileManager.default.removeItem(atPath: folder.appending("state").string)
        try FileManager.default.createDirectory(
            atPath: folder.appending("state").string, withIntermediateDirectories: true)
        try await keeper.record(airing, [], isFinished: true)
        #expect(await Set(keeper.finished().keys) == [airing.id])
    }

    @Test("What is missing while the log cannot be written is not forgotten")
    func unwritableAbsence() async throws {
        let keeper = AsRunKeeper("/dev/null/asrun.sqlite", clock: StoppedClock(instant: now), logger: silent)
        let absence = Absence(keeper: keeper, logger: silent)
        let isKept = await absence.record(RunningOrder(), since: now - 60, startedAt: now, now: now)
        #expect(!isKept)
    }

    @Test("While the library is away what was known of it still holds, and the trouble is told")
    func libraryAway() async throws {
        let station = try station(emergency: "emergency.mp3")
        try put("programmes/20261122_1500_news.mp3", "not audio")
        let keeper = AsRunKeeper(folder.appending("asrun.sqlite"), clock: StoppedClock(instant: now), logger: silent)
        let planner = Planner(
            station: station, absence: Absence(keeper: keeper, logger: silent), logger: silent)
        #expect(try await planner.refresh().listing.recordings.map(\.file) == ["20261122_1500_news.mp3"])
        try FileManager.default.removeItem(atPath: folder.appending("programmes").string)
        let programming = try await planner.refresh()
        #expect(programming.listing.recordings.map(\.file) == ["20261122_1500_news.mp3"])
        #expect(programming.troubles.contains { $0.description.contains("programmes") })
    }

    /// Nine hundred seconds long, and begins so many seconds after now.
    private func airing(_ name: String, _ offset: Double) throws -> Airing {
        Airing(
            onAir: now + offset, offAir: now + offset + 900, fadedOutBy: nil, offAirBy: now + offset + 900,
            title: name, pid: try PID(name), origin: .unscheduled, segments: [])
    }
}
