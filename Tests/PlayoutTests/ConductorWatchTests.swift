import Alerts
import Foundation
import Logging
import OnAir
import Programme
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import playout

@Suite("A look at the conductor", .temporaryFolder) final class ConductorWatchTests: Sendable {
    private struct Clock: WallClock {
        let instant: Date
        func now() -> Date { instant }
        func wait(until instant: Date) async throws { throw CancellationError() }
    }

    private let noon = Date(rfc3339: "2026-11-22T12:00:00Z")!
    private let sent = Mutex<[String]>([])

    /// Looks once a minute; a channel takes what is sent to it, but for the first so many times.
    @discardableResult
    private func look(from first: Int, _ count: Int, failures: Int = 0) async throws -> [CheckFinding] {
        var findings: [CheckFinding] = []
        for minute in first..<first + count {
            let clock = Clock(instant: noon + Double(minute * 60))
            let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
            let channel = Channel.webhook(try #require(WebAddress("http://127.0.0.1:1/")))
            let settings = try Settings.least()
            let outbox = Outbox(
                settings.stateFolder.outbox, channels: [channel],
                .init(clock: clock, zone: .gmt, logger: logger) { message, _ in
                    if minute < first + failures { return .failed("no") }
                    self.sent.withLock { $0.append("\(minute) \(message.kind) \(message.title)") }
                    return .delivered
                })
            findings = await ConductorWatch(settings: settings, outbox: outbox, clock: clock).look()
        }
        return findings
    }

    private func write(at instant: Date) throws {
        try Data(#"{"writtenAt":"\#(instant.rfc3339)"}"#.utf8).write(
            to: URL(filePath: try Settings.least().stateFolder.status.string))
    }

    @Test("tells once that none is at work, not at the first look, and once that one is again")
    func once() async throws {
        let state = try Settings.least().stateFolder
        try FileManager.default.createDirectory(atPath: state.path.string, withIntermediateDirectories: true)
        let amiss = try await look(from: 0, 30)
        #expect(amiss.map(\.ok) == [false])
        let lock = try ConductorLock([state.lock])
        try write(at: noon + 34 * 60)
        #expect(try await look(from: 30, 5) == [.fine("conductor", "at work")])
        withExtendedLifetime(lock) {}
        // The all-clear is the conductor's to send.
        #expect(sent.withLock { $0 } == ["1 raised The conductor is not at work"])
        let left = try FileManager.default.contentsOfDirectory(atPath: state.outbox.string)
        #expect(left.count == 1)
        #expect(
            try left.allSatisfy { name in
                try String(contentsOfFile: state.outbox.appending(name).string, encoding: .utf8)
                    .contains("Over: The conductor is not at work")
            })
    }

    @Test("sends what waits, at each look, for as long as no conductor does")
    func failing() async throws {
        try Settings.least().stateFolder.make()
        let findings = try await look(from: 0, 4, failures: 4)
        #expect(findings.map(\.name) == ["conductor", "alerts"])
        try await look(from: 4, 3)
        #expect(sent.withLock { $0 } == ["4 raised The conductor is not at work"])
    }

    @Test("tells that one is there and has said nothing for long")
    func hanging() async throws {
        let state = try Settings.least().stateFolder
        try FileManager.default.createDirectory(atPath: state.path.string, withIntermediateDirectories: true)
        let lock = try ConductorLock([state.lock])
        // It has only just been started.
        #expect(try await look(from: 0, 1).map(\.ok) == [true])
        try write(at: noon)
        #expect(try await look(from: 1, 3).map(\.ok) == [false])
        withExtendedLifetime(lock) {}
        #expect(sent.withLock { $0 } == ["2 raised The conductor hangs"])
    }

    @Test("remembers it in memory where the disk is full, so that it is told once")
    func fullDisk() async throws {
        let state = try Settings.least().stateFolder
        try Data().write(to: URL(filePath: state.path.string))
        defer { try? FileManager.default.removeItem(atPath: AiringFolders(state: state.path).refuge.string) }
        let findings = try await look(from: 0, 5)
        #expect(findings.map(\.ok) == [false])
        #expect(sent.withLock { $0 } == ["1 raised The conductor is not at work"])
    }
}
