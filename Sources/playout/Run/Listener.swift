import Foundation
import Logging
import Monitor
import OnAir
import Preflight
import Programme

/// Has a monitor listen to each airing that is on air. Nothing that becomes of it harms the broadcast.
actor Listener {
    private let station: Station
    private let heard: @Sendable (Airing.ID, Hearing) async -> Void
    private let stopped: @Sendable (Airing.ID) async -> Void
    private let logger: Logger
    private var listening: [Airing.ID: (airing: Airing, task: Task<Void, Never>)] = [:]
    /// Why there was no listening, so that it is said once.
    private var said: Set<Monitor.Failure> = []

    /// Seconds between two looks at what is on air, and before another try where listening failed.
    private static let period = 0.5
    private static let pause = 2.0

    /// - Parameters:
    ///   - stopped: told when nobody listens to an airing any more.
    ///   - heard: told whenever what is heard of an airing changes.
    init(
        station: Station, logger: Logger, stopped: @escaping @Sendable (Airing.ID) async -> Void = { _ in },
        heard: @escaping @Sendable (Airing.ID, Hearing) async -> Void
    ) {
        (self.station, self.logger, self.stopped, self.heard) = (station, logger, stopped, heard)
    }

    /// Runs until cancelled.
    func run(_ conductor: Conductor) async throws {
        defer { for (_, task) in listening.values { task.cancel() } }
        while true {
            if !station.settings.monitor.isOff { await follow(conductor.onAir.map(\.airing)) }
            try await Task.sleep(for: .seconds(Self.period))
        }
    }

    /// What is over as far as the conductor goes is not listened to any longer. One whose segments are others now is
    /// listened to as what it is.
    private func follow(_ airings: [Airing]) {
        for (id, (airing, task)) in listening where !airings.contains(airing) {
            task.cancel()
            listening[id] = nil
        }
        for airing in airings where listening[airing.id] == nil {
            let task = Task {
                await listen(to: airing)
                await stopped(airing.id)
            }
            listening[airing.id] = (airing, task)
        }
    }

    private func listen(to airing: Airing) async {
        let preflight = station.preflight
        let monitor = Monitor(
            studio: station.settings.studio, settings: station.settings.monitor, clock: station.clock,
            silences: { [station] segment in
                guard let path = try? station.path(of: segment) else { return nil }
                return await preflight.cached(at: path)?.silences
            }, logger: logger)
        while !Task.isCancelled {
            do {
                return try await monitor.listen(to: airing) { [heard, logger] hearing in
                    logger.log(
                        level: hearing.isTrouble ? .error : .info, "what is heard of the airing",
                        metadata: ["airing": "\(airing.id)", "heard": "\(hearing)"])
                    await heard(airing.id, hearing)
                }
            } catch let failure as Monitor.Failure {
                if said.insert(failure).inserted { logger.warning("nobody listens to what is on air: \(failure)") }
                return
            } catch is CancellationError {
                return
            } catch {
                logger.error("listening failed and begins anew", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: .seconds(Self.pause))
            }
        }
    }
}
