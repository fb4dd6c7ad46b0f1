import Foundation
import Library
import Logging
import Preflight
import Programme
import SystemPackage

/// Decodes what is about to go on air to its end, soonest first, so that the plan knows how long it really is; and
/// sees what is in the editions before, so that the plan knows a copy of one.
actor Examiner {
    private let station: Station
    private let logger: Logger
    /// What could not be examined, and when that was tried last: said once, and tried again.
    private var failed: [String: Date] = [:]
    private static let pause = 600.0
    private var work: Task<Void, Never>?

    init(station: Station, logger: Logger) { (self.station, self.logger) = (station, logger) }

    /// What has been examined already, and has not changed since, costs nothing.
    func examine(_ programming: Programming) {
        guard work == nil else { return }
        let now = station.clock.now()
        let segments = programming.order.airings.filter { $0.offAir > now }.flatMap(\.segments)
        let originals = station.originals(of: segments, in: programming.listing)
        work = Task {
            for segment in segments where !Task.isCancelled {
                await examine(segment.file) {
                    try station.path(of: segment)
                } by: { [preflight = station.preflight] in
                    _ = try await preflight.fullInspection(of: $0)
                }
            }
            for file in originals where !Task.isCancelled {
                await examine(file) {
                    try station.library.path(ofFile: file)
                } by: { [preflight = station.preflight] in
                    _ = try await preflight.identify($0)
                }
            }
            // It has to be known how loud it is before it is needed.
            if let emergency = station.settings.emergency, !Task.isCancelled {
                await examine(emergency.string) {
                    emergency
                } by: { [preflight = station.preflight] in
                    _ = try await preflight.fullInspection(of: $0)
                }
            }
            work = nil
        }
    }

    /// Waits until all has been examined.
    func finish() async { await work?.value }

    func cancel() { work?.cancel() }

    private func examine(
        _ file: String, at path: () throws -> FilePath, by examination: (FilePath) async throws -> Void
    ) async {
        let now = station.clock.now()
        guard failed[file].map({ abs(now.timeIntervalSince($0)) > Self.pause }) ?? true, let path = try? path()
        else { return }
        do {
            try await examination(path)
            failed[file] = nil
        } catch is CancellationError {
            // Stopped; nothing is wrong with it.
        } catch {
            let isNew = failed.updateValue(now, forKey: file) == nil
            logger.log(
                level: isNew ? .warning : .debug, "a recording could not be examined",
                metadata: ["file": "\(file)", "error": "\(error)"])
        }
    }
}
