import AsRun
import Foundation
import Logging
import Measure
import OnAir
import Programme
import SystemPackage

/// `playout demo`: a whole station in a temporary folder, on air on this machine.
struct Demo: Sendable {
    /// Seconds that each programme lasts.
    let length: Int
    /// Seconds from the beginning to the first programme.
    let delay: Double
    let logger: Logger
    private let clock = SystemWallClock()

    init(length: Int, delay: Double, logger: Logger) {
        (self.length, self.delay, self.logger) = (length, delay, logger)
    }

    private static let mount = "/demo"

    /// Leaves nothing behind, also when cancelled.
    /// - Returns: whether both programmes went out as planned.
    func run() async throws -> Bool {
        try await withTemporaryFolder("playout-demo") { folder in
            Console.result("Making two programmes and starting Icecast …")
            return try await IcecastServer.run { icecast in
                // A tap before Icecast shows what reaches it, and when.
                let tap = try ByteTap(to: icecast.port)
                defer { tap.stop() }
                return try await broadcast(in: folder, icecast: icecast, tap: tap)
            }
        }
    }

    private func broadcast(in folder: FilePath, icecast: IcecastServer, tap: ByteTap) async throws -> Bool {
        let demo = DemoStation(folder: folder, earliest: clock.now().addingTimeInterval(delay), length: length)
        try await demo.write(
            port: tap.port, mount: Self.mount, password: icecast.options.sourcePassword, zone: .current)
        let settings = try Settings.local(config: demo.configuration, environment: [:], workingFolder: folder)
        let station = Station(settings, keeps: true, logger: logger)
        defer { EngineProcess.endAll(under: AiringFolders(state: settings.state)) }
        announce(demo, icecast: icecast)
        let entries = try await withThrowingTaskGroup(of: [AsRunEntry]?.self) { group in
            group.addTask {
                try await Broadcast(station: station, logger: logger).run()
                return nil
            }
            group.addTask { try await watch(demo, station: station) }
            defer { group.cancelAll() }
            while let outcome = try await group.next() {
                if let outcome { return outcome }
            }
            return []
        }
        return await report(entries, tap: tap, zone: settings.station.timeZone)
    }

    private func announce(_ demo: DemoStation, icecast: IcecastServer) {
        let times = TimeText(zone: .current)
        Console.result(
            """

            Listen:  http://127.0.0.1:\(icecast.port)\(Self.mount)   (mpv, VLC, a browser; from \(times.clock(demo.start)))
            Look:    playout status --config \(demo.configuration)
                     playout plan --config \(demo.configuration)

            """)
    }

    /// Until both programmes are in the as-run log, or should long be.
    private func watch(_ demo: DemoStation, station: Station) async throws -> [AsRunEntry] {
        var progress = DemoProgress(start: demo.start, zone: .current)
        defer { progress.end() }
        let deadline = demo.start.addingTimeInterval(Double(demo.length * DemoStation.titles.count) + 10)
        while true {
            let now = station.clock.now()
            let log = try? AsRunLog.reading(path: station.settings.stateFolder.asRunLog)
            let entries = (try? log?.entries(from: demo.start, to: deadline)) ?? []
            progress.show(entries, now: now)
            let finished = entries.filter { $0.outcome != nil }
            if finished.count == DemoStation.titles.count || now > deadline { return entries }
            try await station.clock.wait(until: now.addingTimeInterval(0.2))
        }
    }

    private func report(_ entries: [AsRunEntry], tap: ByteTap, zone: TimeZone) async -> Bool {
        Console.result("The as-run log:\n\n" + LogText(zone: zone).table(entries) + "\n")
        Console.result("Measured on what reached Icecast:")
        for entry in entries {
            let connection = tap.connections.first { connection in
                connection.isTaken && abs(connection.opened.timeIntervalSince(entry.plannedOnAir)) < 2
            }
            Console.result("  \(entry.title): \(await measured(entry, connection))")
        }
        let isFine = entries.count == DemoStation.titles.count && entries.allSatisfy { $0.outcome == .completed }
        Console.result(isFine ? "\nBoth programmes went out as planned." : "\nNot everything went out as planned.")
        return isFine
    }

    private func measured(_ entry: AsRunEntry, _ connection: ByteTap.Connection?) async -> String {
        guard let connection, let check = try? await AirCheck(connection), let first = check.sounding?.lowerBound,
            let instant = check.instant(of: first)
        else { return "nothing could be decoded" }
        let error = instant.timeIntervalSince(entry.plannedOnAir) * 1000
        let seconds = Double(check.samples.count) / Double(TimeCode.sampleRate)
        return String(
            format: "start error %+.1f ms, %.2f s of audio, %d logical stream%@", error, seconds, check.logicalStreams,
            check.logicalStreams == 1 ? "" : "s")
    }
}
