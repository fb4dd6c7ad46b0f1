import Tools

/// A bucket, or a part of one, as a library.
package struct S3Settings: Sendable, Hashable {
    package var bucket: String
    /// What the recordings' keys begin with: a folder, with or without the `/` at its end; empty for the whole bucket.
    package var prefix: String
    package var place: AWSCommand.Place

    package init(bucket: String, prefix: String = "", place: AWSCommand.Place = .init()) {
        (self.bucket, self.place) = (bucket, place)
        self.prefix = prefix.isEmpty || prefix.hasSuffix("/") ? prefix : prefix + "/"
    }

    /// `s3://bucket/prefix`
    package var name: String { "s3://\(bucket)/\(prefix)" }
}
