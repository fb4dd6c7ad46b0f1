import Tools

/// What `aws` complains of, understood.
struct S3Complaint {
    let complaint: AWSComplaint
    let settings: S3Settings
    /// The object that it was about.
    var file: String?
    /// It was to be written.
    var isUpload = false

    var error: StoreError {
        if let code = complaint.code { return answered(code) ?? said(.other, "the store answers \(code)") }
        return complaint.obstacle.map(unanswered) ?? said(.other, "aws: \(complaint.lastLine)")
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

    private func unanswered(_ obstacle: AWSComplaint.Obstacle) -> StoreError {
        let endpoint = settings.place.endpoint ?? "Amazon's S3"
        if let remedy = obstacle.remedy(section: "library.s3") {
            return said(obstacle == .noRegion ? .wrongRegion : .noCredentials, remedy)
        }
        return switch obstacle {
        case .badCertificate:
            said(.unreachable, "\(endpoint) has a certificate that this machine does not trust")
        case .timedOut: said(.timedOut, "\(endpoint) does not answer any more: it is tried again")
        case .damaged: said(.corrupted, "it arrived damaged: it is tried again")
        case .cut: said(.cut, "the connection broke off: it is tried again")
        default:
            said(
                .unreachable,
                "\(endpoint) cannot be reached: see to the network, and library.s3.endpoint and region")
        }
    }
}
