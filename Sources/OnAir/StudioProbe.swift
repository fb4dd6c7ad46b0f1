import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Programme
import Web

/// Asks the studio whether it would take us, without going on air.
///
/// It asks for a change of title that says nothing, which Icecast and Liquidsoap's harbor allow to whoever has the
/// source's password: a wrong password is answered by 401, a right one by anything else.
package struct StudioProbe: Sendable {
    package enum Answer: Sendable, Equatable {
        case accepted
        case passwordRefused
        /// There is a server, and it has no such mount.
        case noSuchMount
        /// Something answers that is no studio, or one in trouble.
        case unexpected(status: UInt)
        /// In words.
        case unreachable(String)
    }

    let studio: Studio

    package init(_ studio: Studio) { self.studio = studio }

    /// - Parameter patience: how long the studio may take.
    package func ask(patience: Duration = .seconds(5)) async -> Answer {
        var configuration = HTTPClient.Configuration.guarded
        configuration.redirectConfiguration = .disallow
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let answer: Answer
        do {
            let response = try await client.execute(request, timeout: .nanoseconds(patience.nanoseconds))
            answer = Self.answer(to: response.status.code)
        } catch {
            answer = .unreachable(WebFailure.words(for: error))
        }
        try? await client.shutdown()
        return answer
    }

    private var request: HTTPClientRequest {
        let allowed = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: "&=+"))
        let mount = studio.mount.addingPercentEncoding(withAllowedCharacters: allowed) ?? studio.mount
        var request = HTTPClientRequest(url: "\(studio.server)/admin/metadata?mode=updinfo&mount=\(mount)")
        let credentials = Data("\(studio.user):\(studio.password)".utf8).base64EncodedString()
        request.headers.add(name: "Authorization", value: "Basic \(credentials)")
        request.headers.add(name: "User-Agent", value: "playout-machine")
        return request
    }

    private static func answer(to status: UInt) -> Answer {
        switch status {
        case 401, 403: .passwordRefused
        case 404: .noSuchMount
        // Icecast: 200 if the mount is in use, 400 if nobody is on it. The harbor: 405.
        case 200..<300, 400, 405: .accepted
        default: .unexpected(status: status)
        }
    }
}

extension Duration {
    fileprivate var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
