import Tools

/// Where and as whom Amazon's services are asked.
struct AWSReader {
    let section: Section

    func read() -> AWSCommand.Place {
        let word = "letters, digits, - and _"
        let region = section.text("region", expected: "an AWS region such as eu-west-1") { region in
            region.wholeMatch(of: /[A-Za-z0-9_\-]+/) != nil
                ? nil : "expected an AWS region such as eu-west-1 (\(word)), found \(region.quotedForMessage)"
        }
        let profile = section.text("profile", expected: "the name of an AWS profile") { profile in
            profile.hasPrefix("-") ? "expected the name of an AWS profile, found \(profile.quotedForMessage)" : nil
        }
        let endpoint = section.text("endpoint", expected: Self.endpointWords, complaint: Self.complaint(aboutEndpoint:))
        return AWSCommand.Place(region: region, endpoint: endpoint, profile: profile)
    }

    private static let endpointWords = "an address that begins with https://"

    /// An address is shown in errors, and stands on a command line: there must be no secret in it.
    private static func complaint(aboutEndpoint text: String) -> String? {
        if text.contains("@") || text.contains("?") {
            return "expected \(endpointWords), without a user, a password or a ?"
        }
        let isAddress = text.wholeMatch(of: /https?:\/\/[A-Za-z0-9.\-\[\]:]+(\/[A-Za-z0-9._~\/\-]*)?/) != nil
        return isAddress ? nil : "expected \(endpointWords), found \(text.quotedForMessage)"
    }
}
