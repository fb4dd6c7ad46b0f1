import Foundation
import Programme
import SystemPackage

/// Gets a token with which an account's calendars can be read: its owner signs in with a browser, which comes back to
/// this machine (the loopback flow for an installed application).
package struct GoogleLogin: Sendable {
    private let client: GoogleClient
    private let clock: any WallClock
    private let web: WebClient

    package init(client: GoogleClient, clock: any WallClock = SystemWallClock()) {
        (self.client, self.clock, web) = (client, clock, WebClient())
    }

    /// - Parameters:
    ///   - keeper: where the token goes.
    ///   - port: on this machine's loopback, to which the browser comes back; 0 for any.
    ///   - patience: how long the person may take.
    ///   - show: is given the address at which the person signs in.
    /// - Throws: `ScheduleError`.
    package func run(
        writing keeper: any GoogleCredentialsKeeper, port: Int = 0, patience: Duration = .seconds(600),
        show: @Sendable (_ address: String, _ port: Int) -> Void
    ) async throws {
        try await Self.makeWay(keeper)
        let attempt = SignInAttempt()
        let (code, redirect) = try await LoopbackServer.run(port: port) { server in
            let redirect = "http://127.0.0.1:\(server.port)"
            show(attempt.address(client: client, redirect: redirect), server.port)
            return (try await Self.code(of: attempt, from: server, patience: patience), redirect)
        }
        let answer: GoogleTokenAnswer
        do throws(GoogleFailure) {
            answer = try await GoogleTokenAnswer.ask(
                client.tokenAddress,
                [
                    "grant_type": "authorization_code", "code": code, "redirect_uri": redirect,
                    "client_id": client.id, "client_secret": client.secret, "code_verifier": attempt.verifier,
                ], isServiceAccount: false, web: web, clock: clock)
        } catch {
            throw ScheduleError("no token was given: \(error.reason)")
        }
        try await keep(answer, in: keeper)
    }

    /// A service account's key is not to be written over by mistake.
    private static func makeWay(_ keeper: any GoogleCredentialsKeeper) async throws(ScheduleError) {
        guard let data = try? await keeper.read(anew: true), !data.isEmpty else { return }
        guard let credentials = try? GoogleCredentials(data, file: keeper.name), case .user = credentials else {
            throw ScheduleError("\(keeper.name) is there already and is no token: name another file with --output")
        }
    }

    private static func code(
        of attempt: SignInAttempt, from server: LoopbackServer, patience: Duration
    ) async throws -> String {
        try await withThrowingTaskGroup(of: String.self) { group in
            group.addTask {
                for await request in server.requests {
                    switch attempt.outcome(of: request.path) {
                    case .code(let code):
                        request.answer(
                            200, "Thank you. You can close this page: whether all is well is said where you came from.")
                        return code
                    case .refused(let reason):
                        request.answer(200, "The station may not read the calendar. You can close this page.")
                        throw ScheduleError("the account's owner has not let us in (\(reason)): try again")
                    case .notOurs: request.answer(404, "There is nothing here.")
                    }
                }
                throw CancellationError()
            }
            group.addTask {
                try await Task.sleep(for: patience)
                throw ScheduleError("nobody has signed in: try again")
            }
            defer { group.cancelAll() }
            guard let code = try await group.next() else { throw CancellationError() }
            return code
        }
    }

    private func keep(_ answer: GoogleTokenAnswer, in keeper: any GoogleCredentialsKeeper) async throws(ScheduleError) {
        guard let refreshToken = answer.refreshToken else {
            throw ScheduleError("Google gave a token that lasts an hour only: try again")
        }
        if let scope = answer.scope, !scope.split(separator: " ").contains(Substring(GoogleCredentials.scope)) {
            throw ScheduleError(
                "the token is not for reading calendars: try again, and tick that calendars may be seen")
        }
        do {
            try await keeper.write(
                UserToken.data([
                    "token": answer.token, "refresh_token": refreshToken, "token_uri": client.tokenAddress,
                    "client_id": client.id, "client_secret": client.secret, "scopes": [GoogleCredentials.scope],
                    "expiry": UserToken.written(answer.expiry),
                ]))
        } catch {
            throw ScheduleError("the token cannot be written to \(keeper.name): \(error.inWords)")
        }
    }
}
