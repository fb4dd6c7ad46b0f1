import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import SystemPackage

/// Why a server gave no answer, in words that complete "the server …".
package enum WebFailure {
    /// What no server should say.
    package enum BadAnswer: Error {
        case status(UInt)
        /// A redirection to one that does not exist.
        case port(Int)
    }

    private static let timeouts: [HTTPClientError] = [.connectTimeout, .deadlineExceeded, .readTimeout]

    /// - Returns: possibly several lines, and with the address, where the system says so.
    package static func words(for error: any Error) -> String {
        switch error {
        case let error as HTTPClientError where timeouts.contains(error): "it did not answer in time"
        case let error as HTTPClientError where error == .remoteConnectionClosed:
            "it closed the connection without an answer"
        case let error as NIOConnectionError:
            if let failure = error.connectionErrors.first?.error {
                words(for: failure)
            } else {
                "there is no such host"
            }
        case let error as IOError: "\(Errno(rawValue: error.errnoCode))"
        case BadAnswer.status(let code): "it gave the status \(code), which is none"
        case BadAnswer.port(let port): "it leads to port \(port), and there are \(WebPlace.ports.upperBound)"
        case is HTTPParserError: "its answer is no HTTP"
        case is CancellationError: "it was broken off"
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: tls("\(error)")
        default: "\(error)"
        }
    }

    /// The library's own words name lines of its source.
    private static func tls(_ said: String) -> String {
        let meanings = [
            ("CERTIFICATE_VERIFY_FAILED", "its certificate has expired, or is from nobody whom this machine trusts"),
            ("ailedToValidateHostname", "its certificate is for another name"),
            ("unableToValidateCertificate", "its certificate is from nobody whom this machine trusts"),
            ("WRONG_VERSION_NUMBER", "it does not speak TLS there: http:// and another port, perhaps"),
            ("HTTP_REQUEST", "it does not speak TLS there: http:// and another port, perhaps"),
            ("UNSUPPORTED_PROTOCOL", "it speaks a version of TLS that is too old"),
            ("uncleanShutdown", "it closed the connection without an answer"),
        ]
        return meanings.first { said.contains($0.0) }?.1 ?? "the encrypted connection to it (TLS) fails"
    }
}
