import Tools

/// What `aws ssm` complains of, understood.
struct ParameterStoreComplaint {
    let complaint: AWSComplaint
    let settings: ParameterStoreSettings
    /// What it was to do.
    let action: Action

    enum Action: String {
        case read = "ssm:GetParametersByPath"
        case write = "ssm:PutParameter"
    }

    var error: ParameterStoreError {
        if let code = complaint.code { return answered(code) }
        return complaint.obstacle.map(unanswered) ?? said("aws: \(complaint.lastLine)")
    }

    private func said(_ words: String, passes: Bool = false) -> ParameterStoreError {
        ParameterStoreError(isPassing: passes, "Parameter Store (\(settings.path)): \(words)")
    }

    /// By what Amazon answered.
    private func answered(_ code: String) -> ParameterStoreError {
        switch code {
        case "AccessDeniedException", "AccessDenied", "NotAuthorized":
            said(
                "access is denied: allow this machine's role \(action.rawValue) on parameter\(settings.path)/*, and "
                    + "the use of their key (kms:Decrypt, and kms:Encrypt to write)")
        case "UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException", "ExpiredToken",
            "ExpiredTokenException", "IncompleteSignature", "SignatureDoesNotMatch", "AuthFailure":
            said(
                "this machine's credentials are not taken (\(code)): renew them, or set the clock right (timedatectl)")
        case "InvalidKeyId", "KMSInvalidStateException", "NotFoundException", "DisabledException":
            said("the key that its values are encrypted with cannot be used (\(code)): see to it in KMS")
        case "ValidationException": said("it does not take this (\(code)): \(complaint.lastLine)")
        case "ParameterMaxVersionLimitExceeded":
            said("a parameter has too many versions with labels: remove some labels in the console")
        case "ThrottlingException", "TooManyUpdates", "InternalServerError", "ServiceUnavailable", "RequestTimeout",
            "500", "502", "503", "504":
            said("it is busy (\(code)): it is tried again", passes: true)
        default: said("it answers \(code): \(complaint.lastLine)")
        }
    }

    private func unanswered(_ obstacle: AWSComplaint.Obstacle) -> ParameterStoreError {
        let place = settings.place.endpoint ?? "Amazon"
        if let remedy = obstacle.remedy(section: "parameterStore") {
            // Of an instance, the role's come a moment after the machine.
            return said(remedy, passes: [.noCredentials, .silentRole].contains(obstacle))
        }
        return obstacle == .badCertificate
            ? said("\(place) has a certificate that this machine does not trust")
            : said("\(place) cannot be reached: see to the network; it is tried again", passes: true)
    }
}
