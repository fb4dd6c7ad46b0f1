import Alerts
import Foundation
import Logging

extension AlertKeeper {
    /// Seconds between two questions: growing, and then always the last.
    private static let pauses = [5, 10, 20, 40, 60.0]

    /// Asks for addresses that could not be had at the start, as a machine may be there before its network, until all are
    /// there: who is to be told learns what has been told meanwhile.
    func awaitChannels() async throws {
        guard var awaited = station.settings.awaitedChannels else { return }
        var asked = 0
        while !awaited.kinds.isEmpty {
            try await Task.sleep(for: .seconds(Self.pauses[min(asked, Self.pauses.count - 1)]))
            asked += 1
            guard let found = try await channels(&awaited, isFirst: asked == 1), !found.isEmpty else { continue }
            for channel in found {
                logger.notice("alerts go here, too, from now on", metadata: ["channel": "\(channel.name)"])
            }
            await outbox.reach(found, awaitsMore: !awaited.kinds.isEmpty)
        }
    }

    private func channels(_ awaited: inout AwaitedChannels, isFirst: Bool) async throws -> [Channel]? {
        do {
            return try await awaited.find()
        } catch let error as CancellationError {
            throw error
        } catch {
            if isFirst {
                logger.warning("the addresses of alerts are still awaited", metadata: ["error": "\(error)"])
            }
            return nil
        }
    }
}
