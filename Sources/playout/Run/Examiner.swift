import Foundation
import Logging
import Preflight
import Programme

/// Decodes what is about to go on air to its end, soonest first, so that the plan knows how long it really is.
actor Examiner {
    private let station: Station
    private let logger: Logger
    private var examined: Set<String> = []
    private var work: Task<Void, Never>?

    init(station: Station, logger: Logger) { (self.station, self.logger) = (station, logger) }

    /// - Parameter done: called after each recording about which something new was found out.
    func examine(_ order: RunningOrder, done: @escaping @Sendable () async -> Void) {
        guard work == nil else { return }
        let now = station.clock.now()
        let waiting = order.airings.filter { $0.offAir > now }.flatMap(\.segments)
        guard waiting.contains(where: { !examined.contains($0.file) }) else { return }
        work = Task {
            for segment in waiting where !Task.isCancelled {
                if await isNews(segment) { await done() }
            }
            work = nil
        }
    }

    func cancel() { work?.cancel() }

    private func isNews(_ segment: Segment) async -> Bool {
        guard examined.insert(segment.file).inserted, let path = try? station.path(of: segment) else { return false }
        let before = await station.preflight.cached(at: path)
        do {
            let after = try await station.preflight.fullInspection(of: path)
            return after != before
        } catch {
            examined.remove(segment.file)
            logger.warning(
                "a recording could not be examined", metadata: ["file": "\(segment.file)", "error": "\(error)"])
            return false
        }
    }
}
