import Foundation

/// What another program is given of this one's environment: where things are, and which language to speak. The rest
/// is where secrets are kept, ours and those of other programs.
package enum ChildEnvironment {
    private static let names: Set<String> = [
        "PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "SSL_CERT_FILE",
        "SSL_CERT_DIR",
    ]

    package static var variables: [String: String] { kept(of: ProcessInfo.processInfo.environment) }

    package static func kept(of all: [String: String]) -> [String: String] {
        all.filter { names.contains($0.key) || $0.key.hasPrefix("LC_") }
    }
}
