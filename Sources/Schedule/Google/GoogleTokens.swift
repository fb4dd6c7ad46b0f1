import Foundation
import JWTKit
import Programme

/// Has an access token ready: gets one, keeps it, and gets the next before the last one runs out.
actor GoogleTokens {
    private let keeper: any GoogleCredentialsKeeper
    private let clock: any WallClock
    private let web: WebClient
    private var current: (token: String, expiry: Date)?
    /// What the credentials were when `current` was got: another file is another account.
    private var credentialsRead: Data?
    /// One that Google has given out in place of the file's.
    private var refreshToken: String?
    /// What should be known and stops nothing.
    private(set) var remark: String?

    /// Seconds before its end at which an access token is replaced.
    static let margin = 300.0

    init(keeper: any GoogleCredentialsKeeper, clock: any WallClock, web: WebClient) {
        (self.keeper, self.clock, self.web) = (keeper, clock, web)
    }

    /// Whose token it is, for messages: the service account's address.
    func account() async -> String {
        guard let data = try? await keeper.read(anew: false),
            let credentials = try? GoogleCredentials(data, file: keeper.name),
            case .serviceAccount(let key) = credentials
        else { return "the account that the token is of" }
        return key.email
    }

    /// - Parameter refused: a token that Google did not take.
    func token(insteadOf refused: String? = nil) async throws(GoogleFailure) -> String {
        _ = try await credentials(anew: false)
        if let token = goodToken(insteadOf: refused) { return token }
        // Somebody may have made new ones.
        let credentials = try await credentials(anew: true)
        if let token = goodToken(insteadOf: refused) { return token }
        switch credentials {
        case .serviceAccount(let key): return try await token(for: key)
        case .user(let token): return try await self.token(for: token)
        }
    }

    private func goodToken(insteadOf refused: String?) -> String? {
        guard let current, current.token != refused, current.expiry.timeIntervalSince(clock.now()) > Self.margin
        else { return nil }
        return current.token
    }

    private func credentials(anew: Bool) async throws(GoogleFailure) -> GoogleCredentials {
        do throws(ScheduleError) {
            let data = try await keeper.read(anew: anew)
            let credentials = try GoogleCredentials(data, file: keeper.name)
            adopt(credentials, data)
            return credentials
        } catch {
            throw error.mayPass ? .passing(error.description) : .wrong(error.description)
        }
    }

    /// A file that somebody has replaced counts at once; what we wrote ourselves does not.
    private func adopt(_ credentials: GoogleCredentials, _ data: Data) {
        guard data != credentialsRead else { return }
        let isFirst = credentialsRead == nil
        credentialsRead = data
        current = nil
        if !isFirst { refreshToken = nil }
        if case .user(let user) = credentials, let token = user.token, let expiry = user.expiry {
            current = (token, expiry)
        }
    }

    // MARK: The service account

    private struct Assertion: JWTPayload {
        let iss, scope, aud: String
        let iat, exp: Int

        func verify(using algorithm: some JWTAlgorithm) throws {}
    }

    private func token(for key: ServiceAccountKey) async throws(GoogleFailure) -> String {
        let now = clock.now().timeIntervalSince1970
        // Of a clock that is a little fast Google would say that the token is not valid yet.
        let issued = Int(now) - 30
        let payload = Assertion(
            iss: key.email, scope: GoogleCredentials.scope, aud: key.tokenAddress, iat: issued, exp: issued + 3600)
        let assertion: String
        do {
            let keys = JWTKeyCollection()
            await keys.add(rsa: try Insecure.RSA.PrivateKey(pem: key.privateKey), digestAlgorithm: .sha256)
            var header = JWTHeader()
            header.typ = "JWT"
            if let keyID = key.keyID { header.kid = keyID }
            assertion = try await keys.sign(payload, header: header)
        } catch {
            // The error itself could show the key.
            throw .wrong("\(keeper.name): its private_key cannot be used: download the service account's key again")
        }
        let answer = try await ask(
            key.tokenAddress, isServiceAccount: true,
            ["grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": assertion])
        return answer.token
    }

    // MARK: The authorised user

    private func token(for user: UserToken) async throws(GoogleFailure) -> String {
        if user.mayReadCalendars == false {
            throw .notAuthorised(
                "\(keeper.name) is not for reading calendars; make a token that is by `playout schedule login`")
        }
        let answer = try await ask(
            user.tokenAddress, isServiceAccount: false,
            [
                "grant_type": "refresh_token", "refresh_token": refreshToken ?? user.refreshToken,
                "client_id": user.clientID, "client_secret": user.clientSecret,
            ])
        if let new = answer.refreshToken { refreshToken = new }
        await keep(answer)
        return answer.token
    }

    /// The file need not be writable: what is in it goes on being good, unless Google gives out another refresh token.
    private func keep(_ answer: GoogleTokenAnswer) async {
        do {
            try await keeper.update(token: answer.token, expiry: answer.expiry, refreshToken: refreshToken)
            credentialsRead = try? await keeper.read(anew: false)
            remark = nil
        } catch {
            // It is not what somebody else has made.
            credentialsRead = try? await keeper.read(anew: false)
            remark =
                refreshToken == nil
                ? nil
                : "Google has given out another token in place of the one in \(keeper.name), which cannot be written "
                    + "(\(error.inWords)): let the user that playout runs as write to it"
        }
    }

    private func ask(
        _ address: String, isServiceAccount: Bool, _ fields: [String: String]
    ) async throws(GoogleFailure) -> GoogleTokenAnswer {
        let answer = try await GoogleTokenAnswer.ask(
            address, fields, isServiceAccount: isServiceAccount, web: web, clock: clock)
        current = (answer.token, answer.expiry)
        return answer
    }
}
