import Foundation
import Logging
import Programme
import SystemPackage

/// Sends messages, however long it takes: each channel by itself, one message after another, again and again with
/// growing pauses. What has not been sent yet is on disk too, and is taken up again by the next conductor.
package actor Outbox {
    /// Takes a message to a channel, once.
    package typealias Deliver = @Sendable (Message, Channel) async -> Delivery.Outcome

    /// The world around an outbox.
    package struct Surroundings: Sendable {
        var clock: any WallClock
        /// Of the times in messages.
        var zone: TimeZone
        /// Lets seconds go by, by a clock that nobody sets.
        var sleep: @Sendable (Double) async throws -> Void
        var logger: Logger
        var deliver: Deliver

        package init(
            clock: any WallClock, zone: TimeZone, logger: Logger,
            sleep: @escaping @Sendable (Double) async throws -> Void = { try await Task.sleep(for: .seconds($0)) },
            deliver: @escaping Deliver
        ) {
            (self.clock, self.zone, self.logger) = (clock, zone, logger)
            (self.sleep, self.deliver) = (sleep, deliver)
        }
    }

    private let folder: OutboxFolder
    private var lanes: [Lane] = []
    private let surroundings: Surroundings
    /// What has been sent while not all channels are known; `nil` once they are.
    private var missed: [Message]?
    /// Tells of lanes that are new, while it runs.
    private var bell: AsyncStream<Lane>.Continuation?
    private var isFolderTold = false

    private var logger: Logger { surroundings.logger }

    /// - Parameters:
    ///   - path: the folder for what waits; it is made when needed.
    ///   - awaitsMore: whether there are channels that are not known yet.
    package init(_ path: FilePath, channels: [Channel], awaitsMore: Bool = false, _ surroundings: Surroundings) {
        folder = OutboxFolder(path: path)
        self.surroundings = surroundings
        missed = awaitsMore ? [] : nil
        for channel in channels where !lanes.contains(where: { $0.channel.id == channel.id }) {
            lanes.append(Lane(channel, folder: folder, surroundings: surroundings))
        }
    }

    /// Sends until cancelled, beginning with what was left.
    package func run() async {
        await takeUp()
        let (running, bell) = AsyncStream<Lane>.makeStream()
        self.bell = bell
        for lane in lanes { bell.yield(lane) }
        await withTaskGroup { group in
            for await lane in running { group.addTask { await lane.run() } }
        }
    }

    /// Sends to these as well, and what they have missed.
    /// - Parameter awaitsMore: whether there are still others that are not known.
    package func reach(_ channels: [Channel], awaitsMore: Bool) async {
        let messages = missed ?? []
        if !awaitsMore { missed = nil }
        for channel in channels where !lanes.contains(where: { $0.channel.id == channel.id }) {
            let lane = Lane(channel, folder: folder, surroundings: surroundings)
            lanes.append(lane)
            bell?.yield(lane)
            for message in messages { await send(message, by: lane) }
        }
        await takeUp()
    }

    /// Returns at once.
    package func send(_ messages: [Message]) async {
        for message in messages {
            missed?.append(message)
            for lane in lanes { await send(message, by: lane) }
        }
        if let missed { self.missed = missed.suffix(Lane.most) }
    }

    private func send(_ message: Message, by lane: Lane) async {
        let delivery = Delivery(message: message, channel: lane.channel.id)
        keep(delivery)
        await lane.add(delivery)
    }

    /// For where no conductor is at work: sends all that waits, once and now; what cannot be sent goes on waiting.
    package func flush() async {
        await takeUp()
        await withTaskGroup { group in
            for lane in lanes { group.addTask { await lane.flush() } }
        }
    }

    /// How many are on their way.
    package var waiting: Int {
        get async {
            var count = 0
            for lane in lanes { count += await lane.count }
            return count
        }
    }

    /// Leaves a message for the conductor to send.
    /// - Throws: `Errno`, or what the encoder says.
    package static func leave(_ message: Message, for channel: Channel, in path: FilePath) throws {
        try OutboxFolder(path: path).keep(Delivery(message: message, channel: channel.id))
    }

    /// Without room on the disk it is sent from memory.
    private func keep(_ delivery: Delivery) {
        do {
            try folder.keep(delivery)
            isFolderTold = false
        } catch {
            if !isFolderTold {
                logger.warning(
                    "alerts cannot be kept on disk and are sent from memory",
                    metadata: ["folder": "\(folder.path)", "error": "\(error.inWords)"])
            }
            isFolderTold = true
        }
    }

    /// Takes what is in the folder: left by the conductor before, or by `playout alerts raise`, which could not send it.
    package func takeUp() async {
        let (deliveries, damaged) = folder.load()
        for name in damaged {
            logger.warning(
                "an alert that waited to be sent cannot be read and is set aside", metadata: ["file": "\(name)"])
        }
        for delivery in deliveries {
            if let lane = lanes.first(where: { $0.channel.id == delivery.channel }) {
                await lane.takeUp(delivery)
            } else if missed == nil {
                folder.remove(delivery)
                logger.notice(
                    "an alert is not sent: its channel is not in the configuration any more",
                    metadata: ["title": "\(delivery.message.title)"])
            }
        }
    }
}
