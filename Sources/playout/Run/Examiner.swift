import Foundation
import Logging
import Preflight
import Programme

/// Decodes what is about to go on air to its end, soonest first, so that the plan knows how long it really is.
actor Examiner {
    private let station: Station
    private let logger: Logger
    /// What could not be examined, and when that was tried last: said once, and tried again.
    private var failed: [String: Date] = [:]
    private static let pause = 600.0
    private var work: Task<Void, Never>?

    init(station: Station, logger: Logger) { (self.station, self.logger) = (station, logger) }

    /// What has been examined already, and has not changed since, costs nothing.
    func examine(_ order: RunningOrder) {
        guard work == nil else { return }
        let now = station.clock.now()
        let files = order.airings.filter { $0.offAir > now }.flatMap(\.segments)
        work = Task {
            for segment in files where !Task.isCancelled { await examine(segment) }
            work = nil
        }
    }

    func cancel() { work?.cancel() }

    private func examine(_ segment: Segment) async {
        let now = station.clock.now()
        guard failed[segment.file].map({ abs(now.timeIntervalSince($0)) > Self.pause }) ?? true,
            let path = try? station.path(of: segment)
        else { return }
        do {
            _ = try await station.preflight.fullInspection(of: path)
            failed[segment.file] = nil
        } catch is CancellationError {
            // Stopped; nothing is wrong with it.
        } catch {
            let isNew = failed.updateValue(now, forKey: segment.file) == nil
            logger.log(
                level: isNew ? .warning : .debug, "a recording could not be examined",
                metadata: ["file": "\(segment.file)", "error": "\(error)"])
        }
    }
}
