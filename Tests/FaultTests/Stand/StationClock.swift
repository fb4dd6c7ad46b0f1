import Foundation
import Programme
import Synchronization
import SystemPackage

/// The clock that a station's processes see: the machine's, or one of their own that can be set while they run
/// (`Tests/StationClock`). What comes to the tap is measured by the machine's.
final class StationClock: Sendable {
    struct Setting: Sendable {
        /// Where the programme is to start by it; `nil` for when it would by the machine's.
        var startsAt: Date?
    }

    private struct State {
        /// Seconds by which it is ahead of the machine's.
        var ahead = 0.0
        /// Each time that it was set, what it was before, and when that was, by the machine's.
        var before: [(ahead: Double, until: Date)] = []
    }

    /// Its nanoseconds ahead, as its processes read them; `nil` if it is the machine's.
    private let file: FilePath?
    private let state: Mutex<State>
    private let machine = SystemWallClock()

    init(_ setting: Setting?, in folder: FilePath) throws {
        file = setting.map { _ in folder.appending("clock") }
        // The station starts six seconds from now, and at a whole second.
        let ahead = setting?.startsAt.map { ($0 - 6.5).timeIntervalSince(SystemWallClock().now()) } ?? 0
        state = Mutex(State(ahead: ahead))
        guard let file else { return }
        let created = try FileDescriptor.open(
            file, .writeOnly, options: .create, permissions: [.ownerReadWrite, .groupRead, .otherRead])
        try created.close()
        try write()
        try layOutEngine(beside: file)
    }

    /// What the conductor is started with.
    var environment: [String: String] {
        guard let file else { return [:] }
        let library = Conductors.program.removingLastComponent().appending("libStationClock.so")
        return ["LD_PRELOAD": library.string, "PLAYOUT_TEST_CLOCK": file.string]
    }

    /// More of the engine's settings.
    var engine: String { file == nil ? "" : ", program: ./engine-by-clock" }

    /// The conductor gives an engine an environment of its own.
    private func layOutEngine(beside file: FilePath) throws {
        let variables = environment.map { "\($0)='\($1)'" }.sorted().joined(separator: " ")
        let program = file.removingLastComponent().appending("engine-by-clock").string
        try Data("#!/bin/sh\nexec env \(variables) liquidsoap \"$@\"\n".utf8).write(to: URL(filePath: program))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    }

    private func write() throws {
        guard let file else { return }
        let nanoseconds = Int64(state.withLock(\.ahead) * 1e9)
        let descriptor = try FileDescriptor.open(file, .writeOnly)
        // In place, since its processes have it in their memory.
        try descriptor.closeAfter {
            _ = try withUnsafeBytes(of: nanoseconds) { try descriptor.writeAll(toAbsoluteOffset: 0, $0) }
        }
    }

    func now() -> Date { machine.now() + state.withLock(\.ahead) }

    func wait(until instant: Date) async throws {
        try await machine.wait(until: instant - state.withLock(\.ahead))
    }

    /// Sets it forward, or back where `seconds` is negative.
    func step(by seconds: Double) throws {
        let now = machine.now()
        state.withLock { state in
            state.before.append((state.ahead, now))
            state.ahead += seconds
        }
        try write()
    }

    /// The machine's time when it first showed, or shows, this.
    func machineTime(of instant: Date) -> Date {
        state.withLock { state in
            var since = Date.distantPast
            for before in state.before {
                let shown = instant - before.ahead
                if since <= shown, shown < before.until { return shown }
                since = before.until
            }
            return instant - state.ahead
        }
    }

    /// The machine's time at which it would have shown this, had it always gone as it does now.
    func machineTimeNow(of instant: Date) -> Date { instant - state.withLock(\.ahead) }
}
