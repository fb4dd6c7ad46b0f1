import Logging
import Programme
import SystemPackage

/// One recording in, its facts out. Each file is inspected once for as long as it stays as it is.
package actor Preflight {
    private enum Depth { case quick, full }

    private struct Work: Hashable {
        let path: FilePath
        let depth: Depth
    }

    private struct Running {
        let number: Int
        let task: Task<Inspection, any Error>
        var waiters = 1
    }

    private let probe: Probe
    private let decoding: Decoding
    private let logger: Logger
    private let quickLooks = Turnstile(places: 2)
    private let decodings = Turnstile(places: 1)
    private var cache: InspectionCache
    private var running: [Work: Running] = [:]
    private var started = 0

    /// - Parameters:
    ///   - cache: A folder for what has been found out; it is made if need be, and may be deleted at any time.
    ///   - ffprobe: A name on the search path, or a path; likewise `ffmpeg`.
    ///   - timeLimit: For ffprobe, which needs a tenth of a second for a sound file on a sound disk.
    package init(
        cache: FilePath, ffprobe: String = "ffprobe", ffmpeg: String = "ffmpeg",
        timeLimit: Duration = .seconds(30), logger: Logger = Logger(label: "preflight")
    ) {
        let patient = Tool(name: ffmpeg, niceness: 15)
        probe = Probe(ffprobe: Tool(name: ffprobe), ffmpeg: Tool(name: ffmpeg), timeLimit: timeLimit)
        decoding = Decoding(ffmpeg: patient)
        self.cache = InspectionCache(folder: cache, logger: logger)
        self.logger = logger
    }

    /// What is known of the file as it is now; `nil` if it was never inspected, has changed since, or is gone.
    package func cached(at path: FilePath) -> Inspection? {
        guard let fingerprint = try? Fingerprint(of: path) else { return nil }
        return cache.inspection(of: path, fingerprint)
    }

    /// What its header says, and whether its beginning decodes; or more, if more is known already.
    ///
    /// Two at most run at once. A file that cannot be played is an inspection, not an error.
    /// - Throws: `PreflightError` if the file cannot be inspected; `CancellationError`.
    package func quickLook(at path: FilePath) async throws -> Inspection {
        let fingerprint = try Fingerprint(of: path)
        if let known = cache.inspection(of: path, fingerprint) { return known }
        if fingerprint.size == 0 { return .unplayable("the file is empty (0 bytes): copy it here again") }
        return try await shared(Work(path: path, depth: .quick), fingerprint) { [quickLooks, probe] in
            try await quickLooks.pass { try await probe.look(at: path) }
        }
    }

    /// Decodes it to its end, at a low priority and one file at a time.
    /// - Throws: as `quickLook`.
    package func fullInspection(of path: FilePath) async throws -> Inspection {
        let fingerprint = try Fingerprint(of: path)
        let quick = try await quickLook(at: path)
        if quick.verdict == .unplayable || quick.decodedDuration != nil { return quick }
        return try await shared(Work(path: path, depth: .full), fingerprint) { [decodings, decoding] in
            try await decodings.pass { try await decoding.complete(quick, of: path) }
        }
    }

    /// Joins the same work if it is under way; it is given up when nobody waits for it any more.
    private func shared(
        _ work: Work, _ fingerprint: Fingerprint, _ body: @escaping @Sendable () async throws -> Inspection
    ) async throws -> Inspection {
        let current: Running
        if let running = running[work] {
            current = running
            self.running[work]?.waiters += 1
        } else {
            started += 1
            let number = started
            current = Running(number: number, task: Task { try await finish(work, number, fingerprint, body) })
            running[work] = current
        }
        return try await withTaskCancellationHandler {
            try await current.task.value
        } onCancel: {
            Task { await leave(work, current.number) }
        }
    }

    private func finish(
        _ work: Work, _ number: Int, _ before: Fingerprint, _ body: @Sendable () async throws -> Inspection
    ) async throws -> Inspection {
        defer { if running[work]?.number == number { running[work] = nil } }
        let inspection = try await body()
        // Of a file that was written to meanwhile, this is only true of what it was.
        if let after = try? Fingerprint(of: work.path), after == before {
            cache.keep(inspection, of: work.path, before)
        } else {
            logger.info("A recording changed while it was inspected", metadata: ["file": "\(work.path)"])
        }
        return inspection
    }

    private func leave(_ work: Work, _ number: Int) {
        guard var current = running[work], current.number == number else { return }
        current.waiters -= 1
        running[work] = current.waiters == 0 ? nil : current
        if current.waiters == 0 { current.task.cancel() }
    }
}
