import UnixSignals

/// Somebody pressed Ctrl-C.
struct Interruption: Error, CustomStringConvertible {
    let description = "interrupted"

    /// Runs `body`, and cancels it at SIGINT or SIGTERM, so that it can tidy up.
    /// - Throws: `Interruption`, and whatever `body` throws.
    static func cancelling(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await body()
                return false
            }
            group.addTask {
                for await _ in signals { return true }
                return false
            }
            defer { group.cancelAll() }
            guard try await group.next() == true else { return }
            group.cancelAll()
            while let outcome = await group.nextResult() { _ = outcome }
            throw Interruption()
        }
    }
}
