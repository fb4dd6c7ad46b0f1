import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSSL
import SystemPackage

/// Why a server gave no answer, in words that complete "the server …".
package enum WebFailure {
    private static let timeouts: [HTTPClientError] = [.connectTimeout, .deadlineExceeded, .readTimeout]

    /// - Returns: possibly several lines, and with the address, where the system says so.
    package static func words(for error: any Error) -> String {
        switch error {
        case let error as HTTPClientError where timeouts.contains(error): "it did not answer in time"
        case let error as HTTPClientError where error == .remoteConnectionClosed:
            "it closed the connection without an answer"
        case let error as NIOConnectionError:
            if let failure = error.connectionErrors.first?.error {
                (failure as? IOError).map { "\(Errno(rawValue: $0.errnoCode))" } ?? "\(failure)"
            } else {
                "there is no such host"
            }
        case let error as IOError: "\(Errno(rawValue: error.errnoCode))"
        case is CancellationError: "it was broken off"
        case is NIOSSLError, is BoringSSLError: "no trust in its certificate, or no TLS: \(error)"
        default: "\(error)"
        }
    }
}
