import Foundation
import Logging
import Programme
import SystemPackage

/// Sends messages, however long it takes: each channel by itself, one message after another, again and again with
/// growing pauses. What has not been sent yet is on disk too, and is taken up again by the next conductor.
package actor Outbox {
    /// Takes a message to a channel, once.
    package typealias Deliver = @Sendable (Message, Channel) async -> Delivery.Outcome

    private let folder: OutboxFolder
    private let lanes: [Lane]
    private let logger: Logger
    private var isFolderTold = false

    /// - Parameter path: the folder for what waits; it is made when needed.
    package init(
        _ path: FilePath, channels: [Channel], clock: any WallClock, logger: Logger, deliver: @escaping Deliver
    ) {
        folder = OutboxFolder(path: path)
        self.logger = logger
        var known: Set<String> = []
        lanes = channels.filter { known.insert($0.id).inserted }
            .map { Lane($0, folder: OutboxFolder(path: path), clock: clock, logger: logger, deliver: deliver) }
    }

    /// Sends until cancelled, beginning with what was left.
    package func run() async {
        await takeUp()
        await withTaskGroup { group in
            for lane in lanes { group.addTask { await lane.run() } }
        }
    }

    /// Returns at once.
    package func send(_ messages: [Message]) async {
        for message in messages {
            for lane in lanes {
                let delivery = Delivery(message: message, channel: lane.channel.id)
                keep(delivery)
                await lane.add(delivery)
            }
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

    private func takeUp() async {
        let (deliveries, damaged) = folder.load()
        for name in damaged {
            logger.warning(
                "an alert that waited to be sent cannot be read and is set aside", metadata: ["file": "\(name)"])
        }
        for delivery in deliveries {
            if let lane = lanes.first(where: { $0.channel.id == delivery.channel }) {
                await lane.add(delivery)
            } else {
                folder.remove(delivery)
                logger.notice(
                    "an alert is not sent: its channel is not in the configuration any more",
                    metadata: ["title": "\(delivery.message.title)"])
            }
        }
    }
}
