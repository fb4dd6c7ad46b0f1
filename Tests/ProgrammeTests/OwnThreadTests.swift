import Dispatch
import Programme
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2))) struct OwnThreadTests {
    /// Something that hangs until it is let go, and says when it has begun to.
    private final class Hang: Sendable {
        let begun = AsyncStream<Void>.makeStream()
        private let end = DispatchSemaphore(value: 0)

        func callAsFunction() {
            begun.continuation.yield()
            end.wait()
        }

        func letGo() { end.signal() }
    }

    private final class Counter: Sendable {
        private let number = Mutex(0)
        var count: Int { number.withLock { $0 } }
        func add() { number.withLock { $0 += 1 } }
    }

    @Test("What hangs is given up on, holds one thread, and is told at once to whoever comes then; until it goes on")
    func hang() async throws {
        let thread = OwnThread("test", limit: .milliseconds(200))
        let hang = Hang()
        let others = Counter()
        await #expect(throws: OwnThread.NoAnswer.self) {
            async let first: Void = thread.run { hang() }
            for await _ in hang.begun.stream { break }
            // In the queue behind it, and given up on with it.
            async let second: Void = thread.run { others.add() }
            _ = try? await second
            try await first
        }
        // Where each waited for its own answer, this would take the time limit.
        for _ in 0..<1000 {
            await #expect(throws: OwnThread.NoAnswer.self) { try await thread.run { others.add() } }
        }
        hang.letGo()
        var answer: Int?
        while answer == nil {
            answer = try? await thread.run { 42 }
            await Task.yield()
        }
        #expect(others.count == 0)
        #expect(try await thread.run { "fine" } == "fine")
    }

    @Test("Errors come through, and one who does not wait any more is let go")
    func errors() async throws {
        struct Trouble: Error {}
        let thread = OwnThread("test", limit: .seconds(60))
        await #expect(throws: Trouble.self) { try await thread.run { throw Trouble() } }
        let hang = Hang()
        let waiter = Task { try await thread.run { hang() } }
        for await _ in hang.begun.stream { break }
        waiter.cancel()
        await #expect(throws: CancellationError.self) { try await waiter.value }
        hang.letGo()
        #expect(try await thread.run { 1 } == 1)
    }

    @Test("What takes long knows when nobody waits for it any more")
    func cancelled() async throws {
        let (begun, bell) = AsyncStream<Void>.makeStream()
        let work = Task {
            try await onOwnThread { isCancelled in
                bell.yield()
                while !isCancelled() {}
                return "given up"
            }
        }
        for await _ in begun { break }
        work.cancel()
        #expect(try await work.value == "given up")
    }
}
