import Crypto
import CryptoExtras
import Foundation
import TestSupport

/// `https://oauth2.googleapis.com/token`
struct TokenEndpoint {
    let google: FakeGoogle
    let request: WebServer.Request

    private var now: Double { google.clock.now().timeIntervalSince1970 }

    func answer(_ state: inout FakeGoogle.State) -> WebServer.Behaviour {
        guard request.method == "POST",
            request.header("Content-Type")?.hasPrefix("application/x-www-form-urlencoded") == true
        else { return FakeGoogle.tokenError(400, "invalid_request", "Bad Request") }
        let form = request.form
        switch form["grant_type"] {
        case "urn:ietf:params:oauth:grant-type:jwt-bearer":
            if let complaint = complaint(aboutAssertion: form["assertion"] ?? "") {
                state.violations.append(complaint.1)
                return FakeGoogle.tokenError(400, complaint.0, complaint.1)
            }
            return grant(&state)
        case "refresh_token":
            guard isKnownClient(form) else {
                return FakeGoogle.tokenError(401, "invalid_client", "The OAuth client was not found.")
            }
            guard state.refreshTokens.contains(form["refresh_token"] ?? "") else {
                return FakeGoogle.tokenError(400, "invalid_grant", "Token has been expired or revoked.")
            }
            return grant(&state)
        case "authorization_code": return exchange(form, &state)
        default: return FakeGoogle.tokenError(400, "unsupported_grant_type", "Invalid grant_type")
        }
    }

    private func isKnownClient(_ form: [String: String]) -> Bool {
        form["client_id"] == FakeGoogle.clientID && form["client_secret"] == FakeGoogle.clientSecret
    }

    private func grant(_ state: inout FakeGoogle.State) -> WebServer.Behaviour {
        state.serial += 1
        let token = "ya29.token-\(state.serial)"
        state.granted[token] = .init(expiry: google.clock.now() + state.lifetime)
        var more = ""
        if let new = state.nextRefreshToken {
            state.refreshTokens = [new]
            state.nextRefreshToken = nil
            more = #", "refresh_token": "\#(new)""#
        }
        return .answer(
            200, headers: ["Content-Type": "application/json"],
            body: """
                {"access_token": "\(token)", "expires_in": \(Int(state.lifetime)), "token_type": "Bearer",
                "scope": "https://www.googleapis.com/auth/calendar.readonly"\(more)}
                """)
    }

    // MARK: The loopback flow

    private func exchange(_ form: [String: String], _ state: inout FakeGoogle.State) -> WebServer.Behaviour {
        guard isKnownClient(form) else { return FakeGoogle.tokenError(401, "invalid_client", "Unauthorized") }
        guard let code = state.codes.removeValue(forKey: form["code"] ?? "") else {
            return FakeGoogle.tokenError(400, "invalid_grant", "Malformed auth code.")
        }
        guard form["redirect_uri"] == code.redirect else {
            return FakeGoogle.tokenError(400, "redirect_uri_mismatch", "Bad Request")
        }
        let verifier = form["code_verifier"] ?? ""
        let challenge = Data(SHA256.hash(data: Data(verifier.utf8))).base64URL
        guard (43...128).contains(verifier.utf8.count), challenge == code.challenge else {
            return FakeGoogle.tokenError(400, "invalid_grant", "Invalid code verifier.")
        }
        state.nextRefreshToken = "1//from-login"
        return grant(&state)
    }

    // MARK: The service account's assertion

    private struct Header: Decodable { let alg, typ, kid: String }

    private struct Claims: Decodable {
        let iss, scope, aud: String
        let iat, exp: Double
    }

    private func complaint(aboutAssertion assertion: String) -> (String, String)? {
        let parts = assertion.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let header = Data(base64URL: parts[0]), let claims = Data(base64URL: parts[1]),
            let signature = Data(base64URL: parts[2]),
            let header = try? JSONDecoder().decode(Header.self, from: header),
            let claims = try? JSONDecoder().decode(Claims.self, from: claims)
        else { return ("invalid_request", "Invalid JWT: it is malformed") }
        guard header.alg == "RS256", header.typ == "JWT", header.kid == "0123456789abcdef" else {
            return ("invalid_grant", "Invalid JWT header")
        }
        guard claims.iss == FakeGoogle.email else {
            return ("invalid_grant", "Invalid grant: account not found")
        }
        let digest = SHA256.hash(data: Data("\(parts[0]).\(parts[1])".utf8))
        guard let key = FakeGoogle.key?.publicKey,
            key.isValidSignature(.init(rawRepresentation: signature), for: digest, padding: .insecurePKCS1v1_5)
        else { return ("invalid_grant", "Invalid JWT Signature.") }
        return complaint(about: claims)
    }

    private func complaint(about claims: Claims) -> (String, String)? {
        guard claims.aud == google.tokenAddress else { return ("invalid_grant", "Invalid JWT: Failed audience check.") }
        guard claims.scope == "https://www.googleapis.com/auth/calendar.readonly" else {
            return ("invalid_scope", "Invalid OAuth scope or ID token audience provided.")
        }
        // Stricter than Google, which lets five minutes pass: our clock may be fast by 25 seconds, and no more.
        guard claims.iat <= now - 5, claims.iat > now - 300, claims.exp > now, claims.exp - claims.iat <= 3600 else {
            return (
                "invalid_grant",
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
                    + "Check your iat and exp values in the JWT claim."
            )
        }
        return nil
    }
}

extension Data {
    init?(base64URL text: String) {
        let standard = text.replacing("-", with: "+").replacing("_", with: "/")
        guard !text.contains("=") else { return nil }
        self.init(base64Encoded: standard + String(repeating: "=", count: (4 - standard.count % 4) % 4))
    }

    var base64URL: String {
        base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
