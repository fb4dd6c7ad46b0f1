import Foundation
import Logging
import Programme
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Alerts

/// In place of the other side: says how each attempt goes, and remembers it.
private final class OtherSide: Sendable {
    struct Attempt: Sendable, Equatable {
        let id: String
        let channel: String
        let at: Date
        let title: String
        /// When it was made.
        let uptime: Double
    }

    private let clock: any WallClock
    private let answer: @Sendable (Attempt) async -> Delivery.Outcome
    private let made = Mutex<[Attempt]>([])
    let (arrived, bell) = AsyncStream<String>.makeStream()

    init(_ clock: any WallClock, _ answer: @escaping @Sendable (Attempt) async -> Delivery.Outcome) {
        (self.clock, self.answer) = (clock, answer)
    }

    var attempts: [Attempt] { made.withLock { $0 } }

    @Sendable func deliver(_ message: Message, _ channel: Channel) async -> Delivery.Outcome {
        let attempt = Attempt(
            id: message.id, channel: channel.kind.rawValue, at: clock.now(), title: message.title,
            uptime: clock.reading().uptime)
        made.withLock { $0.append(attempt) }
        let outcome = await answer(attempt)
        if outcome == .delivered { bell.yield("\(attempt.id) \(attempt.channel)") }
        return outcome
    }

    /// Waits for deliveries.
    func deliveries(_ count: Int) async -> [String] {
        var (found, iterator) = ([String](), arrived.makeAsyncIterator())
        while found.count < count, let next = await iterator.next() { found.append(next) }
        return found
    }
}

