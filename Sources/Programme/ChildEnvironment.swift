import Foundation

/// What another program is given of this one's environment: where things are, and which language to speak. The rest
/// is where secrets are kept, ours and those of other programs.
package enum ChildEnvironment {
    private static let names: Set<String> = [
        "PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "SSL_CERT_FILE",
        "SSL_CERT_DIR",
    ]
    /// By which a program that goes out to the network knows its way.
    private static let waysOut: Set<String> = [
        "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "REQUESTS_CA_BUNDLE", "SSH_AUTH_SOCK", "XDG_CONFIG_HOME",
    ]

    package static var variables: [String: String] { kept(of: ProcessInfo.processInfo.environment) }

    /// For a program that goes out to the network with credentials of its own, which are in variables whose names begin
    /// so.
    package static func variables(
        beginningWith prefixes: [String], of all: [String: String] = ProcessInfo.processInfo.environment
    ) -> [String: String] {
        kept(of: all).merging(
            all.filter { name, _ in
                waysOut.contains(name.uppercased()) || prefixes.contains { name.hasPrefix($0) }
            }
        ) { $1 }
    }

    package static func kept(of all: [String: String]) -> [String: String] {
        all.filter { names.contains($0.key) || $0.key.hasPrefix("LC_") }
    }
}
