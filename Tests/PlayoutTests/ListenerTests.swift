import Foundation
import Logging
import Monitor
import Programme
import Synchronization
import Testing

@testable import playout

/// In the place of monitors: each listening ends when it is told to, and may say something even then.
private final class Ears: Sendable {
    typealias Heard = @Sendable (Hearing) async -> Void

    private let begun = Mutex<[(heard: Heard, end: CheckedContinuation<Void, any Error>)]>([])
    let (beginnings, bell) = AsyncStream<Int>.makeStream()

    @Sendable func listen(_ subject: Listener.Subject, heard: @escaping Heard) async throws {
        try await withCheckedThrowingContinuation { end in
            let count = begun.withLock {
                $0.append((heard, end))
                return $0.count
            }
            bell.yield(count)
        }
    }

    func say(_ hearing: Hearing, by index: Int) async {
        let heard = begun.withLock { $0[index].heard }
        await heard(hearing)
    }

    func end(_ index: Int, throwing error: any Error = CancellationError()) {
        begun.withLock { $0[index].end }.resume(throwing: error)
    }
}

@Suite("Listening", .timeLimit(.minutes(3))) struct ListenerTests {
    private let noon = Date(rfc3339: "2026-11-22T12:00:00Z")!
    private let ears = Ears()
    private let told = AsyncStream<String>.makeStream()

    private func subject(_ file: String, studio: Studio = Studio()) throws -> Listener.Subject {
        let segment = Segment(
            file: file, startsAt: noon, cueOut: 600, pid: try PID("a"), title: "A", origin: .scheduled)
        let airing = Airing(
            onAir: noon, offAir: noon + 600, fadedOutBy: nil, offAirBy: noon + 600, title: "A", pid: try PID("a"),
            origin: .scheduled, segments: [segment])
        return Listener.Subject(airing: airing, studio: studio)
    }

    private func listener(_ sleep: @escaping @Sendable (Double) async throws -> Void = { _ in }) -> Listener {
        Listener(
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), listen: ears.listen,
            sleep: sleep
        ) { [teller = told.continuation] _, news in
            switch news {
            case .heard(let hearing): teller.yield("\(hearing.kind)")
            case .deaf: teller.yield("deaf")
            case .stopped: teller.yield("stopped")
            }
        }
    }

    private func news(_ count: Int) async -> [String] {
        var (found, iterator) = ([String](), told.stream.makeAsyncIterator())
        while found.count < count, let next = await iterator.next() { found.append(next) }
        return found
    }

    private func untilBegun(_ count: Int) async {
        for await begun in ears.beginnings where begun == count { return }
    }

    @Test("tells nothing that an airing's last listening says after another one has begun")
    func late() async throws {
        let listener = listener()
        try await listener.telling {
            await listener.follow([try subject("a.mp3")])
            await untilBegun(1)
            await ears.say(Hearing(.silent, since: noon), by: 0)
            #expect(await news(1) == ["silent"])
            // The same airing, its rest being another recording.
            await listener.follow([try subject("b.mp3")])
            await untilBegun(2)
            await ears.say(Hearing(.missing, since: noon), by: 0)
            await ears.say(Hearing(.sound, since: noon), by: 1)
            await ears.say(Hearing(.frozen, since: noon), by: 0)
            ears.end(0)
            await ears.say(Hearing(.silent, since: noon), by: 1)
            #expect(await news(3) == ["stopped", "sound", "silent"])
            // Its next engine goes to another studio.
            await listener.follow([try subject("b.mp3", studio: Studio(mount: "/other"))])
            await untilBegun(3)
            await ears.say(Hearing(.missing, since: noon), by: 1)
            await ears.say(Hearing(.sound, since: noon), by: 2)
            #expect(await news(2) == ["stopped", "sound"])
            await listener.follow([])
            #expect(await news(1) == ["stopped"])
            for ended in 1...2 { ears.end(ended) }
        }
    }

    @Test("is tried again where there was none to be had, for as long as the airing is on, after a pause")
    func deaf() async throws {
        let pauses = Mutex<[Double]>([])
        let listener = listener { pause in pauses.withLock { $0.append(pause) } }
        try await listener.telling {
            await listener.follow([try subject("a.mp3")])
            for count in 1...3 {
                await untilBegun(count)
                ears.end(count - 1, throwing: Monitor.Failure.noDecoder("ffmpeg"))
            }
            await untilBegun(4)
            await ears.say(Hearing(.sound, since: noon), by: 3)
            #expect(await news(4) == ["deaf", "deaf", "deaf", "sound"])
            ears.end(3)
        }
        #expect(pauses.withLock { $0.count } == 3)
        #expect(pauses.withLock { $0 }.allSatisfy { $0 > 5 })
    }

    @Test("says of a monitor that there is none to listen to without what may be secret in its address")
    func address() {
        let settings = MonitorSettings(url: "https://listen.example.org/live?token=s3cret")
        #expect(MountCheck(Studio(), settings).address == "https://listen.example.org/live")
    }
}