@Suite("The outbox", .temporaryFolder, .timeLimit(.minutes(3))) struct OutboxTests {
    private var folder: FilePath { TemporaryFolder.current.appending("alerts") }
    private let silent = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    private let slack = Channel.slack(WebAddress("https://hooks.example.org/s3cret")!)
    private let webhook = Channel.webhook(WebAddress("https://other.example.org/s3cret")!)

    private var files: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? []).sorted()
    }

    private func outbox(_ side: OtherSide, _ channels: [Channel], clock: FlyingClock = FlyingClock()) -> Outbox {
        Outbox(
            folder, channels: channels,
            .init(clock: clock, zone: .gmt, logger: silent, sleep: clock.sleep, deliver: side.deliver))
    }

    /// Runs it while `body` is at work.
    private func running<Value: Sendable>(_ outbox: Outbox, _ body: () async throws -> Value) async rethrows -> Value {
        let work = Task { await outbox.run() }
        do {
            let value = try await body()
            work.cancel()
            await work.value
            return value
        } catch {
            work.cancel()
            await work.value
            throw error
        }
    }

    @Test("tries again with growing pauses, up to five minutes, and goes on where it can")
    func retries() async throws {
        let clock = FlyingClock()
        let side = OtherSide(clock) { $0.at < noon + 2000 ? .failed("no") : .delivered }
        let outbox = outbox(side, [slack], clock: clock)
        await running(outbox) {
            await outbox.send([message("1"), message("2")])
            #expect(await side.deliveries(2) == ["1 slack", "2 slack"])
        }
        let attempts = side.attempts.map { $0.at.timeIntervalSince(noon) }
        #expect(attempts == [0, 1, 3, 8, 18, 38, 78, 158, 318, 618, 918, 1218, 1518, 1818, 2118, 2118])
        #expect(files == [])
    }

    @Test("tells a channel that is known later what it has missed, once, and keeps what waits for it on disk")
    func reached() async throws {
        let clock = FlyingClock()
        let side = OtherSide(clock) { _ in .delivered }
        // The conductor before left one for it, and one for a channel that is nowhere any more.
        try Outbox.leave(message("0"), for: webhook, in: folder)
        try Outbox.leave(message("x"), for: .ntfy(WebAddress("https://gone.example.org/")!), in: folder)
        let outbox = Outbox(
            folder, channels: [slack], awaitsMore: true,
            .init(clock: clock, zone: .gmt, logger: silent, sleep: clock.sleep, deliver: side.deliver))
        await running(outbox) {
            await outbox.send([message("1")])
            #expect(await side.deliveries(1) == ["1 slack"])
            #expect(files.count == 2)
            await outbox.reach([], awaitsMore: true)
            await outbox.send([message("2")])
            #expect(await side.deliveries(1) == ["2 slack"])
            await outbox.reach([webhook, slack], awaitsMore: false)
            await outbox.send([message("3")])
            let all = await side.deliveries(5)
            #expect(Set(all) == ["0 webhook", "1 webhook", "2 webhook", "3 webhook", "3 slack"])
        }
        #expect(files == [])
    }

    @Test("waits for as long as the other side asks")
    func retryAfter() async throws {
        let clock = FlyingClock()
        let side = OtherSide(clock) { $0.at < noon + 50 ? .failed("429", retryAfter: 100) : .delivered }
        let outbox = outbox(side, [slack], clock: clock)
        await running(outbox) {
            await outbox.send([message("1")])
            _ = await side.deliveries(1)
        }
        #expect(side.attempts.map { $0.at.timeIntervalSince(noon) } == [0, 100])
    }

    @Test("waits no longer, and no shorter, when the wall clock is set meanwhile", arguments: [-3600.0, 3600, 90_000])
    func clockSet(step: Double) async throws {
        let clock = FlyingClock()
        let side = OtherSide(clock) { attempt in
            if attempt.uptime == 1 { clock.set(by: step) }
            return attempt.uptime < 10 ? .failed("no") : .delivered
        }
        let outbox = outbox(side, [slack], clock: clock)
        await running(outbox) {
            await outbox.send([message("1")])
            #expect(await side.deliveries(1) == ["1 slack"])
        }
        #expect(side.attempts.map(\.uptime) == [0, 1, 3, 8, 18])
    }

    @Test("gives a message up after a day, and then sends the next")
    func tooOld() async throws {
        let clock = FlyingClock()
        let side = OtherSide(clock) { $0.id == "1" ? .failed("no") : .delivered }
        let outbox = outbox(side, [slack], clock: clock)
        await running(outbox) {
            await outbox.send([message("1"), message("2", at: noon + 80_000)])
            #expect(await side.deliveries(1) == ["2 slack"])
        }
        let last = try #require(side.attempts.last { $0.id == "1" })
        #expect(last.at > noon + 86_400)
        #expect(last.at <= noon + 86_400 + 300)
        #expect(side.attempts.count < 310)
        #expect(files == [])
    }

    @Test("tries each once, however old it is by then, and it says of when it is")
    func old() async throws {
        let clock = FlyingClock()
        let dead = OtherSide(clock) { _ in .failed("no") }
        await outbox(dead, [slack], clock: clock).send([message("1"), message("2"), message("3", at: noon + 259_000)])
        clock.put(noon + 259_200)
        let side = OtherSide(clock) { $0.id == "1" ? .failed("no") : .delivered }
        let later = outbox(side, [slack], clock: clock)
        await running(later) { #expect(await side.deliveries(2) == ["2 slack", "3 slack"]) }
        #expect(side.attempts.map(\.id) == ["1", "2", "3"])
        #expect(
            side.attempts.map(\.title) == [
                "Sun 22 Nov 12:00:00: Dead air", "Sun 22 Nov 12:00:00: Dead air", "Dead air",
            ])
        #expect(files == [])
    }

    @Test("sends what somebody else has left in its folder, once")
    func left() async throws {
        let clock = FlyingClock()
        let side = OtherSide(clock) { _ in .delivered }
        let outbox = outbox(side, [slack], clock: clock)
        try await running(outbox) {
            await outbox.send([message("1")])
            #expect(await side.deliveries(1) == ["1 slack"])
            try Outbox.leave(message("2"), for: slack, in: folder)
            await outbox.takeUp()
            await outbox.takeUp()
            #expect(await side.deliveries(1) == ["2 slack"])
            await outbox.takeUp()
        }
        #expect(side.attempts.map(\.id) == ["1", "2"])
        #expect(files == [])
    }

    @Test("gives up what the other side does not like, after three attempts, so that the next gets its turn")
    func refused() async {
        let clock = FlyingClock()
        let side = OtherSide(clock) { $0.id == "1" ? .refused("400") : .delivered }
        let outbox = outbox(side, [slack], clock: clock)
        await running(outbox) {
            await outbox.send([message("1"), message("2")])
            #expect(await side.deliveries(1) == ["2 slack"])
        }
        #expect(side.attempts.map(\.id) == ["1", "1", "1", "2"])
    }

    @Test("is not held up on one channel by another that never answers")
    func hanging() async {
        let clock = FlyingClock()
        let side = OtherSide(clock) { attempt in
            if attempt.channel == "slack" { try? await Task.sleep(for: .seconds(3600)) }
            return Task.isCancelled ? .failed("broken off") : .delivered
        }
        let outbox = outbox(side, [slack, webhook], clock: clock)
        await running(outbox) {
            await outbox.send([message("1"), message("2")])
            #expect(await side.deliveries(2) == ["1 webhook", "2 webhook"])
        }
        #expect(files == ["1-\(slack.id).json", "2-\(slack.id).json"])
    }

    @Test("keeps what waits in files that only their owner can read, in which no address stands; the next one sends it")
    func restart() async throws {
        let clock = FlyingClock()
        let dead = OtherSide(clock) { _ in .failed("no") }
        let first = outbox(dead, [slack], clock: clock)
        await first.send([message("1"), message("2")])
        #expect(files.count == 2)
        for file in files {
            #expect(try mode(folder.appending(file)) == 0o600)
            #expect(try !String(contentsOfFile: folder.appending(file).string, encoding: .utf8).contains("s3cret"))
        }
        #expect(try mode(folder) == 0o700)
        let side = OtherSide(clock) { _ in .delivered }
        let second = outbox(side, [webhook, slack], clock: clock)
        await running(second) { #expect(await side.deliveries(2) == ["1 slack", "2 slack"]) }
        #expect(files == [])
    }

    @Test("lets go of what was for a channel that is gone, and sets aside what cannot be read")
    func leftovers() async throws {
        let clock = FlyingClock()
        let dead = OtherSide(clock) { _ in .failed("no") }
        await outbox(dead, [slack], clock: clock).send([message("1")])
        try Data("{".utf8).write(to: URL(filePath: folder.appending("0-broken.json").string))
        let side = OtherSide(clock) { _ in .delivered }
        let second = outbox(side, [webhook], clock: clock)
        await running(second) {
            await second.send([message("2")])
            _ = await side.deliveries(1)
        }
        #expect(files == ["0-broken.json.damaged"])
        #expect(side.attempts.map(\.id) == ["2"])
    }

    @Test("sends from memory where nothing can be written")
    func fullDisk() async throws {
        try Data().write(to: URL(filePath: folder.string))
        let clock = FlyingClock()
        let side = OtherSide(clock) { _ in .delivered }
        let outbox = outbox(side, [slack], clock: clock)
        await running(outbox) {
            await outbox.send([message("1")])
            #expect(await side.deliveries(1) == ["1 slack"])
        }
    }

    @Test("holds no more than so many, and the oldest give way")
    func bounded() async throws {
        let side = OtherSide(FlyingClock()) { _ in .delivered }
        let outbox = outbox(side, [slack])
        await outbox.send((0..<Lane.most + 5).map { message("\(1000 + $0)") })
        #expect(await outbox.waiting == Lane.most)
        #expect(files.count == Lane.most)
        #expect(files.first?.hasPrefix("1005-") == true)
    }

    @Test("has one lane for a channel that is in the configuration twice")
    func twice() async {
        let side = OtherSide(FlyingClock()) { _ in .delivered }
        let outbox = outbox(side, [slack, slack])
        await outbox.send([message("1")])
        #expect(await outbox.waiting == 1)
    }
}
