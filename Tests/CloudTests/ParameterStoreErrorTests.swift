import Cloud
import Foundation
import SystemPackage
import TestSupport
import Testing
import Tools

@Suite(.temporaryFolder, .timeLimit(.minutes(5)))
struct ParameterStoreErrorTests {
    let folder = TemporaryFolder.current

    func store(
        _ endpoint: String, program: String = "aws", limit: Duration = .seconds(60), _ changes: [String: String?] = [:]
    ) -> ParameterStore {
        ParameterStore(
            ParameterStoreSettings(path: "/playout/fm", place: .init(region: "eu-west-1", endpoint: endpoint)),
            program: program, limit: limit, environment: Moto.credentials.merging(changes) { $1 })
    }

    func error(_ store: ParameterStore) async -> ParameterStoreError? {
        let error = await #expect(throws: ParameterStoreError.self) { _ = try await store.values() }
        #expect(error?.description.contains("s3cret") != true)
        return error
    }

    @Test(
        "What Amazon answers is told apart: what a person must do, and what passes",
        arguments: [
            (400, "AccessDeniedException", "ssm:GetParametersByPath", false),
            (400, "UnrecognizedClientException", "credentials", false),
            (400, "ExpiredTokenException", "renew", false), (400, "InvalidKeyId", "KMS", false),
            (400, "ThrottlingException", "tried again", true), (500, "InternalServerError", "tried again", true),
            (400, "Teapot", "Teapot", false),
        ])
    func answered(status: Int, code: String, words: String, passes: Bool) async throws {
        let answer = WebServer.Behaviour.answer(
            status, headers: ["Content-Type": "application/x-amz-json-1.1"],
            body: "{\"__type\": \"\(code)\", \"message\": \"no\"}")
        try await WebServer.run(answer) { server in
            let error = await error(store("http://127.0.0.1:\(server.port)"))
            #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
            #expect(error?.description.contains("/playout/fm") == true)
            #expect(error?.isPassing == passes)
        }
    }

    @Test("To write needs another right than to read, and the message names it")
    func writing() async throws {
        let answer = WebServer.Behaviour.answer(
            400, headers: ["Content-Type": "application/x-amz-json-1.1"],
            body: "{\"__type\": \"AccessDeniedException\", \"message\": \"no\"}")
        try await WebServer.run(answer) { server in
            let error = await #expect(throws: ParameterStoreError.self) {
                try await store("http://127.0.0.1:\(server.port)").put("s3cret-value", as: "a")
            }
            #expect(error?.description.contains("ssm:PutParameter") == true)
        }
    }

    @Test("No credentials, nobody there, a silent server and a missing program are told apart")
    func unanswered() async throws {
        let none: [String: String?] = ["AWS_ACCESS_KEY_ID": nil, "AWS_SECRET_ACCESS_KEY": nil, "HOME": "/nonexistent"]
        let without = await error(store("http://127.0.0.1:1", none))
        #expect(without?.description.contains("instance role") == true && without?.isPassing == true)
        let profile = await error(store("http://127.0.0.1:1", ["AWS_PROFILE": "nobody"]))
        #expect(profile?.description.contains("parameterStore.profile") == true && profile?.isPassing == false)
        let away = await error(store("http://127.0.0.1:1"))
        #expect(away?.description.contains("cannot be reached") == true && away?.isPassing == true)
        let missing = await error(store("http://127.0.0.1:1", program: "/nonexistent/aws"))
        #expect(missing?.description.contains("apt-get install awscli") == true && missing?.isPassing == false)
        try await WebServer.run(.hang) { server in
            let silent = await error(store("http://127.0.0.1:\(server.port)", limit: .seconds(2)))
            #expect(silent?.description.contains("2 s") == true && silent?.isPassing == true)
        }
    }

    @Test("A program that says what nobody understands is an error", arguments: ["echo nonsense", "echo '{}'"])
    func nonsense(script: String) async throws {
        try Stub.write(script, to: folder.appending("aws"))
        let error = await error(store("http://127.0.0.1:1", program: folder.appending("aws").string))
        #expect(error?.description.contains("not understood") == true)
    }

    @Test("No secret is on a command line; what is put is in a file for our eyes only, gone afterwards")
    func arguments() async throws {
        let script = """
            printf '%s\\n' "$@" >> \(folder)/arguments
            env > \(folder)/environment
            for word; do
                case "$word" in
                file://*)
                    file="${word#file://}"
                    stat -c '%a %n' "$file" "$(dirname "$file")" > \(folder)/modes
                    cat "$file" > \(folder)/input ;;
                esac
            done
            """
        try Stub.write(script, to: folder.appending("aws"))
        let store = store("http://127.0.0.1:1", program: folder.appending("aws").string)
        try await store.put("the token", as: "schedule.google.credentials")
        let text = { (name: String) in try String(contentsOfFile: folder.appending(name).string, encoding: .utf8) }
        #expect(try !text("arguments").contains("token"))
        #expect(try text("arguments").contains("--endpoint-url=http://127.0.0.1:1"))
        #expect(try text("input").contains("the token"))
        let modes = try text("modes").split(separator: "\n").map { $0.split(separator: " ") }
        #expect(modes.map { $0[0] } == ["600", "700"])
        #expect(!FileManager.default.fileExists(atPath: String(modes[1][1])))
    }
}
