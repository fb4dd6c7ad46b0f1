import Logging
import Programme
import Synchronization

/// Has the accounts of airings kept, beside the conductor, which waits for none of it: the newest of each airing, and
/// again later if that was not possible.
final class Scribe: Sendable {
    typealias Keep = @Sendable (Airing, [AirEvent], _ isFinished: Bool) async throws -> Void

    struct Page: Sendable {
        let airing: Airing
        let events: [AirEvent]
        let isFinished: Bool
        let number: Int
    }

    private struct Desk {
        var pages: [Airing.ID: Page] = [:]
        var count = 0
        /// Of these it has been said that they could not be kept.
        var lamented: Set<Airing.ID> = []
    }

    private let keep: Keep
    private let pause: Duration
    private let logger: Logger
    private let desk = Mutex(Desk())
    private let wakes: AsyncStream<Void>
    private let wakeUp: AsyncStream<Void>.Continuation

    /// - Parameter pause: before what could not be kept is tried again.
    init(pause: Duration = .seconds(5), logger: Logger, keep: @escaping Keep) {
        (self.keep, self.pause, self.logger) = (keep, pause, logger)
        (wakes, wakeUp) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Takes the place of what waits of this airing.
    /// - Returns: the number under which it is answered.
    @discardableResult
    func submit(_ airing: Airing, _ events: [AirEvent], isFinished: Bool) -> Int {
        let number = desk.withLock { desk in
            desk.count += 1
            desk.pages[airing.id] = Page(
                airing: airing, events: events, isFinished: isFinished, number: desk.count)
            return desk.count
        }
        wakeUp.yield()
        return number
    }

    /// Runs until cancelled, and then tries once more what waits; to be called once.
    /// - Parameter kept: is told of each that has been kept.
    func run(kept: @Sendable (Airing.ID, Int) async -> Void) async {
        for await _ in wakes {
            if await keepAll(kept) { continue }
            try? await Task.sleep(for: pause)
            wakeUp.yield()
        }
        await keepAll(kept)
    }

    /// - Returns: whether nothing waits because it could not be kept.
    @discardableResult
    private func keepAll(_ kept: @Sendable (Airing.ID, Int) async -> Void) async -> Bool {
        var isAllKept = true
        let inOrder = desk.withLock { $0.pages.values.sorted { $0.number < $1.number }.map(\.airing.id) }
        for id in inOrder {
            guard let page = desk.withLock({ $0.pages[id] }) else { continue }
            do {
                try await keep(page.airing, page.events, page.isFinished)
                desk.withLock { desk in
                    desk.lamented.remove(id)
                    if desk.pages[id]?.number == page.number { desk.pages[id] = nil }
                }
                await kept(id, page.number)
            } catch {
                isAllKept = false
                lament(id, error)
            }
        }
        return isAllKept
    }

    private func lament(_ id: Airing.ID, _ error: any Error) {
        guard desk.withLock({ $0.lamented.insert(id).inserted }) else { return }
        logger.error(
            "the as-run log could not be written", metadata: ["airing": "\(id)", "error": "\(error.inWords)"])
    }
}
