import AsRun
import Foundation
import Measure
import Programme
import SystemPackage
import TestSupport
import Testing

@testable import Alerts
@testable import playout

/// Alerts of the real program, to real servers.
@Suite(.serialized, .timeLimit(.minutes(2))) struct AlertRunTests {
    private struct Body: Decodable {
        struct Item: Decodable { let key: String }

        let kind, title, urgency: String
        let alerts: [Item]
    }

    private func bodies(_ server: WebServer) throws -> [Body] {
        try server.requests.map { try JSONDecoder().decode(Body.self, from: $0.body) }
    }

    @Test(
        "A studio that goes away is told within ten seconds, though another channel hangs; once, also by the next conductor"
    )
    func deadAir() async throws {
        try await WebServer.run { server in
            try await WebServer.run(.hang) { hanging in
                try await LiveStation.run { station in
                    try station.add(
                        """
                        alerts:
                          - slack: http://127.0.0.1:\(hanging.port)/s3cret
                          - webhook: http://127.0.0.1:\(server.port)/s3cret
                        """)
                    let start = station.start(in: 5, length: 24)
                    try await station.record(0, at: start, length: 24, pid: "show")
                    let cutAt = start + 4
                    try await station.program.conducting { _ in
                        _ = try await station.tap.untilTaken()
                        try await SystemWallClock().wait(until: cutAt)
                        station.tap.refuse()
                        station.tap.cut()
                        var arrivals = server.arrivals.makeAsyncIterator()
                        _ = await arrivals.next()
                        let delay = Date().timeIntervalSince(cutAt)
                        #expect((3...10).contains(delay), "\(delay) s")
                        let alerts = try await station.untilAlerted()
                        #expect(alerts.map(\.key) == ["dead-air"])
                        #expect(alerts.map(\.urgency) == [.critical])
                        #expect(try await station.program.run("status").status == 1)
                    }
                    try await station.program.conducting { _ in
                        // Long enough for a conductor that had forgotten to tell it again.
                        try await SystemWallClock().wait(until: cutAt + 14)
                        try station.tap.listen()
                        let rows = try await station.untilLogged(1)
                        #expect(rows.map(\.outcome) == [.interrupted])
                    }
                    let told = try bodies(server)
                    #expect(told.map(\.kind) == ["raised"])
                    #expect(told.first?.alerts.map(\.key) == ["dead-air"])
                    #expect(told.first?.title == "Dead air: show")
                    #expect(!hanging.requests.isEmpty)
                    let check = try await AirCheck(try #require(station.tap.connections.first { $0.isTaken }))
                    let error = try #require(check.startError(of: 0, plannedAt: start))
                    #expect(abs(error) < 0.04)
                    for file in ["run.log", "state/status.json", "state/alerts.json"] {
                        let text = try String(contentsOfFile: station.folder.appending(file).string, encoding: .utf8)
                        #expect(!text.contains("s3cret"), "\(file)")
                    }
                }
            }
        }
    }

    @Test("alerts raise tells people without a conductor; what is not taken is sent by the next one, once")
    func raise() async throws {
        try await WebServer.run { server in
            try await LiveStation.run { station in
                try station.add("alerts: [{ webhook: http://127.0.0.1:\(server.port)/s3cret }]")
                let raised = try await station.program.run(
                    "alerts", "raise", "The conductor\nstopped", "--detail", "See its log.", "--urgency", "warning")
                #expect(raised.status == 0)
                let first = try #require(try bodies(server).first)
                #expect([first.kind, first.title, first.urgency] == ["happened", "The conductor stopped", "warning"])
                // No server's fault: it is not tried for a minute.
                server.behave(.answer(400, body: "no s3cret"))
                let failing = try await station.program.run("alerts", "raise", "Another thing")
                #expect(failing.status == 1)
                #expect(failing.output.contains("the conductor sends it when it is at work"))
                #expect(!failing.output.contains("s3cret") && !failing.messages.contains("s3cret"))
                server.behave(.answer(200))
                let before = server.requests.count
                var arrivals = server.arrivals.makeAsyncIterator()
                for _ in 0..<before { _ = await arrivals.next() }
                try await station.program.conducting { _ in
                    _ = await server.arrivals.first { _ in true }
                    _ = try await station.untilStatus()
                }
                #expect(try bodies(server).dropFirst(before).map(\.title) == ["Another thing"])
                let waiting = station.state.appending("alerts").string
                #expect(try FileManager.default.contentsOfDirectory(atPath: waiting).isEmpty)
            }
        }
    }

    @Test("alerts watch and status say that no conductor is at work, and that one is")
    func watch() async throws {
        try await LiveStation.run { station in
            try station.add("alerts: [{ webhook: http://127.0.0.1:1/s3cret }]")
            for arguments in [["alerts", "watch"], ["status"]] {
                let result = try await station.program.run(arguments)
                #expect(result.status == 1)
                #expect((result.output + result.messages).lowercased().contains("conductor is"))
            }
            try await station.program.conducting { _ in
                _ = try await station.untilStatus()
                let result = try await station.program.run("alerts", "watch", "--json")
                #expect(result.status == 0)
                let findings = try FactsJSON.decode([CheckFinding].self, from: Data(result.output.utf8))
                #expect(findings == [.fine("conductor", "at work")])
            }
        }
    }

    @Test("alerts test tries each channel, and says what to do where there is none, or one fails")
    func trial() async throws {
        try await WebServer.run { server in
            try await LiveStation.run { station in
                let without = try await station.program.run("alerts", "test")
                #expect(without.status == 1)
                #expect(without.output.contains("alerts: [{ mail: someone@example.org }]"))
                #expect(try await station.program.run("check").output.contains("nobody is told"))
                try station.add("alerts: [{ webhook: http://127.0.0.1:\(server.port)/s3cret }]")
                let fine = try await station.program.run("alerts", "test")
                #expect(fine.status == 0)
                #expect(fine.output.contains("ok   webhook       127.0.0.1:\(server.port) took it"))
                #expect(try bodies(server).map(\.kind) == ["test"])
                server.behave(.answer(404))
                let failing = try await station.program.run("alerts", "test", "--json")
                #expect(failing.status == 1)
                let findings = try FactsJSON.decode([CheckFinding].self, from: Data(failing.output.utf8))
                #expect(findings.map(\.ok) == [false])
                #expect(findings.first?.detail.contains("404") == true)
                #expect(findings.first?.remedy.isEmpty == false)
                #expect(![fine, failing].contains { $0.output.contains("s3cret") || $0.messages.contains("s3cret") })
            }
        }
    }
}

extension LiveStation {
    /// Until a conductor has said how things are.
    @discardableResult
    func untilStatus(within seconds: Double = 20) async throws -> String {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while true {
            let output = try await program.run("status", "--json").output
            if !output.isEmpty { return output }
            try #require(ContinuousClock.now < deadline, "there is no status")
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Until the status, which is written once a second, lists an alert.
    func untilAlerted(within seconds: Double = 5) async throws -> [Alert] {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while true {
            let output = try await program.run("status", "--json").output
            let alerts = try FactsJSON.decode(Status.self, from: Data(output.utf8)).alerts
            if !alerts.isEmpty || ContinuousClock.now > deadline { return alerts }
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}
