import Foundation
import Logging
import Preflight
import Programme

/// Decodes what is about to go on air to its end, soonest first, so that the plan knows how long it really is.
actor Examiner {
    private let station: Station
    private let logger: Logger
    /// What could not be examined, so that it is said once.
    private var failed: Set<String> = []
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
        guard !failed.contains(segment.file), let path = try? station.path(of: segment) else { return }
        do {
            _ = try await station.preflight.fullInspection(of: path)
        } catch is CancellationError {
            // Stopped; nothing is wrong with it.
        } catch {
            failed.insert(segment.file)
            logger.warning(
                "a recording could not be examined", metadata: ["file": "\(segment.file)", "error": "\(error)"])
        }
    }
}
