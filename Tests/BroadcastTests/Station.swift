import AsRun
import Foundation
import Glibc
import Logging
import Measure
import OnAir
import Programme
import SystemPackage

/// One test's station: a library, a state folder, and a studio behind a tap. It has a conductor where a test starts
/// one. Whatever it started is gone at its end.
struct Station: Sendable {
    static let password = "pass#{word}\"$(id)"

    let folder: FilePath
    let tap: ByteTap
    /// `nil` where the studio is another kind of server.
    let icecast: IcecastServer?
    let ledger = Ledger()
    let clock = SystemWallClock()
    var studio: Studio
    var engine = EngineSettings(preRoll: 1.5)
    /// What takes the place of the ledger.
    var record: (@Sendable (Airing, [AirEvent], Bool) async throws -> Void)?

    var library: FilePath { folder.appending("library") }
    var state: FilePath { folder.appending("state") }
    /// One that is laid out here is the station's own.
    var script: FilePath { folder.appending("onair.liq") }
    private var onAirScript: OnAirScript {
        let isOwn = FileManager.default.fileExists(atPath: script.string)
        return OnAirScript(
            at: state.appending("onair.liq"), folders: AiringFolders(state: state), own: isOwn ? script : nil)
    }

    /// A station whose studio is an Icecast.
    static func with(
        _ change: @escaping @Sendable (inout Station) -> Void = { _ in },
        icecast options: IcecastServer.Options = .init(),
        _ body: @escaping @Sendable (Station) async throws -> Void
    ) async throws {
        var options = options
        options.sourcePassword = password
        let hasTLS = options.certificate != nil
        try await IcecastServer.run(options) { icecast in
            let port = !hasTLS ? icecast.port : icecast.tlsPort ?? 0
            try await at(port: port, icecast, change, body)
        }
    }

    /// A station whose studio listens at this port of the loopback.
    static func at(
        port: Int, _ icecast: IcecastServer? = nil, _ change: @Sendable (inout Station) -> Void = { _ in },
        _ body: @Sendable (Station) async throws -> Void
    ) async throws {
        try await withTemporaryFolder("playout-test") { folder in
            let tap = try ByteTap(to: port)
            defer { tap.stop() }
            var station = Station(
                folder: folder, tap: tap, icecast: icecast, studio: Studio(port: tap.port, password: password))
            change(&station)
            for folder in [station.library, station.state] {
                try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
            }
            defer { EngineProcess.endAll(under: AiringFolders(state: station.state)) }
            try await body(station)
        }
    }

    /// A new conductor, as after a restart of `playout run`.
    func conductor() -> Conductor {
        var logger = Logger(label: "conductor") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        let (library, ledger) = (library, ledger)
        let record = record ?? { ledger.record($0, $1, $2) }
        let finished = ledger.all.filter(\.value.isFinished).map(\.key)
        return Conductor(
            surroundings: .init(
                station: "Test FM", studio: studio, clock: clock,
                locate: { library.appending($0.file) }, record: record, logger: logger),
            settings: engine, script: onAirScript, folders: AiringFolders(state: state), finished: Set(finished))
    }

    /// Has a conductor put these on air for as long as `body` takes.
    func conduct<Result: Sendable>(
        _ airings: [Airing], _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let conductor = conductor()
        await conductor.follow(RunningOrder(airings: airings))
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask {
                do { try await conductor.run() } catch is CancellationError {}
                return nil
            }
            group.addTask { try await body() }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw CancellationError()
        }
    }

    /// Has these on air, and waits until they are over.
    /// - Returns: their rows of the as-run log.
    func broadcast(_ airings: Airing...) async throws -> [Ledger.Row] {
        try await conduct(airings) {
            var rows: [Ledger.Row] = []
            for airing in airings { rows.append(try await ledger.finished(airing)) }
            return rows
        }
    }

    /// The engines that are at work for an airing.
    func engines(of airing: Airing) -> [ProcessIdentity] {
        let folder = AiringFolders(state: state).home.appending(airing.id)
        return ProcessTable.processes(withVariable: "PLAYOUT_AIRING_FOLDER", value: folder.string)
    }

    /// Once an engine is at work: ends it, as a crash would.
    func killEngine(of airing: Airing) -> Date {
        for engine in engines(of: airing) { kill(engine.pid, SIGKILL) }
        return clock.now()
    }

    /// The end of what the engine wrote to its log.
    func engineLog(of airing: Airing) -> String {
        let log = AiringFolders(state: state).home.appending(airing.id).appending("engine.log")
        return String(decoding: FileManager.default.contents(atPath: log.string) ?? Data(), as: UTF8.self)
    }
}
