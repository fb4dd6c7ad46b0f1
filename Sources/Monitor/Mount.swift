import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
import Programme

/// What listeners connect to.
struct Mount {
    enum Answer {
        case stream(HTTPClientResponse.Body)
        case absent(Hearing.Kind, reason: String)
        /// This is no server that a stream could be listened to from.
        case noListeners
    }

    let url: String
    /// It is the studio itself, which may be a harbor.
    let isStudio: Bool

    init(_ studio: Studio, _ settings: MonitorSettings) {
        (url, isStudio) = (settings.url ?? studio.listeningURL, settings.url == nil)
    }

    /// Seconds for which a server may be silent when it is asked.
    private static let patience = 3.0

    static func client() -> HTTPClient {
        var configuration = HTTPClient.Configuration()
        configuration.httpVersion = .http1Only
        configuration.timeout = .init(connect: .milliseconds(Int64(patience * 1000)))
        // Nothing secret is sent; a certificate that has expired is no reason to hear nothing.
        var encryption = TLSConfiguration.makeClientConfiguration()
        encryption.certificateVerification = .none
        configuration.tlsConfiguration = encryption
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// - Throws: `CancellationError`.
    func ask(_ client: HTTPClient) async throws -> Answer {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "User-Agent", value: "playout-machine monitor")
        do {
            let response = try await client.execute(
                request, timeout: .milliseconds(Int64(Self.patience * 1000)))
            return answer(response)
        } catch {
            try Task.checkCancellation()
            return .absent(.unreachable, reason: "\(error)")
        }
    }

    private func answer(_ response: HTTPClientResponse) -> Answer {
        let isIcecast = response.headers.first(name: "Server")?.lowercased().hasPrefix("icecast") == true
        switch response.status.code {
        case 200: return .stream(response.body)
        // A harbor says 404 to listeners whether somebody is on the mount or not, and never who it is.
        case 400..<500 where isStudio && !isIcecast: return .noListeners
        case 404: return .absent(.missing, reason: "\(response.status)")
        default: return .absent(.refused, reason: "\(response.status)")
        }
    }
}

extension Studio {
    fileprivate var listeningURL: String {
        let path = mount.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? mount
        return "\(tls ? "https" : "http")://\(host.contains(":") ? "[\(host)]" : host):\(port)\(path)"
    }
}
