import AsyncHTTPClient
import Programme

/// Whether a monitor could listen, without an airing: asked once.
package struct MountCheck: Sendable {
    package enum Answer: Sendable, Hashable {
        case streams
        /// Nobody is on the mount now, which is as it should be between airings.
        case waits
        case noListeners
        /// In words.
        case cannot(String)
    }

    private let mount: Mount

    package init(_ studio: Studio, _ settings: MonitorSettings) { mount = Mount(studio, settings) }

    /// Where the stream is listened to, without what may be secret in it.
    package var address: String { mount.shownURL }

    package func ask() async -> Answer {
        let client = Mount.client()
        let answer: Answer
        switch try? await mount.ask(client, hasServed: false) {
        case .stream: answer = .streams
        case .absent(.missing, _): answer = .waits
        case .absent(.unreachable, _): answer = .cannot("is not reachable")
        case .absent(_, let reason): answer = .cannot("answers \(reason)")
        case .noListeners: answer = .noListeners
        case nil: answer = .cannot("could not be asked")
        }
        try? await client.shutdown()
        return answer
    }
}
