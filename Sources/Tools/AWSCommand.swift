/// The `aws` command, version 1 or 2, with whatever credentials the machine has: the instance's role, a profile, or the
/// environment.
package struct AWSCommand: Sendable {
    /// Where and as whom it asks.
    package struct Place: Sendable, Hashable {
        /// `nil` for what the machine says: `AWS_REGION` or the profile.
        package var region: String?
        /// Of services that are not Amazon's; `nil` for Amazon's.
        package var endpoint: String?
        /// Of the machine's AWS configuration; `nil` for what the machine says.
        package var profile: String?

        package init(region: String? = nil, endpoint: String? = nil, profile: String? = nil) {
            (self.region, self.endpoint, self.profile) = (region, endpoint, profile)
        }
    }

    package let tool: ToolCommand
    /// What every call says, whatever it is about.
    package let options: [String]

    /// - Parameters:
    ///   - program: a name on the search path, or a path.
    ///   - patience: seconds for which a connection may bring nothing.
    ///   - environment: in addition to ours; `nil` takes a variable away.
    package init(_ place: Place, program: String = "aws", patience: Int = 60, environment: [String: String?] = [:]) {
        tool = ToolCommand(
            program: program, remedy: "apt-get install awscli", passing: ["AWS_"],
            environment: [
                // Version 2 would show a long answer page by page; an option against it is unknown to version 1.
                "AWS_PAGER": "", "AWS_MAX_ATTEMPTS": "3", "AWS_CLI_AUTO_PROMPT": "off",
                "PYTHONUTF8": "1", "PYTHONIOENCODING": "utf-8",
            ].merging(environment) { $1 })
        var options = ["--output=json", "--cli-connect-timeout=5", "--cli-read-timeout=\(patience)"]
        if let region = place.region { options.append("--region=\(region)") }
        if let endpoint = place.endpoint { options.append("--endpoint-url=\(endpoint)") }
        if let profile = place.profile { options.append("--profile=\(profile)") }
        self.options = options
    }
}
