import Logging

/// Work that the broadcast can do without for a moment, and not for long: what goes wrong in it ends nothing else, and
/// it is begun again.
struct Persistence: Sendable {
    let logger: Logger
    /// Before it is begun again.
    var pause: Duration = .seconds(5)

    /// Runs until cancelled.
    /// - Parameter what: the work, in a few words.
    func keepAt(_ what: String, _ work: @Sendable () async throws -> Void) async throws {
        while true {
            do {
                try await work()
                try Task.checkCancellation()
                logger.error("something ended that goes on for ever; it is begun again", metadata: ["what": "\(what)"])
            } catch {
                try Task.checkCancellation()
                logger.error(
                    "something failed, and is begun again", metadata: ["what": "\(what)", "error": "\(error)"])
            }
            try await Task.sleep(for: pause)
        }
    }
}
