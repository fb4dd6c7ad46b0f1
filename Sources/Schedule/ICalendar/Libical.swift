import CLibical
import Dispatch
import Foundation

/// The one place at which libical is at work: it keeps things in global variables.
enum Libical {
    /// Not where everything else runs: a large calendar takes a while, and nothing on air waits for it.
    private static let queue = DispatchQueue(label: "playout.calendar", qos: .utility)
    private static let isSetUp: Void = {
        icalerror_set_errors_are_fatal(0)
        ical_set_unknown_token_handling_setting(ICAL_ASSUME_IANA_TOKEN)
    }()

    static func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async {
                _ = isSetUp
                continuation.resume(with: Result { try work() })
                // What libical keeps of this thread for later.
                icalmemory_free_ring()
            }
        }
    }
}
