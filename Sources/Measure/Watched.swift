import Foundation
import Synchronization

/// A value that somebody changes and others wait for.
package final class Watched<Value: Sendable>: Sendable {
    private struct State {
        var value: Value
        var observers: [UUID: AsyncStream<Void>.Continuation] = [:]
    }

    private let state: Mutex<State>

    package init(_ value: Value) { state = Mutex(State(value: value)) }

    package var value: Value { state.withLock { $0.value } }

    @discardableResult
    package func change<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
        state.withLock { state in
            let result = body(&state.value)
            for observer in state.observers.values { observer.yield() }
            return result
        }
    }

    /// Waits until `find` finds in the value what it looks for; it is asked again after every change.
    /// - Parameter what: what is waited for, in words.
    /// - Throws: `TimedOut`, `CancellationError`, and what `find` throws.
    package func wait<Found: Sendable>(
        for what: String, within seconds: Double = 30, _ find: @escaping @Sendable (Value) throws -> Found?
    ) async throws -> Found {
        let (news, observer) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let id = UUID()
        state.withLock { $0.observers[id] = observer }
        defer { _ = state.withLock { $0.observers.removeValue(forKey: id) } }
        observer.yield()
        return try await withThrowingTaskGroup(of: Found.self) { group in
            group.addTask { [self] in
                for await _ in news {
                    if let found = try find(value) { return found }
                }
                throw CancellationError()
            }
            group.addTask {
                try await Task.sleep(for: .seconds(seconds))
                throw TimedOut(description: "waited \(seconds) s in vain for \(what)")
            }
            defer { group.cancelAll() }
            guard let found = try await group.next() else { throw CancellationError() }
            return found
        }
    }
}

package struct TimedOut: Error, CustomStringConvertible {
    package let description: String
}
