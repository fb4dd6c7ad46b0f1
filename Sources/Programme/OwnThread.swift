import Dispatch
import Synchronization

/// A thread for what may block, such as a look at a disk or at a network mount that hangs: the few threads that
/// everything else in the process runs on must not wait for that. One thing at a time; what hangs holds this thread and
/// no other. Whoever waits for it is told so after a while, and whoever comes after that at once.
package final class OwnThread: Sendable {
    package struct NoAnswer: Error {}

    private struct State {
        var asked = 0
        var unfinished: Set<Int> = []
        /// Given up on, which the thread may not know yet.
        var late: Set<Int> = []
    }

    private let queue: DispatchQueue
    private let limit: Duration
    private let state = Mutex(State())

    /// - Parameters:
    ///   - what: A few words for whoever looks at the process's threads.
    ///   - limit: How long a thing may take, with what came before it.
    package init(_ what: String, limit: Duration) {
        queue = DispatchQueue(label: what, qos: .utility)
        self.limit = limit
    }

    /// - Throws: what `work` throws; `NoAnswer`; `CancellationError`. What hangs goes on by itself in either case.
    package func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let number = try begin()
        let (answers, teller) = AsyncStream<Result<Value, any Error>>.makeStream()
        queue.async { [self] in
            if !state.withLock({ $0.late.contains(number) }) { teller.yield(Result { try work() }) }
            state.withLock { state in
                state.unfinished.remove(number)
                state.late.remove(number)
            }
            teller.finish()
        }
        let patience = Task {
            try await Task.sleep(for: limit)
            state.withLock { state in
                if state.unfinished.contains(number) { state.late.insert(number) }
            }
            teller.finish()
        }
        defer { patience.cancel() }
        for await answer in answers { return try answer.get() }
        try Task.checkCancellation()
        throw NoAnswer()
    }

    private func begin() throws -> Int {
        try state.withLock { state in
            guard state.late.isEmpty else { throw NoAnswer() }
            state.asked += 1
            state.unfinished.insert(state.asked)
            return state.asked
        }
    }
}

/// For what blocks for as long as it takes, such as reading a recording to its end.
package func onOwnThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await onOwnThread { _ in try work() }
}

/// - Parameter work: is given what tells whether anybody still waits for it.
package func onOwnThread<Value: Sendable>(
    _ work: @escaping @Sendable (_ isCancelled: () -> Bool) throws -> Value
) async throws -> Value {
    let cancelled = Flag()
    return try await withTaskCancellationHandler {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global(qos: .utility).async {
                continuation.resume(with: Result { try work { cancelled.isUp.load(ordering: .relaxed) } })
            }
        }
    } onCancel: {
        cancelled.isUp.store(true, ordering: .relaxed)
    }
}

private final class Flag: Sendable {
    let isUp = Atomic(false)
}
