import Foundation
import Logging
import Programme

/// One channel's queue.
actor Lane {
    nonisolated let channel: Channel
    private let folder: OutboxFolder
    private let surroundings: Outbox.Surroundings
    private let logger: Logger
    private let (news, bell) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    private var queue: [Waiting] = []
    /// In a row.
    private var failures = 0
    private var refusals = 0
    /// What is done with, though its file could not be removed.
    private var stuck: Set<String> = []

    /// Messages that wait at most; the oldest give way.
    static let most = 200
    /// Seconds after which a message that cannot be sent is given up.
    static let tooOld = 86_400.0
    /// Seconds between attempts: growing, and then always the last.
    static let pauses = [1, 2, 5, 10, 20, 40, 80, 160, 300.0]
    /// Attempts at a message that the other side does not like.
    static let mostRefusals = 3

    /// Its age goes by a clock that nobody sets, from what it was when we came to have it.
    private struct Waiting {
        let delivery: Delivery
        let ageThen: Double
        let since: Double
    }

    init(_ channel: Channel, folder: OutboxFolder, surroundings: Outbox.Surroundings) {
        (self.channel, self.folder, self.surroundings) = (channel, folder, surroundings)
        var logger = surroundings.logger
        logger[metadataKey: "channel"] = "\(channel.name)"
        self.logger = logger
    }

    var count: Int { queue.count }

    func add(_ delivery: Delivery) {
        guard !queue.contains(where: { $0.delivery.name == delivery.name }) else { return }
        let now = surroundings.clock.reading()
        let age = max(0, now.now.timeIntervalSince(delivery.message.at))
        queue.append(Waiting(delivery: delivery, ageThen: age, since: now.uptime))
        while queue.count > Self.most {
            giveUp(queue[0].delivery, "too many wait")
        }
        bell.yield()
    }

    /// What lies on disk, unless it has been sent meanwhile.
    func takeUp(_ delivery: Delivery) {
        if folder.has(delivery), !stuck.contains(delivery.name) { add(delivery) }
    }

    /// Until cancelled.
    func run() async {
        bell.yield()
        for await _ in news {
            while let next = queue.first, !Task.isCancelled {
                guard let pause = await attempt(next) else { continue }
                do { try await surroundings.sleep(pause) } catch { return }
            }
            if Task.isCancelled { return }
        }
    }

    /// Once through the queue, until one cannot be sent.
    func flush() async {
        while let next = queue.first, !Task.isCancelled {
            if await attempt(next) != nil { return }
        }
    }

    /// However old it is, it is tried.
    /// - Returns: seconds to wait before the next attempt; `nil` to go on at once.
    private func attempt(_ waiting: Waiting) async -> Double? {
        let delivery = waiting.delivery
        let message = delivery.message.told(at: surroundings.clock.now(), zone: surroundings.zone)
        let outcome = await surroundings.deliver(message, channel)
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
        case .failed(let reason, let asked):
            let age = waiting.ageThen + surroundings.clock.reading().uptime - waiting.since
            if age > Self.tooOld { giveUp(delivery, "it could not be sent for a day: \(reason)") }
            return pause(reason, asked: asked)
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
        queue.removeAll { $0.delivery.name == delivery.name }
        folder.remove(delivery)
        if folder.has(delivery) { stuck.insert(delivery.name) }
    }
}
