import Subprocess
import SystemPackage
import Tools

/// A tool that talks to a store. It writes no file: what it brings is poured into one of ours.
struct StoreCommand: Sendable {
    typealias Output = ToolCommand.Output

    let tool: ToolCommand

    /// - Throws: `StoreError` of kind `toolMissing` or `timedOut`, or if there is more output than `most`.
    func collect(_ arguments: [String], atMost most: Int, within limit: Duration) async throws -> Output {
        try await guarded { try await tool.collect(arguments, atMost: most, within: limit) }
    }

    /// Shows what it prints to `look`, as it comes, and keeps none of it.
    /// - Throws: as `collect`.
    func watch(
        _ arguments: [String], within limit: Duration, _ look: @escaping @Sendable (String) -> Void
    ) async throws -> Output {
        let program = tool.program
        return try await guarded {
            try await tool.run(arguments) {
                try await Task.sleep(for: limit)
                throw ToolFailure.timedOut(program: program, seconds: limit.components.seconds)
            } take: { chunk, _ in
                look(String(decoding: chunk, as: UTF8.self))
            }
        }
    }

    /// Pours its standard output into `file`, and what is left after the file's size into the answer.
    /// - Parameter patience: how long it may bring next to nothing.
    func pour(_ arguments: [String], into file: StagedFile, patience: Duration) async throws -> Output {
        try await guarded {
            let output = try await tool.run(arguments) {
                try await file.untilIdle(for: patience)
                throw StoreError(
                    .timedOut, "next to nothing came for \(patience.components.seconds) s, so the transfer was ended")
            } take: { chunk, rest in
                rest += try await file.take(chunk)
                guard rest.count <= 1 << 20 else { throw StoreError(.corrupted, "more came than the store lists") }
            }
            try await file.flush()
            return output
        }
    }

    private func guarded(_ work: () async throws -> Output) async throws -> Output {
        do {
            return try await work()
        } catch let failure as ToolFailure {
            let kind: StoreError.Kind =
                switch failure {
                case .notInstalled: .toolMissing
                case .timedOut: .timedOut
                case .tooMuch, .doesNotRun: .other
                }
            throw StoreError(kind, failure.description)
        }
    }
}
