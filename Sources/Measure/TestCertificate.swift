import Foundation
import Subprocess
import SystemPackage

/// What a server on this machine shows to prove who it is: a certificate that nobody else has signed.
package enum TestCertificate {
    /// - Returns: a file with the certificate and its key, as Icecast and Liquidsoap want it.
    package static func make(in folder: FilePath) async throws -> FilePath {
        let (certificate, key) = (folder.appending("certificate.pem"), folder.appending("key.pem"))
        _ = try await Subprocess.run(
            .name("openssl"),
            arguments: [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                "-keyout", key.string, "-out", certificate.string,
            ], output: .discarded, error: .discarded)
        let both = folder.appending("both.pem")
        let text = try [certificate, key].map { try String(contentsOfFile: $0.string, encoding: .utf8) }.joined()
        try Data(text.utf8).write(to: URL(filePath: both.string))
        return both
    }
}
