/// Lets so many through at a time; the others wait, in the order in which they came.
actor Turnstile {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(places: Int) { free = places }

    /// - Throws: what `work` throws; `CancellationError` if the task is cancelled before it is its turn.
    nonisolated func pass<Result: Sendable>(
        _ work: @Sendable () async throws -> Result
    ) async throws -> Result {
        await enter()
        do {
            // Whoever is cancelled while waiting still takes its turn, if only to give it up.
            try Task.checkCancellation()
            let result = try await work()
            await leave()
            return result
        } catch {
            await leave()
            throw error
        }
    }

    private func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    private func leave() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
