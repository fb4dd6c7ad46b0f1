import AsyncHTTPClient
import Foundation
import Logging
import NIOCore
import Programme

/// Listens to what the studio serves to listeners, as one of them, while an airing is on air.
package struct Monitor: Sendable {
    package enum Failure: Error, Hashable, CustomStringConvertible {
        case noListeners(url: String)
        case noDecoder(String)

        package var description: String {
            switch self {
            case .noListeners(let url):
                "\(url) serves no listeners, as is so with a Liquidsoap harbor; "
                    + "name what listeners listen to as monitor.url, or set monitor.off"
            case .noDecoder(let program): "'\(program)' could not be started; install it (apt-get install ffmpeg)"
            }
        }
    }

    private let settings: MonitorSettings
    private let clock: any WallClock
    private let silences: @Sendable (Segment) async -> [Inspection.Silence]?
    private let logger: Logger

    /// Seconds before the next try where there was a stream, and where there was none.
    private static let retryOfStream = 0.1
    private static let retry = 0.5
    /// Seconds between two looks, and between two questions for what is not known yet.
    private static let look = 0.25
    private static let ask = 5.0

    /// Hearings that wait for one who takes his time: the newest.
    private static let mostUntold = 16

    /// - Parameter silences: what the preflight knows of a segment's recording.
    package init(
        settings: MonitorSettings = MonitorSettings(), clock: any WallClock,
        silences: @escaping @Sendable (Segment) async -> [Inspection.Silence]?, logger: Logger
    ) {
        (self.settings, self.clock, self.silences, self.logger) = (settings, clock, silences, logger)
    }

    /// Listens from the airing's beginning to its end.
    /// - Parameters:
    ///   - studio: where its stream goes.
    ///   - heard: told whenever what is heard changes.
    /// - Throws: `Failure`, if there is no listening to it; `CancellationError`.
    package func listen(
        to airing: Airing, at studio: Studio, heard: @escaping @Sendable (Hearing) async -> Void
    ) async throws {
        try await clock.wait(until: airing.onAir)
        let watch = Watch(clock)
        let delivery = Delivery(studio)
        let (news, teller) = AsyncStream<Hearing>.makeStream(bufferingPolicy: .bufferingNewest(Self.mostUntold))
        let judge = Judge(
            start: watch.now, expectation: Expectation(airing) { _ in nil }, delivery: delivery,
            gain: airing.lowestGain)
        let ear = Ear(judge, watch: watch, delivery: delivery) { teller.yield($0) }
        let client = Mount.client()
        let result = await Result {
            try await withThrowingTaskGroup { group in
                // Whoever is told may take his time: listening goes on.
                group.addTask { for await hearing in news { await heard(hearing) } }
                group.addTask { try await follow(Mount(studio, settings), client, ear) }
                group.addTask { try await look(ear) }
                group.addTask { try await learn(ear, airing) }
                group.addTask { try await clock.wait(until: airing.offAir) }
                defer { group.cancelAll() }
                try await group.next()
            }
        }
        try? await client.shutdown()
        try result.get()
    }

    private func expectation(of airing: Airing) async -> Expectation {
        var known: [String: [Inspection.Silence]] = [:]
        for segment in airing.segments { known[segment.file] = await silences(segment) }
        return Expectation(airing) { known[$0.file] }
    }

    private func look(_ ear: Ear) async throws {
        while true {
            try await Task.sleep(for: .seconds(Self.look))
            await ear.tick()
        }
    }

    /// A recording may be gone through while it is on air already. A disk that hangs keeps nobody from listening.
    private func learn(_ ear: Ear, _ airing: Airing) async throws {
        while true {
            await ear.expect(expectation(of: airing))
            try await Task.sleep(for: .seconds(Self.ask))
        }
    }

    /// Connects, and again, for ever.
    private func follow(_ mount: Mount, _ client: HTTPClient, _ ear: Ear) async throws {
        var hasServed = false
        while true {
            switch try await mount.ask(client, hasServed: hasServed) {
            case .stream(let body):
                hasServed = true
                await ear.note(.connected)
                try await hear(body, ear)
                await ear.note(.lost)
                try await Task.sleep(for: .seconds(Self.retryOfStream))
            case .absent(let kind, let reason):
                logger.debug("there is nothing to listen to", metadata: ["reason": "\(reason)"])
                await ear.note(.absent(kind))
                try await Task.sleep(for: .seconds(Self.retry))
            case .noListeners: throw Failure.noListeners(url: mount.shownURL)
            }
        }
    }

    /// Until the stream ends, or nothing comes of it any more.
    private func hear(_ body: HTTPClientResponse.Body, _ ear: Ear) async throws {
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await Decoder(ffmpeg: settings.ffmpeg).decode { give in
                        for try await chunk in body {
                            await ear.noteBytes()
                            try await give(Array(chunk.readableBytesView))
                        }
                    } level: {
                        await ear.note(.level(place: $0, peak: $1))
                    }
                }
                group.addTask {
                    repeat { try await Task.sleep(for: .seconds(Self.look)) } while await !ear.shouldStartAgain
                }
                defer { group.cancelAll() }
                try await group.next()
            }
        } catch let error as Failure {
            throw error
        } catch {
            try Task.checkCancellation()
            logger.debug("the stream could not be listened to any longer", metadata: ["reason": "\(error)"])
        }
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
