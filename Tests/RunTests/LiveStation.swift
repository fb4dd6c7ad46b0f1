import AsRun
import Foundation
import Measure
import OnAir
import Programme
import SystemPackage

/// A station in a folder with a real studio behind a tap, for the real program.
struct LiveStation: Sendable {
    let folder: FilePath
    let tap: ByteTap
    let icecast: IcecastServer

    var program: Program { Program(folder: folder) }
    var library: FilePath { folder.appending("programmes") }
    var state: FilePath { folder.appending("state") }

    /// Sets the station up, and leaves nothing running.
    static func run<Value: Sendable>(
        password: String? = nil, _ body: @escaping @Sendable (LiveStation) async throws -> Value
    ) async throws -> Value {
        try await withTemporaryFolder("playout-run-test") { folder in
            try await IcecastServer.run { icecast in
                let tap = try ByteTap(to: icecast.port)
                let station = LiveStation(folder: folder, tap: tap, icecast: icecast)
                defer {
                    tap.stop()
                    let folders = AiringFolders(state: station.state)
                    EngineProcess.endAll(under: folders)
                    try? FileManager.default.removeItem(atPath: folders.refuge.string)
                }
                try FileManager.default.createDirectory(
                    atPath: station.library.string, withIntermediateDirectories: true)
                try station.put("playout.yaml", station.configuration(password ?? icecast.options.sourcePassword))
                return try await body(station)
            }
        }
    }

    private func configuration(_ password: String) -> String {
        """
        station: { name: Test FM, timezone: UTC }
        library: { folder: programmes }
        studio: { host: 127.0.0.1, port: \(tap.port), mount: /test, password: \(password) }
        engine: { preRoll: 3 }
        monitor: { url: "http://127.0.0.1:\(icecast.port)/test" }
        state: state
        """
    }

    /// The next whole second from which `length` seconds end at no whole minute, where junctions are.
    func start(in seconds: Double, length: Int) -> Date {
        let second = Int(Date().timeIntervalSince1970 + seconds) + 1
        let chosen = (second...).first { ($0 + length) % 60 != 0 } ?? second
        return Date(timeIntervalSince1970: Double(chosen))
    }

    /// A time-coded recording, as it would lie in the library of somebody careful: nobody else may read it.
    @discardableResult
    func record(_ programme: Int, at start: Date, length: Int, pid: String) async throws -> FilePath {
        let name = RecordingName(
            time: LocalTime(start, in: .gmt), pid: try PID(pid), fileExtension: "mp3"
        ).fileName
        let file = library.appending(name)
        try await TimeCode(programme: programme, duration: Double(length)).write(to: file)
        try age(file)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.string)
        return file
    }

    func put(_ name: String, _ text: String) throws {
        let file = folder.appending(name)
        try Data(text.utf8).write(to: URL(filePath: file.string))
        try age(file)
    }

    /// More of the configuration.
    func add(_ lines: String) throws {
        let file = folder.appending("playout.yaml")
        try put("playout.yaml", String(contentsOfFile: file.string, encoding: .utf8) + "\n" + lines)
    }

    /// A file that was written just now counts as still being copied.
    func age(_ file: FilePath) throws {
        try FileManager.default.setAttributes(
            [.modificationDate: Date() - 60], ofItemAtPath: file.string)
    }

    /// The as-run log, as `playout log --json` prints it.
    func log() async throws -> [AsRunEntry] {
        let text = try await program.run("log", "--from", "yesterday", "--to", "tomorrow", "--json").output
        return try FactsJSON.decode(from: Data(text.utf8))
    }

    /// Waits until the log has this many finished rows.
    func untilLogged(_ count: Int, within seconds: Double = 30) async throws -> [AsRunEntry] {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while true {
            let rows = (try? await log()) ?? []
            if rows.filter({ $0.outcome != nil }).count >= count || ContinuousClock.now > deadline { return rows }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    /// The engines at work for this station.
    var engines: [ProcessIdentity] {
        AiringFolders(state: state).unfinished().flatMap { folder, _ in
            ProcessTable.processes(withVariable: "PLAYOUT_AIRING_FOLDER", value: folder.path.string)
        }
    }
}
