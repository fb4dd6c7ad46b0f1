import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
import Programme
import Web

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
        var configuration = HTTPClient.Configuration.guarded
        configuration.timeout = .init(connect: .milliseconds(Int64(patience * 1000)))
        // Nothing secret is sent; a certificate that has expired is no reason to hear nothing.
        var encryption = TLSConfiguration.makeClientConfiguration()
        encryption.certificateVerification = .none
        configuration.tlsConfiguration = encryption
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// - Parameter hasServed: there has been a stream at this address.
    /// - Throws: `CancellationError`.
    func ask(_ client: HTTPClient, hasServed: Bool) async throws -> Answer {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "User-Agent", value: "playout-machine monitor")
        do {
            let response = try await client.execute(
                request, timeout: .milliseconds(Int64(Self.patience * 1000)))
            if response.status.code == 200 { return .stream(response.body) }
            return try await refusal(response, hasServed: hasServed)
        } catch {
            try Task.checkCancellation()
            return .absent(.unreachable, reason: "\(error)")
        }
    }

    /// That nobody is on the mount can be said by an Icecast, or by what stands before it, in its own words. A harbor
    /// says 404 to listeners whether somebody is on the mount or not. Of a stranger's 404 nothing can be said, before
    /// it has served a stream.
    private func refusal(_ response: HTTPClientResponse, hasServed: Bool) async throws -> Answer {
        let reason = "\(response.status.code) \(response.status.reasonPhrase)"
        let isIcecast = response.headers.first(name: "Server")?.lowercased().hasPrefix("icecast") == true
        guard isStudio, !hasServed, !isIcecast, response.status.code == 404 else {
            return .absent(response.status.code == 404 ? .missing : .refused, reason: reason)
        }
        let said = await Self.beginning(of: response.body)
        if said.contains("Liquidsoap") { return .noListeners }
        return .absent(said.contains("The file you requested could not be found") ? .missing : .refused, reason: reason)
    }

    private static func beginning(of body: HTTPClientResponse.Body) async -> String {
        await withTaskGroup(of: String.self) { group in
            group.addTask {
                var kept: [UInt8] = []
                do {
                    for try await chunk in body where kept.count < 4096 { kept += chunk.readableBytesView.prefix(4096) }
                } catch {}
                return String(decoding: kept, as: UTF8.self)
            }
            group.addTask {
                try? await Task.sleep(for: .seconds(patience))
                return ""
            }
            defer { group.cancelAll() }
            return await group.next() ?? ""
        }
    }

    /// The address as it may be shown: whatever is in a query may be a token.
    var shownURL: String {
        guard var parts = URLComponents(string: url) else { return isStudio ? url : "monitor.url" }
        (parts.query, parts.fragment, parts.user, parts.password) = (nil, nil, nil, nil)
        return parts.string ?? "monitor.url"
    }
}

extension Studio {
    var listeningURL: String {
        let path = mount.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? mount
        return "\(server)\(path)"
    }
}
