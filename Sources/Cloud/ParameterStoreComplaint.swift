import Tools

/// What `aws ssm` complains of, understood.
struct ParameterStoreComplaint {
    let text: String
    let settings: ParameterStoreSettings
    /// What it was to do.
    let action: Action

    enum Action: String {
        case read = "ssm:GetParametersByPath"
        case write = "ssm:PutParameter"
    }

    var error: ParameterStoreError {
        if let match = text.firstMatch(of: /An error occurred \(([A-Za-z0-9._]+)\)/) {
            return answered(String(match.1))
        }
        return unanswered ?? said("aws: \(ToolComplaint(text).lastLine)")
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
        case "ValidationException": said("it does not take this (\(code)): \(ToolComplaint(text).lastLine)")
        case "ParameterMaxVersionLimitExceeded":
            said("a parameter has too many versions with labels: remove some labels in the console")
        case "ThrottlingException", "TooManyUpdates", "InternalServerError", "ServiceUnavailable", "RequestTimeout",
            "500", "502", "503", "504":
            said("it is busy (\(code)): it is tried again", passes: true)
        default: said("it answers \(code): \(ToolComplaint(text).lastLine)")
        }
    }

    /// By what kept `aws` from an answer.
    private var unanswered: ParameterStoreError? {
        let has = { (words: [String]) in words.contains { text.contains($0) } }
        let place = settings.place.endpoint ?? "Amazon"
        if has(["Unable to locate credentials", "Partial credentials", "Token has expired", "SSO"]) {
            // Of an instance, the role's come a moment after the machine.
            return said(
                "this machine has no credentials for it: give it an instance role, a profile, or AWS_ACCESS_KEY_ID "
                    + "and AWS_SECRET_ACCESS_KEY in the service's environment", passes: true)
        }
        if has(["Error when retrieving credentials"]) {
            return said("the instance's role gives no credentials: it is tried again", passes: true)
        }
        if has(["config profile"]) {
            return said("this machine's AWS configuration has no such profile: correct parameterStore.profile")
        }
        if has(["specify a region"]) { return said("no region is known: set parameterStore.region") }
        if has(["SSL validation failed"]) {
            return said("\(place) has a certificate that this machine does not trust")
        }
        if has([
            "Could not connect", "Connect timeout", "Failed to connect", "Name or service not known",
            "Connection was closed", "Connection reset", "Read timeout", "timed out",
        ]) {
            return said("\(place) cannot be reached: see to the network; it is tried again", passes: true)
        }
        return nil
    }
}
