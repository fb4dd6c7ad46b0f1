/// A bucket, or a part of one, as a library.
package struct S3Settings: Sendable, Hashable {
    package var bucket: String
    /// What the recordings' keys begin with: a folder, with or without the `/` at its end; empty for the whole bucket.
    package var prefix: String
    /// `nil` for what the machine says: `AWS_REGION` or the profile.
    package var region: String?
    /// Of a store that is not Amazon's; `nil` for Amazon's.
    package var endpoint: String?
    /// Of the machine's AWS configuration; `nil` for what the machine says.
    package var profile: String?

    package init(
        bucket: String, prefix: String = "", region: String? = nil, endpoint: String? = nil, profile: String? = nil
    ) {
        (self.bucket, self.region, self.endpoint, self.profile) = (bucket, region, endpoint, profile)
        self.prefix = prefix.isEmpty || prefix.hasSuffix("/") ? prefix : prefix + "/"
    }

    /// `s3://bucket/prefix`
    package var name: String { "s3://\(bucket)/\(prefix)" }
}
