import AsRun
import Foundation
import Measure
import Programme
import SystemPackage
import Testing

/// The settings are changed while a programme is on air.
@Suite(.serialized) struct OtherSettingsTests {
    @Test("A mount mistyped and a wrong password harm nothing that is on air when the conductor is started again")
    func mistyped() async throws {
        try await LiveStation.run { station in
            try station.configure(mount: "/test", password: station.icecast.options.sourcePassword)
            let start = station.start(in: 5, length: 20)
            try await station.record(0, at: start, length: 20, pid: "show")
            let engines = try await station.program.conducting { _ in
                try await station.untilLogSays("heard=sound")
                return station.engines
            }
            #expect(engines.count == 1)
            try station.configure(mount: "/testt", password: "oops")
            try await station.program.conducting { _ in
                // It is listened to where it is, and not where the next one will go.
                try await station.untilLogSays("heard=sound", times: 2)
                try await SystemWallClock().wait(until: start + 18)
                #expect(station.engines == engines)
                let rows = try await station.untilLogged(1)
                #expect(rows.map(\.outcome) == [.completed])
                #expect(rows.flatMap(\.interruptions).isEmpty)
            }
            #expect(station.tap.connections.filter(\.isTaken).count == 1)
            let files = ["run.log", "state/alerts.json"].map { station.folder.appending($0).string }
            let (log, alerts) = (
                try String(contentsOfFile: files[0], encoding: .utf8),
                try String(contentsOfFile: files[1], encoding: .utf8)
            )
            #expect(!log.contains("heard=missing"))
            #expect(!alerts.contains("dead-air"))
        }
    }
}

extension LiveStation {
    fileprivate func configure(mount: String, password: String) throws {
        try put(
            "playout.yaml",
            """
            station: { name: Test FM, timezone: UTC }
            library: { folder: programmes }
            studio: { host: 127.0.0.1, port: \(tap.port), mount: \(mount), password: \(password) }
            engine: { preRoll: 3 }
            state: state
            """)
    }
}
