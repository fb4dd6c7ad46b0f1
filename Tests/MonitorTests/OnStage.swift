import Foundation
import Glibc
import Logging
import Measure
import Programme
import Subprocess
import SystemPackage

@testable import Monitor

/// A real Icecast, a real source, and a monitor that listens.
struct OnStage: Sendable {
    struct Told: Sendable {
        let hearing: Hearing
        let at: Date
    }

    let icecast: IcecastServer
    let folder: FilePath
    let told = Watched<[Told]>([])
    var format = Studio.Format.opus

    /// Leaves nothing running.
    static func run(
        _ options: IcecastServer.Options = .init(), format: Studio.Format = .opus,
        _ body: @escaping @Sendable (OnStage) async throws -> Void
    ) async throws {
        try await places.pass {
            try await withTemporaryFolder("playout-monitor") { folder in
                try await IcecastServer.run(options) { icecast in
                    try await body(OnStage(icecast: icecast, folder: folder, format: format))
                }
            }
        }
    }

    /// So many at once, lest the machine be too busy for any of them.
    private static let places = Places(6)

    var studio: Studio {
        Studio(port: icecast.port, mount: "/test", password: icecast.options.sourcePassword, format: format)
    }

    /// Listens, from now or from a moment that is past, while `body` is at work.
    func listening(
        from onAir: Date = Date(), silences: [Inspection.Silence]? = [], studio: Studio? = nil,
        _ settings: MonitorSettings = .init(), _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        let segment = Segment(
            file: "a.wav", startsAt: onAir, cueOut: 600, pid: try PID("a"), title: "A", origin: .scheduled)
        let airing = Airing(
            onAir: onAir, offAir: onAir + 600, fadedOutBy: nil, offAirBy: onAir + 600, title: "A", pid: try PID("a"),
            origin: .scheduled, segments: [segment])
        let monitor = Monitor(
            settings: settings, clock: SystemWallClock(), silences: { _ in silences },
            logger: Logger(label: "test"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await monitor.listen(to: airing, at: studio ?? self.studio) { hearing in
                    told.change { $0.append(Told(hearing: hearing, at: Date())) }
                }
            }
            group.addTask(operation: body)
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Waits for the first hearing of a kind that was told after those so far.
    func untilHeard(_ kind: Hearing.Kind, after count: Int = 0, within seconds: Double = 15) async throws -> Told {
        try await told.wait(for: "\(kind)", within: seconds) { $0.dropFirst(count).first { $0.hearing.kind == kind } }
    }

    var kinds: [Hearing.Kind] { told.value.map(\.hearing.kind) }

    /// Sends a tone to the mount as fast as it plays, until `body` is done.
    /// - Parameter volume: of ffmpeg, by its `t`, the seconds from the beginning.
    func withSource<Value: Sendable>(
        volume: String = "1", _ body: @escaping @Sendable (ProcessIdentifier) async throws -> Value
    ) async throws -> Value {
        let tone = "sine=frequency=440:sample_rate=48000,volume=volume='\(volume)':eval=frame"
        return try await withSource(input: ["-re", "-f", "lavfi", "-i", tone], body)
    }

    func withSource<Value: Sendable>(
        input: [String], _ body: @escaping @Sendable (ProcessIdentifier) async throws -> Value
    ) async throws -> Value {
        let address = "icecast://source:\(icecast.options.sourcePassword)@127.0.0.1:\(icecast.port)/test"
        var options = PlatformOptions()
        options.teardownSequence = []
        return try await Subprocess.run(
            .name("ffmpeg"),
            arguments: Arguments(
                ["-nostdin", "-v", "error"] + input + ["-ac", "2", "-ar", "48000"] + encoding + [address]),
            platformOptions: options, input: .none, output: .discarded, error: .discarded
        ) { process in
            defer { try? process.send(signal: .kill) }
            return try await body(process.processIdentifier)
        }.closureResult
    }

    private var encoding: [String] {
        let page = ["-page_duration", "100000", "-flush_packets", "1"]
        return switch format {
        case .opus:
            ["-c:a", "libopus", "-b:a", "256k", "-vbr", "off", "-content_type", "application/ogg"] + page + [
                "-f", "ogg",
            ]
        case .vorbis: ["-c:a", "libvorbis", "-b:a", "192k", "-content_type", "application/ogg"] + page + ["-f", "ogg"]
        case .flac: ["-c:a", "flac", "-content_type", "application/ogg"] + page + ["-f", "ogg"]
        case .mp3: ["-c:a", "libmp3lame", "-b:a", "192k", "-content_type", "audio/mpeg", "-f", "mp3"]
        case .aac: ["-c:a", "aac", "-b:a", "192k", "-content_type", "audio/aac", "-f", "adts"]
        }
    }

    /// Icecast's process, by the configuration that it was started with.
    func icecastProcess() throws -> pid_t {
        let file = icecast.folder.appending("icecast.xml").string
        for name in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
            guard let pid = pid_t(name),
                let command = try? FileDescriptor.open("/proc/\(pid)/cmdline", .readOnly, options: .closeOnExec)
            else { continue }
            defer { try? command.close() }
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = (try? bytes.withUnsafeMutableBytes { try command.read(into: $0) }) ?? 0
            let words = bytes[..<count].split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            if words.first?.hasSuffix("icecast2") == true, words.contains(file) { return pid }
        }
        throw Errno.noSuchProcess
    }
}

private actor Places {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ free: Int) { self.free = free }

    func pass(_ body: @Sendable () async throws -> Void) async throws {
        if free > 0 { free -= 1 } else { await withCheckedContinuation { waiting.append($0) } }
        defer { if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() } }
        try await body()
    }
}
