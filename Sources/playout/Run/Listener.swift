import Foundation
import Logging
import Monitor
import OnAir
import Preflight
import Programme

/// Has a monitor listen to each airing that is on air. Nothing that becomes of it harms the broadcast.
actor Listener {
    enum News: Sendable {
        case heard(Hearing)
        /// There is no listening, and why; it is tried again.
        case deaf(Monitor.Failure)
        /// Nobody listens to it any more.
        case stopped
    }

    /// Listens to an airing until it is over.
    typealias Listen = @Sendable (Subject, _ heard: @escaping @Sendable (Hearing) async -> Void) async throws -> Void

    /// What is listened to.
    struct Subject: Sendable, Hashable {
        let airing: Airing
        /// Where its stream goes; with other settings since, that is not where they say.
        let studio: Studio
    }

    private struct Listening {
        let subject: Subject
        let number: Int
        let task: Task<Void, Never>
    }

    private let listen: Listen
    private let tell: @Sendable (Airing.ID, News) async -> Void
    private let logger: Logger
    private let sleep: @Sendable (Double) async throws -> Void
    private var listening: [Airing.ID: Listening] = [:]
    private var count = 0
    /// What is to be told, in the order in which it came to be: told one after another.
    private let (news, teller) = AsyncStream<(number: Int, id: Airing.ID, News)>.makeStream()
    /// Why there was no listening, so that it is said once.
    private var said: Set<Monitor.Failure> = []

    /// Seconds between two looks at what is on air, before another try where listening failed, and where there was
    /// none to be had.
    private static let period = 0.5
    private static let pause = 2.0
    private static let longPause = 30.0

    /// - Parameter tell: told whatever is new, one after another.
    init(
        logger: Logger, listen: @escaping Listen,
        sleep: @escaping @Sendable (Double) async throws -> Void = { try await Task.sleep(for: .seconds($0)) },
        tell: @escaping @Sendable (Airing.ID, News) async -> Void
    ) {
        (self.logger, self.listen, self.sleep, self.tell) = (logger, listen, sleep, tell)
    }

    /// Runs until cancelled.
    func run(_ conductor: Conductor) async throws {
        try await telling {
            while true {
                var subjects: [Subject] = []
                for airing in await conductor.onAir.map(\.airing) {
                    subjects.append(Subject(airing: airing, studio: await conductor.studio(of: airing.id)))
                }
                follow(subjects)
                try await Task.sleep(for: .seconds(Self.period))
            }
        }
    }

    /// Tells what is new while `body` is at work, and listens to nothing afterwards.
    func telling(_ body: () async throws -> Void) async throws {
        let telling = Task { for await (number, id, news) in self.news { await pass(news, number, id) } }
        defer {
            for listening in listening.values { listening.task.cancel() }
            telling.cancel()
        }
        try await body()
    }

    /// News of a listening that has ended are no news of the one after it.
    private func pass(_ news: News, _ number: Int, _ id: Airing.ID) async {
        if case .stopped = news {} else if listening[id]?.number != number { return }
        await tell(id, news)
    }

    /// What is over as far as the conductor goes is not listened to any longer. One whose segments are others now, or
    /// whose next engine goes to another studio, is listened to as what it is.
    func follow(_ subjects: [Subject]) {
        for (id, old) in listening where !subjects.contains(old.subject) {
            old.task.cancel()
            listening[id] = nil
            teller.yield((old.number, id, .stopped))
        }
        for subject in subjects where listening[subject.airing.id] == nil {
            count += 1
            let number = count
            let task = Task {
                await listen(to: subject, number)
                noteEnd(of: subject.airing.id, number)
            }
            listening[subject.airing.id] = Listening(subject: subject, number: number, task: task)
        }
    }

    /// It is over before the conductor says so.
    private func noteEnd(of id: Airing.ID, _ number: Int) {
        if listening[id]?.number == number { teller.yield((number, id, .stopped)) }
    }

    private func listen(to subject: Subject, _ number: Int) async {
        let airing = subject.airing
        while !Task.isCancelled {
            do {
                return try await listen(subject) { [teller, logger] hearing in
                    logger.log(
                        level: hearing.isTrouble ? .error : .info, "what is heard of the airing",
                        metadata: ["airing": "\(airing.id)", "heard": "\(hearing)"])
                    teller.yield((number, airing.id, .heard(hearing)))
                }
            } catch let failure as Monitor.Failure {
                if said.insert(failure).inserted { logger.warning("nobody listens to what is on air: \(failure)") }
                teller.yield((number, airing.id, .deaf(failure)))
                try? await sleep(Self.longPause)
            } catch is CancellationError {
                return
            } catch {
                logger.error("listening failed and begins anew", metadata: ["error": "\(error)"])
                try? await sleep(Self.pause)
            }
        }
    }
}

extension Listener {
    /// With a real monitor.
    init(station: Station, logger: Logger, tell: @escaping @Sendable (Airing.ID, News) async -> Void) {
        let preflight = station.preflight
        let monitor = Monitor(
            settings: station.settings.monitor, clock: station.clock,
            silences: { segment in
                guard let path = try? station.path(of: segment) else { return nil }
                return await preflight.cached(at: path)?.silences
            }, logger: logger)
        self.init(
            logger: logger,
            listen: { subject, heard in
                // What is heard elsewhere than at the studio is told, and nothing to start an engine again for.
                let isOfStudio = station.settings.monitor.listens(to: subject.studio)
                try await monitor.listen(to: subject.airing, at: subject.studio) {
                    await heard(isOfStudio ? $0 : $0.elsewhere)
                }
            }, tell: tell)
    }
}
