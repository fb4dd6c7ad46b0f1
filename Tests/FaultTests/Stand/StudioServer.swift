import Foundation
import Measure
import Programme
import Synchronization
import SystemPackage

/// The studio: a real Icecast behind a tap, that can be taken away and given back.
final class StudioServer: Sendable {
    static let mount = "/test"

    /// As the station knows it.
    let host: String
    let port: Int
    let tap: ByteTap
    let password = IcecastServer.Options().sourcePassword
    private let serving = Mutex<Serving?>(nil)

    private struct Serving: Sendable {
        let task: Task<Void, any Error>
        let end: AsyncStream<Void>.Continuation
    }

    init(in network: Network?) throws {
        host = network.map { _ in Network.studioName } ?? "127.0.0.1"
        port = try freePort()
        tap = try ByteTap(to: port, at: network?.studio)
        tap.refuse()
    }

    func whileServing<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        try await start()
        do {
            let value = try await body()
            await stop()
            return value
        } catch {
            await stop()
            throw error
        }
    }

    /// Icecast is there; from now on connections are taken.
    func start(password: String? = nil) async throws {
        var options = IcecastServer.Options()
        options.port = port
        if let password { options.sourcePassword = password }
        let (ends, end) = AsyncStream<Void>.makeStream()
        let (answers, answer) = AsyncThrowingStream<Void, any Error>.makeStream()
        let task = Task { [options] in
            do {
                try await IcecastServer.run(options) { _ in
                    answer.yield()
                    for await _ in ends {}
                }
            } catch {
                answer.finish(throwing: error)
                throw error
            }
        }
        serving.withLock { $0 = Serving(task: task, end: end) }
        for try await _ in answers { break }
        try tap.listen()
    }

    /// Icecast is killed; who knocks is refused.
    func stop() async {
        tap.refuse()
        guard let serving = serving.withLock({ $0.take() }) else { return }
        serving.end.finish()
        _ = try? await serving.task.value
    }
}
