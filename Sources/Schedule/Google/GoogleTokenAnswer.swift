import Foundation
import NIOHTTP1
import Programme

/// What the token endpoint gives out.
struct GoogleTokenAnswer: Sendable {
    let token: String
    let expiry: Date
    let refreshToken: String?
    /// What it is for, if that was said.
    let scope: String?

    private struct Body: Decodable {
        let token: String
        let lifetime: Double?
        let refreshToken: String?
        let scope: String?

        enum CodingKeys: String, CodingKey {
            case token = "access_token"
            case lifetime = "expires_in"
            case refreshToken = "refresh_token"
            case scope
        }
    }

    /// Bytes.
    private static let largest = 1 << 20

    static func ask(
        _ address: String, _ fields: [String: String], isServiceAccount: Bool, web: WebClient, clock: any WallClock
    ) async throws(GoogleFailure) -> GoogleTokenAnswer {
        let request = WebClient.Request(
            method: .POST, url: address, headers: [("Content-Type", "application/x-www-form-urlencoded")],
            body: Data(FormEncoding.text(fields).utf8))
        let asked = clock.now()
        let answer: WebClient.Answer
        do throws(WebClient.Failure) {
            answer = try await web.ask(request, largest: largest)
        } catch {
            throw GoogleFailure(error, at: URLComponents(string: address)?.host ?? "Google")
        }
        guard answer.status == 200 else {
            throw GoogleFailure(
                tokenStatus: answer.status, complaint: GoogleComplaint(answer.body),
                retryAfter: answer.retryAfter, isServiceAccount: isServiceAccount)
        }
        guard let body = try? JSONDecoder().decode(Body.self, from: answer.body), !body.token.isEmpty,
            body.token.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw .passing("Google's answer to the question for a token is not what it should be") }
        let seconds = min(max(body.lifetime ?? 3600, 0), 86_400)
        return GoogleTokenAnswer(
            token: body.token, expiry: asked + seconds, refreshToken: body.refreshToken, scope: body.scope)
    }
}
