import Dispatch

/// Runs what may block, such as a disk that is slow or a network mount that hangs, on a thread of its own: the few that
/// everything else in the process runs on must not wait for it.
func onOwnThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global(qos: .utility).async { continuation.resume(with: Result { try work() }) }
    }
}
