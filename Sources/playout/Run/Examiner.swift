import Foundation
import Library
import Logging
import Preflight
import Programme
import SystemPackage

/// Decodes what is about to go on air to its end, soonest first, so that the plan knows how long it really is; and
/// sees what is in the editions before, so that the plan knows a copy of one.
actor Examiner {
    /// A recording as it is now: one that has been put right is another.
    private struct Examination: Hashable {
        let file: String
        /// `nil` of the emergency recording, which is not in the library.
        let version: Recording?
        /// Or only identified by its content.
        let isWhole: Bool

        init(_ recording: Recording, isWhole: Bool = true) {
            (file, version, self.isWhole) = (recording.file, recording, isWhole)
        }

        init(emergency: FilePath) { (file, version, isWhole) = (emergency.string, nil, true) }
    }

    private let station: Station
    private let logger: Logger
    private let examination: @Sendable (FilePath, _ isWhole: Bool) async throws -> Void
    /// Of the newest plan, soonest first.
    private var examinations: [Examination] = []
    /// What could not be examined, and when that was tried last: said once, and tried again.
    private var failed: [Examination: Date] = [:]
    private let (news, bell) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    private static let pause = 600.0

    init(station: Station, logger: Logger) {
        self.init(station: station, logger: logger) { [preflight = station.preflight] path, isWhole in
            _ = isWhole ? try await preflight.fullInspection(of: path) : try await preflight.identify(path)
        }
    }

    init(
        station: Station, logger: Logger,
        examination: @escaping @Sendable (FilePath, _ isWhole: Bool) async throws -> Void
    ) {
        (self.station, self.logger, self.examination) = (station, logger, examination)
    }

    /// What is to be examined from now on.
    func follow(_ programming: Programming) {
        let now = station.clock.now()
        let recordings = Dictionary(
            programming.listing.recordings.map { ($0.file, $0) }, uniquingKeysWith: { first, _ in first })
        let emergency = station.settings.emergency.map(Examination.init(emergency:))
        let segments = programming.order.airings.filter { $0.offAir > now }.flatMap(\.segments)
        examinations = segments.compactMap { segment in
            segment.origin == .emergency ? emergency : recordings[segment.file].map { Examination($0) }
        }
        examinations += station.originals(of: segments, in: programming.listing).map {
            Examination($0, isWhole: false)
        }
        // It has to be known how loud it is before it is needed.
        examinations += emergency.map { [$0] } ?? []
        let wanted = Set(examinations)
        failed = failed.filter { wanted.contains($0.key) }
        bell.yield()
    }

    /// Runs until cancelled.
    func run() async throws {
        for await _ in news { await examineAll() }
        try Task.checkCancellation()
    }

    /// After each recording the soonest of the plan as it is by then comes next. What has been examined already, and
    /// has not changed since, costs nothing.
    func examineAll() async {
        var done: Set<Examination> = []
        while !Task.isCancelled, let next = examinations.first(where: { !done.contains($0) }) {
            await examine(next)
            done.insert(next)
        }
    }

    private func examine(_ examination: Examination) async {
        let now = station.clock.now()
        guard failed[examination].map({ abs(now.timeIntervalSince($0)) > Self.pause }) ?? true else { return }
        // What has not been fetched yet has its turn when it has been.
        guard let path = try? path(of: examination) else { return }
        do {
            try await self.examination(path, examination.isWhole)
            failed[examination] = nil
        } catch is CancellationError {
            // Stopped; nothing is wrong with it.
        } catch {
            let isNew = failed.updateValue(now, forKey: examination) == nil
            logger.log(
                level: isNew ? .warning : .debug, "a recording could not be examined",
                metadata: ["file": "\(examination.file)", "error": "\(error)"])
        }
    }

    private func path(of examination: Examination) throws -> FilePath {
        examination.version == nil
            ? FilePath(examination.file) : try station.library.path(ofFile: examination.file)
    }
}
