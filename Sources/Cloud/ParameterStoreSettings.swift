import Tools

/// Where in AWS Systems Manager's Parameter Store a station's secrets are.
package struct ParameterStoreSettings: Sendable, Hashable {
    /// What their names begin with: `/playout/cambridge105` for `/playout/cambridge105/studio.password`.
    package var path: String
    package var place: AWSCommand.Place
    /// The KMS key with which what is put back is encrypted; `nil` for the account's own.
    package var key: String?

    package init(path: String, place: AWSCommand.Place = .init(), key: String? = nil) {
        (self.path, self.place, self.key) = (path, place, key)
    }
}
