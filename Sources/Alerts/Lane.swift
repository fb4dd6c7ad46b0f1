import Foundation
import Logging
import Programme

/// One channel's queue.
actor Lane {
    nonisolated let channel: Channel
    private let folder: OutboxFolder
    private let clock: any WallClock
    private let logger: Logger
    private let deliver: Outbox.Deliver
    private let (news, bell) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    private var queue: [Delivery] = []
    /// In a row.
    private var failures = 0
    private var refusals = 0

    /// Messages that wait at most; the oldest give way.
    static let most = 200
    /// Seconds after which a message is given up.
    static let tooOld = 86_400.0
    /// Seconds between attempts: growing, and then always the last.
    static let pauses = [1, 2, 5, 10, 20, 40, 80, 160, 300.0]
    /// Attempts at a message that the other side does not like.
    static let mostRefusals = 3

    init(
        _ channel: Channel, folder: OutboxFolder, clock: any WallClock, logger: Logger,
        deliver: @escaping Outbox.Deliver
    ) {
        (self.channel, self.folder, self.clock, self.deliver) = (channel, folder, clock, deliver)
        var logger = logger
        logger[metadataKey: "channel"] = "\(channel.name)"
        self.logger = logger
    }

    var count: Int { queue.count }

    func add(_ delivery: Delivery) {
        guard !queue.contains(where: { $0.name == delivery.name }) else { return }
        queue.append(delivery)
        while queue.count > Self.most {
            giveUp(queue[0], "too many wait")
        }
        bell.yield()
    }

    /// Until cancelled.
    func run() async {
        bell.yield()
        for await _ in news {
            while let next = queue.first, !Task.isCancelled {
                guard let pause = await attempt(next) else { continue }
                let until = clock.now().addingTimeInterval(pause)
                do { try await clock.wait(until: until) } catch { return }
            }
            if Task.isCancelled { return }
        }
    }

    /// - Returns: seconds to wait before the next attempt; `nil` to go on at once.
    private func attempt(_ delivery: Delivery) async -> Double? {
        let age = clock.now().timeIntervalSince(delivery.message.at)
        guard age <= Self.tooOld else {
            giveUp(delivery, "it could not be sent for \(Int(Self.tooOld / 3600)) hours")
            return nil
        }
        let outcome = await deliver(delivery.message, channel)
        if Task.isCancelled, outcome != .delivered { return nil }
        switch outcome {
        case .delivered:
            if failures > 0 { logger.notice("alerts can be sent again") }
            (failures, refusals) = (0, 0)
            remove(delivery)
            return nil
        case .refused(let reason):
            refusals += 1
            if refusals >= Self.mostRefusals {
                giveUp(delivery, reason)
                return nil
            }
            return pause(reason, asked: nil)
        case .failed(let reason, let asked): return pause(reason, asked: asked)
        }
    }

    private func pause(_ reason: String, asked: Double?) -> Double {
        // Once, and then as often as anybody wants to read it.
        let level: Logger.Level = failures == 0 ? .warning : .debug
        logger.log(level: level, "an alert could not be sent; it is tried again", metadata: ["reason": "\(reason)"])
        let growing = Self.pauses[min(failures, Self.pauses.count - 1)]
        failures += 1
        return max(asked ?? 0, growing)
    }

    private func giveUp(_ delivery: Delivery, _ reason: String) {
        refusals = 0
        logger.error(
            "an alert is given up", metadata: ["title": "\(delivery.message.title)", "reason": "\(reason)"])
        remove(delivery)
    }

    private func remove(_ delivery: Delivery) {
        queue.removeAll { $0.name == delivery.name }
        folder.remove(delivery)
    }
}
