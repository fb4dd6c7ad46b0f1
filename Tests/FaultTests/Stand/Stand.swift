import AsRun
import Foundation
import Glibc
import Measure
import OnAir
import Programme
import Synchronization
import SystemPackage
import TestSupport

/// A station in a folder, with a real studio behind a tap: a programme, and a later one that must go out whatever
/// becomes of the first.
final class Stand: Sendable {
    struct Marks: Sendable {
        var fault: Date?
        var back: Date?
        var place: Date?
    }

    /// The show, the later programme, what there is for emergencies, and what takes a recording's place.
    static let (show, next, emergency, other) = (0, 1, 3, 5)
    static let names = [show: "show", next: "next", emergency: "emergency", other: "other"]
    static let nextLength = 3
    static let preRoll = 3.0

    let folder: FilePath
    let scene: Scene
    let studio: StudioServer
    /// Where the station's alerts go.
    let desk: WebServer
    let clock: StationClock
    /// By the station's clock.
    let start: Date
    let conductors: Conductors
    private let ownNetwork: Network?
    private let marked = Mutex(Marks())

    var tap: ByteTap { studio.tap }
    var end: Date { start + Double(scene.length) }
    var nextStart: Date { end + Double(scene.pause) }
    var nextEnd: Date { nextStart + Double(Self.nextLength) }
    var middle: Date { start + Double(scene.length) * 0.4 + 0.29 }
    var library: FilePath { folder.appending("programmes") }
    var state: FilePath { folder.appending("state") }
    var folders: AiringFolders { AiringFolders(state: state) }
    var marks: Marks { marked.withLock(\.self) }

    private init(
        _ scene: Scene, in folder: FilePath, studio: StudioServer, network: Network?, desk: WebServer,
        clock: StationClock
    ) {
        (self.folder, self.scene, self.studio, ownNetwork, self.desk) = (folder, scene, studio, network, desk)
        self.clock = clock
        start = Self.start(after: clock.now() + 6, scene)
        conductors = Conductors(
            folder: folder, environment: clock.environment, entry: network?.hosts.first?.command ?? [])
    }

    /// The next whole second from which neither programme ends at a whole minute, where junctions are.
    private static func start(after instant: Date, _ scene: Scene) -> Date {
        let second = Int(instant.timeIntervalSince1970.rounded(.up))
        let ends = [scene.length, scene.length + scene.pause + nextLength]
        let chosen = (second...).first { second in ends.allSatisfy { (second + $0) % 60 != 0 } }
        return Date(timeIntervalSince1970: Double(chosen ?? second))
    }

    /// Sets the station up, makes the fault happen, waits for the later programme, and says what became of both.
    static func run(_ fault: Fault) async throws -> Finding {
        try await withTemporaryFolder("playout-fault") { folder in
            try await Recordings.shared.make(for: fault.scene)
            guard fault.scene.network else { return try await set(up: fault, in: folder, on: nil) }
            return try await Network.with(hosts: 1) { try await set(up: fault, in: folder, on: $0) }
        }
    }

    private static func set(up fault: Fault, in folder: FilePath, on network: Network?) async throws -> Finding {
        let studio = try StudioServer(in: network)
        return try await WebServer.run { desk in
            try await studio.whileServing {
                let clock = try StationClock(fault.scene.clock, in: folder)
                return try await Stand(
                    fault.scene, in: folder, studio: studio, network: network, desk: desk, clock: clock
                ).measure(fault)
            }
        }
    }

    private func measure(_ fault: Fault) async throws -> Finding {
        let result = await Result { try await run(fault) }
        ReliabilityReport.keepLogs(of: self, fault)
        await cleanUp()
        return try result.get()
    }

    private func run(_ fault: Fault) async throws -> Finding {
        try await layOut()
        try await fault.prepare(self)
        if scene.conducts { try await conductors.start() }
        try await fault.inject(self)
        try await wait(until: nextEnd + 0.5)
        let row = try await finishedRow()
        await conductors.stop()
        return try await Reception(of: self).finding(row)
    }

    private func cleanUp() async {
        await conductors.stop()
        tap.stop()
        for engine in engines { kill(engine.pid, SIGKILL) }
        EngineProcess.endAll(under: folders)
        try? FileManager.default.removeItem(atPath: folders.refuge.string)
    }
}

extension Stand {
    /// The network, and the station's place in it.
    func network() throws -> (Network, Network.Host) {
        guard let ownNetwork, let host = ownNetwork.hosts.first else {
            throw Missing(description: "this scene has no network of its own")
        }
        return (ownNetwork, host)
    }
}

extension Result where Failure == any Error {
    init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}

// MARK: Time

extension Stand {
    /// By the station's clock.
    func wait(until instant: Date) async throws { try await clock.wait(until: instant) }

    /// It happens now.
    func markFault() {
        let now = SystemWallClock().now()
        marked.withLock { $0.fault = now }
    }

    /// What was wrong outside of the machine is over.
    func markBack() {
        let now = SystemWallClock().now()
        marked.withLock { $0.back = now }
    }

    /// From here on the content is to be in its place, if that is later than the fault.
    func markPlace() {
        let now = SystemWallClock().now()
        marked.withLock { $0.place = now }
    }

    /// It comes too late for anything to be on air again.
    func forgetBack() { marked.withLock { $0.back = nil } }
}
