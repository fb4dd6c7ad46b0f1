import Foundation
import Logging
import Programme
import SystemPackage

/// One recording in, its facts out, and what is to be said of them. Each content is decoded once, whatever the names
/// of the files that have it, for as long as what was found out about it is kept.
package actor Preflight {
    private enum Depth { case quick, content, full }

    private struct Work: Hashable {
        let path: FilePath
        let depth: Depth
    }

    private struct Running {
        let number: Int
        let task: Task<Inspection, any Error>
        var waiters = 1
    }

    private struct Failure {
        let fingerprint: Fingerprint
        let error: PreflightError
        let at = ContinuousClock.now
    }

    private let probe: Probe
    private let decoding: Decoding
    private let judgement: Judgement
    private let logger: Logger
    private let pause: Duration
    private let looks: OwnThread
    private let quickLooks = Turnstile(places: 2)
    private let decodings = Turnstile(places: 1)
    private var cache: InspectionCache
    private var running: [Work: Running] = [:]
    /// Quick looks at which a tool failed lately: it might hang again, and whoever plans would wait again.
    private var failures: [FilePath: Failure] = [:]
    private var started = 0

    /// - Parameters:
    ///   - cache: A folder for what has been found out; it is made if need be, and may be deleted at any time.
    ///   - ffprobe: A name on the search path, or a path; likewise `ffmpeg`.
    ///   - target: The station's, if it has one: what is far from it is told.
    ///   - timeLimit: For ffprobe, which needs a tenth of a second for a sound file on a sound disk.
    ///   - looks: Where it is seen whether a file is as it was.
    ///   - pause: Until ffprobe is tried again on a file at which it failed.
    package init(
        cache: FilePath, target: LoudnessTarget? = nil, ffprobe: String = "ffprobe", ffmpeg: String = "ffmpeg",
        timeLimit: Duration = .seconds(30), pause: Duration = .seconds(60),
        looks: OwnThread = OwnThread("preflight", limit: .seconds(30)), logger: Logger = Logger(label: "preflight")
    ) {
        let patient = Tool(name: ffmpeg, niceness: 15)
        probe = Probe(ffprobe: Tool(name: ffprobe), ffmpeg: Tool(name: ffmpeg), timeLimit: timeLimit)
        decoding = Decoding(ffmpeg: patient)
        judgement = Judgement(target: target)
        self.pause = pause
        self.looks = looks
        self.cache = InspectionCache(folder: cache, logger: logger)
        self.logger = logger
    }

    /// What is known of the file as it is now; `nil` if it was never inspected, has changed since, or is gone.
    package func cached(at path: FilePath) async -> Inspection? {
        guard let fingerprint = try? await fingerprint(of: path) else { return nil }
        return cache.inspection(of: path, fingerprint).map(judgement.judged)
    }

    /// What its header says, and whether its beginning decodes; or more, if more is known already.
    ///
    /// Two at most run at once. A file that cannot be played is an inspection, not an error.
    /// - Throws: `PreflightError` if the file cannot be inspected; `CancellationError`.
    package func quickLook(at path: FilePath) async throws -> Inspection {
        guard let result = await quickLooks(at: [path]).first else { throw CancellationError() }
        return try result.get()
    }

    /// A quick look at each, in their order: of what is known, and has not changed, there may be hundreds.
    package func quickLooks(at paths: [FilePath]) async -> [Result<Inspection, any Error>] {
        let fingerprints: [Result<Fingerprint, PreflightError>]
        do {
            fingerprints = try await looks.run {
                paths.map { path in Result { () throws(PreflightError) in try Fingerprint(of: path) } }
            }
        } catch is OwnThread.NoAnswer {
            // A disk that gives no answer: what was known of them is all that is known.
            return paths.map { path in
                cache.last(of: path).map { .success(judgement.judged($0)) }
                    ?? .failure(PreflightError.unreadable(path, .timedOut))
            }
        } catch {
            return paths.map { _ in .failure(error) }
        }
        var results = zip(paths, fingerprints).map { path, fingerprint in
            fingerprint.mapError { $0 as any Error }.map { cache.inspection(of: path, $0).map(judgement.judged) }
        }
        await withTaskGroup(of: (Int, Result<Inspection?, any Error>).self) { group in
            for (index, result) in results.enumerated() {
                guard case .success(nil) = result, case .success(let fingerprint) = fingerprints[index] else {
                    continue
                }
                group.addTask { [paths] in (index, await self.looked(at: paths[index], fingerprint)) }
            }
            for await (index, result) in group { results[index] = result }
        }
        return results.map { result in result.flatMap { $0.map(Result.success) ?? .failure(CancellationError()) } }
    }

    private func looked(at path: FilePath, _ fingerprint: Fingerprint) async -> Result<Inspection?, any Error> {
        do {
            return .success(judgement.judged(try await facts(of: path, fingerprint)))
        } catch {
            return .failure(error)
        }
    }

    /// A quick look, and the file's content, which is all that tells it from another: it is read, but not decoded.
    /// - Throws: as `quickLook`.
    package func identify(_ path: FilePath) async throws -> Inspection {
        let fingerprint = try await fingerprint(of: path)
        let quick = try await facts(of: path, fingerprint)
        if quick.verdict == .unplayable || quick.content != nil { return judgement.judged(quick) }
        let identified = try await shared(Work(path: path, depth: .content), fingerprint) { [self, decodings] in
            try await decodings.pass { try await identifying(quick, at: path) }
        }
        return judgement.judged(identified)
    }

    /// Decodes it to its end, at a low priority and one file at a time, unless a file with the same content has been.
    /// - Throws: as `quickLook`.
    package func fullInspection(of path: FilePath) async throws -> Inspection {
        let fingerprint = try await fingerprint(of: path)
        let quick = try await facts(of: path, fingerprint)
        if quick.isComplete { return judgement.judged(quick) }
        let full = try await shared(Work(path: path, depth: .full), fingerprint) { [self, decodings, decoding] in
            try await decodings.pass {
                let identified = try await identifying(quick, at: path)
                if identified.isComplete { return identified }
                return try await decoding.complete(identified, of: path)
            }
        }
        return judgement.judged(full)
    }

    /// Forgets what has been of no use since an instant: what is inspected again is known again.
    package func forget(unusedSince instant: Date) async {
        let kept = cache.forget()
        try? await onOwnThread { [cache] in cache.remove(unusedSince: instant, keeping: kept) }
    }

    private func fingerprint(of path: FilePath) async throws -> Fingerprint {
        do {
            return try await looks.run { try Fingerprint(of: path) }
        } catch is OwnThread.NoAnswer {
            throw PreflightError.unreadable(path, .timedOut)
        }
    }

    /// Without the judgement, which is made anew each time.
    private func facts(of path: FilePath, _ fingerprint: Fingerprint) async throws -> Inspection {
        if let known = cache.inspection(of: path, fingerprint) { return known }
        if fingerprint.size == 0 { return .unplayable("the file is empty (0 bytes): copy it here again") }
        if let failure = failures[path], failure.fingerprint == fingerprint, failure.at.duration(to: .now) < pause {
            throw failure.error
        }
        do {
            return try await shared(Work(path: path, depth: .quick), fingerprint) { [quickLooks, probe] in
                try await quickLooks.pass { try await probe.look(at: path) }
            }
        } catch let error as PreflightError {
            failures = failures.filter { $0.value.at.duration(to: .now) < pause }
            if case .toolFailed = error { failures[path] = Failure(fingerprint: fingerprint, error: error) }
            throw error
        }
    }

    /// With its content, and all that is known of that.
    private func identifying(_ quick: Inspection, at path: FilePath) async throws -> Inspection {
        var identified = quick
        let content: String
        if let known = quick.content { content = known } else { content = try await Content.hash(of: path) }
        identified.content = content
        return cache.inspection(ofContent: content, named: path) ?? identified
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
        if let after = try? await fingerprint(of: work.path), after == before {
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
