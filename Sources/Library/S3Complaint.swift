import Tools

/// What `aws` complains of, understood.
struct S3Complaint {
    let text: String
    let settings: S3Settings
    /// The object that it was about.
    var file: String?
    /// It was to be written.
    var isUpload = false

    var error: StoreError {
        if let match = text.firstMatch(of: /An error occurred \(([A-Za-z0-9._]+)\)/) {
            let code = String(match.1)
            return answered(code) ?? said(.other, "the store answers \(code)")
        }
        return unanswered ?? said(.other, "aws: \(ToolComplaint(text).lastLine)")
    }

    private var what: String { file.map { "\(settings.name)\($0)" } ?? settings.name }

    private func said(_ kind: StoreError.Kind, _ words: String) -> StoreError { StoreError(kind, "\(what): \(words)") }

    /// By what the store answered.
    private func answered(_ code: String) -> StoreError? {
        switch code {
        case "AccessDenied", "AllAccessDisabled", "403", "Forbidden":
            said(
                .denied,
                "access is denied: give these credentials s3:ListBucket on the bucket and "
                    + "\(isUpload ? "s3:GetObject and s3:PutObject" : "s3:GetObject") on its objects")
        case "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "ExpiredToken", "ExpiredTokenException",
            "InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure":
            said(.badCredentials, "the store does not take this machine's credentials (\(code)): renew them")
        case "NoSuchBucket": said(.noSuchStore, "there is no such bucket: correct library.s3.bucket")
        case "InvalidBucketName": said(.noSuchStore, "that is no bucket's name: correct library.s3.bucket")
        case "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture":
            said(.clockSkewed, "this machine's clock differs too much from the store's: set it right (timedatectl)")
        case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException", "301":
            said(.wrongRegion, "the bucket is in another region: correct library.s3.region")
        case "NoSuchKey", "404": said(.gone, "it is not there any more")
        case "PreconditionFailed", "412": said(.replaced, "it has been replaced: the new one is fetched")
        case "InvalidObjectState": said(.other, "it is in the archive: restore it, or copy it anew")
        case "SlowDown", "ServiceUnavailable", "InternalError", "RequestTimeout", "500", "502", "503", "504":
            said(.busy, "the store is busy (\(code)): it is tried again")
        default: code.hasPrefix("KMS") ? said(.denied, "its key cannot be used (\(code)): allow kms:Decrypt") : nil
        }
    }

    /// By what kept `aws` from an answer.
    private var unanswered: StoreError? {
        let endpoint = settings.place.endpoint ?? "Amazon's S3"
        for (words, kind, meaning) in [
            (
                [
                    "Unable to locate credentials", "Partial credentials", "Error when retrieving credentials",
                    "Token has expired", "SSO session", "Error loading SSO",
                ], StoreError.Kind.noCredentials,
                "this machine has no credentials for it: give it an instance role, a profile, or AWS_ACCESS_KEY_ID "
                    + "and AWS_SECRET_ACCESS_KEY in the service's environment"
            ),
            (
                ["config profile"], .noCredentials,
                "this machine's AWS configuration has no such profile: correct library.s3.profile or AWS_PROFILE"
            ),
            (["specify a region"], .wrongRegion, "no region is known: set library.s3.region"),
            (["SSL validation failed"], .unreachable, "\(endpoint) has a certificate that this machine does not trust"),
            (
                [
                    "Could not connect", "Connect timeout", "Failed to connect", "Name or service not known",
                    "Invalid endpoint",
                ], .unreachable,
                "\(endpoint) cannot be reached: see to the network, and library.s3.endpoint and region"
            ),
            (["Read timeout"], .timedOut, "\(endpoint) does not answer any more: it is tried again"),
            (
                ["did not match calculated checksum", "checksum mismatch"], .corrupted,
                "it arrived damaged: it is tried again"
            ),
            (
                [
                    "Connection was closed", "Connection broken", "IncompleteRead", "unhandled exception",
                    "Error reading from", "Connection reset", "read, but total bytes expected",
                ], .cut,
                "the connection broke off: it is tried again"
            ),
        ] where words.contains(where: { text.contains($0) }) { return said(kind, meaning) }
        return nil
    }
}
