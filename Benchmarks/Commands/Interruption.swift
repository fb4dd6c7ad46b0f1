import UnixSignals

/// Somebody pressed Ctrl-C, or closed the terminal.
struct Interruption: Error, CustomStringConvertible {
    let description = "interrupted; nothing was left running"

    /// Runs `body`, and cancels it at a signal, so that it can tidy up.
    /// - Throws: `Interruption`, and whatever `body` throws.
    static func cancelling<Result: Sendable>(
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup)
        let work = Task { try await body() }
        let watch = Task {
            for await _ in signals {
                work.cancel()
                return
            }
        }
        let outcome = await work.result
        watch.cancel()
        if work.isCancelled { throw Interruption() }
        return try outcome.get()
    }
}
