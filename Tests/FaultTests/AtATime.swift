import Testing

/// So many cases at a time: more would be in each other's way, and it is their timing that is measured.
struct AtATime: SuiteTrait, TestTrait, TestScoping {
    let places: Places
    var isRecursive: Bool { true }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        await places.enter()
        do {
            try await function()
        } catch {
            await places.leave()
            throw error
        }
        await places.leave()
    }

    actor Places {
        private var free: Int
        private var waiting: [CheckedContinuation<Void, Never>] = []

        init(_ count: Int) { free = count }

        func enter() async {
            if free > 0 { free -= 1 } else { await withCheckedContinuation { waiting.append($0) } }
        }

        func leave() {
            if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
        }
    }
}

extension Trait where Self == AtATime {
    static func atATime(_ count: Int) -> Self { AtATime(places: AtATime.Places(count)) }
}
