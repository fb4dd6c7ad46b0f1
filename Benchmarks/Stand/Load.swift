import Foundation
import Subprocess
import SystemPackage

/// A machine that has too much to do: two spinning processes per core.
enum Load {
    static var processes: Int { 2 * ProcessInfo.processInfo.activeProcessorCount }

    /// Keeps the machine busy for as long as `body` takes.
    /// - Parameter longest: seconds after which the processes end by themselves.
    static func during(longest: Double, _ body: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup { group in
            for _ in 0..<processes {
                group.addTask {
                    _ = try await Subprocess.run(
                        .path("/proc/self/exe"), arguments: ["spin", "\(longest)"], input: .none, output: .discarded)
                }
            }
            group.addTask { try await body() }
            defer { group.cancelAll() }
            // The first to end well is `body`, unless it takes too long.
            try await group.next()
        }
    }
}
