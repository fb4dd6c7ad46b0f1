import Foundation
import Library
import SystemPackage
import TestSupport
import Testing
import Tools

@Suite(.temporaryFolder, .timeLimit(.minutes(5)))
struct S3ErrorTests {
    func store(
        _ endpoint: String, bucket: String = "station", program: String = "aws", limit: Duration = .seconds(60),
        _ changes: [String: String?] = [:]
    ) -> S3Store {
        let settings = S3Settings(bucket: bucket, place: .init(region: "us-east-1", endpoint: endpoint))
        return S3Store(
            settings, program: program, listingLimit: limit, environment: Moto.credentials.merging(changes) { $1 })
    }

    func error(_ store: S3Store) async -> StoreError? {
        await #expect(throws: StoreError.self) { _ = try await store.list() }
    }

    static let answers: [(Int, String, StoreError.Kind, String)] = [
        (403, "AccessDenied", .denied, "s3:ListBucket"), (403, "InvalidAccessKeyId", .badCredentials, "renew"),
        (403, "SignatureDoesNotMatch", .badCredentials, "renew"), (400, "ExpiredToken", .badCredentials, "renew"),
        (404, "NoSuchBucket", .noSuchStore, "library.s3.bucket"),
        (403, "RequestTimeTooSkewed", .clockSkewed, "timedatectl"),
        (400, "AuthorizationHeaderMalformed", .wrongRegion, "library.s3.region"),
        (503, "SlowDown", .busy, "tried again"), (418, "Teapot", .other, "Teapot"),
    ]

    @Test("What the store answers is told apart, with what to do", arguments: answers)
    func answered(status: Int, code: String, kind: StoreError.Kind, part: String) async throws {
        let body = "<?xml version=\"1.0\"?><Error><Code>\(code)</Code><Message>no</Message></Error>"
        try await WebServer.run(.answer(status, headers: ["Content-Type": "application/xml"], body: body)) { server in
            let error = await error(store("http://127.0.0.1:\(server.port)"))
            #expect(error?.kind == kind)
            #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
            #expect(error?.description.contains("s3://station/") == true)
        }
    }

    @Test("A machine without credentials, a store that is away, one that hangs, and a missing program are told apart")
    func unanswered() async throws {
        let none: [String: String?] = ["AWS_ACCESS_KEY_ID": nil, "AWS_SECRET_ACCESS_KEY": nil, "HOME": "/nonexistent"]
        #expect(await error(store("http://127.0.0.1:1", none))?.kind == .noCredentials)
        #expect(await error(store("http://127.0.0.1:1", ["AWS_PROFILE": "nobody"]))?.kind == .noCredentials)
        #expect(await error(store("http://127.0.0.1:1"))?.kind == .unreachable)
        #expect(await error(store("http://127.0.0.1:1", program: "/nonexistent/aws"))?.kind == .toolMissing)
        try await WebServer.run(.hang) { server in
            let hanging = store("http://127.0.0.1:\(server.port)", limit: .seconds(3))
            #expect(await error(hanging)?.kind == .timedOut)
        }
    }

    @Test(
        "A program that says what nobody understands is an error, and no secret is in it",
        arguments: [
            "echo '{\"Contents\": [{\"Key\": 3}]}'", "echo 'not JSON'",
            "echo \"bad: $AWS_SECRET_ACCESS_KEY\" >&2; exit 1",
            "echo 'https://me:s3cret-of-the-test@host/ failed' >&2; exit 1", "kill -9 $$",
        ])
    func nonsense(script: String) async throws {
        let program = TemporaryFolder.current.appending("aws")
        try Stub.write(script, to: program)
        let error = await error(
            store(
                "http://127.0.0.1:1", program: program.string,
                [
                    "AWS_SECRET_ACCESS_KEY": "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4"
                ]))
        #expect(error?.kind == .other)
        #expect(error?.description.contains("s3cret") == false && error?.description.contains("Zm9v") == false)
    }

    @Test("What is given to the program is on no command line that has a secret in it")
    func arguments() async throws {
        let folder = TemporaryFolder.current
        try Stub.write("printf '%s\\n' \"$@\" > \(folder)/arguments", to: folder.appending("aws"))
        #expect(try await store("http://127.0.0.1:1", program: folder.appending("aws").string).list() == [])
        let arguments = try String(contentsOfFile: folder.appending("arguments").string, encoding: .utf8)
        #expect(arguments.contains("--endpoint-url=http://127.0.0.1:1") && arguments.contains("--bucket=station"))
        #expect(!arguments.contains("s3cret"))
    }
}
