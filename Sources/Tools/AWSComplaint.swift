/// What `aws` complains of, whatever it was asked.
package struct AWSComplaint: Sendable {
    /// What kept it from an answer.
    package enum Obstacle: Sendable, CaseIterable {
        case noCredentials
        /// The instance has a role, and its credentials cannot be had now.
        case silentRole
        case noProfile, noRegion, badCertificate, unreachable, timedOut, damaged, cut
    }

    private let text: String

    package init(_ text: String) { self.text = text }

    /// What the service answered: `AccessDenied`; `nil` if there is none.
    package var code: String? { text.firstMatch(of: /An error occurred \(([A-Za-z0-9._]+)\)/).map { String($0.1) } }

    /// `nil` if it says something that nobody knows.
    package var obstacle: Obstacle? {
        Obstacle.allCases.first { $0.words.contains { text.contains($0) } }
    }

    package var lastLine: String { ToolComplaint(text).lastLine }
}

extension AWSComplaint.Obstacle {
    /// In its own words, of version 1 or 2; the first case of which some are there is meant.
    fileprivate var words: [String] {
        switch self {
        case .noCredentials:
            [
                "Unable to locate credentials", "Partial credentials", "Token has expired", "SSO session",
                "Error loading SSO",
            ]
        case .silentRole: ["Error when retrieving credentials"]
        case .noProfile: ["config profile"]
        case .noRegion: ["specify a region"]
        case .badCertificate: ["SSL validation failed"]
        case .unreachable:
            [
                "Could not connect", "Connect timeout", "Failed to connect", "Name or service not known",
                "Invalid endpoint",
            ]
        case .timedOut: ["Read timeout", "timed out"]
        case .damaged: ["did not match calculated checksum", "checksum mismatch"]
        case .cut:
            [
                "Connection was closed", "Connection broken", "IncompleteRead", "unhandled exception",
                "Error reading from", "Connection reset", "read, but total bytes expected",
            ]
        }
    }
}

extension AWSComplaint.Obstacle {
    /// What to do against one of the machine's, whatever was asked; `nil` for the others.
    /// - Parameter section: of the settings.
    package func remedy(section: String) -> String? {
        switch self {
        case .noCredentials:
            "this machine has no credentials for it: give it an instance role, a profile, or AWS_ACCESS_KEY_ID "
                + "and AWS_SECRET_ACCESS_KEY in the service's environment"
        case .silentRole: "the instance's role gives no credentials: it is tried again"
        case .noProfile:
            "this machine's AWS configuration has no such profile: correct \(section).profile or AWS_PROFILE"
        case .noRegion: "no region is known: set \(section).region"
        case .badCertificate, .unreachable, .timedOut, .damaged, .cut: nil
        }
    }
}
