import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite("Secrets in Parameter Store", .temporaryFolder, .timeLimit(.minutes(3)))
struct ParameterStoreRunTests {
    private var folder: FilePath { TemporaryFolder.current }
    private var program: Program { Program(folder: folder) }
    private let environment = [
        "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "s3cret", "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": "/nonexistent", "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent", "AWS_MAX_ATTEMPTS": "1",
    ]

    private func write(port: Int, studio: Int = 1, schedule: String = "", password: String = "") throws {
        let text = """
            station: { name: Test FM, timezone: UTC }
            library: { folder: programmes }
            studio: { host: 127.0.0.1, port: \(studio)\(password) }
            parameterStore: { path: /playout/fm, region: eu-west-1, endpoint: "http://127.0.0.1:\(port)" }
            \(schedule)
            """
        try FileManager.default.createDirectory(
            atPath: folder.appending("programmes").string, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: folder.appending("playout.yaml").string))
    }

    private func log() throws -> String {
        try String(contentsOfFile: folder.appending("run.log").string, encoding: .utf8)
    }

    private static func parameters(_ values: [String: String]) throws -> WebServer.Behaviour {
        let list = values.map { ["Name": "/playout/fm/\($0)", "Type": "SecureString", "Value": $1] }
        let body = String(decoding: try JSONSerialization.data(withJSONObject: ["Parameters": list]), as: UTF8.self)
        return .answer(200, headers: ["Content-Type": "application/x-amz-json-1.1"], body: body)
    }

    private static let busy = WebServer.Behaviour.answer(
        500, headers: ["Content-Type": "application/x-amz-json-1.1"], body: #"{"__type": "InternalServerError"}"#)

    @Test("The password and the calendar's address come from there, and before the file's")
    func found() async throws {
        let values = ["studio.password": "hackme\n", "schedule.ical": "https://user:geheim@127.0.0.1:1/a.ics"]
        let refusing = WebServer.Behaviour.answer(401, headers: ["WWW-Authenticate": "Basic realm=\"Icecast2\""])
        try await WebServer.run(Self.parameters(values)) { server in
            try await WebServer.run(refusing) { studio in
                try write(
                    port: server.port, studio: studio.port, schedule: "schedule: { ical: secret }",
                    password: ", password: x")
                let check = try await program.run(["check"], environment: environment)
                #expect(check.output.contains("the parameter /playout/fm/studio.password"))
                let schedule = try await program.run(["schedule"], environment: environment)
                #expect(schedule.messages.contains("127.0.0.1"))
                for secret in ["hackme", "geheim", "s3cret"] {
                    #expect(!(check.output + check.messages + schedule.output + schedule.messages).contains(secret))
                }
                // What is on this machine goes before it, and nobody is asked.
                let before = server.requests.count
                let nearby = ["PLAYOUT_STUDIO_PASSWORD": "y", "PLAYOUT_SCHEDULE_ICAL": "https://127.0.0.1:1/b.ics"]
                let own = try await program.run(["check"], environment: environment.merging(nearby) { $1 })
                #expect(own.output.contains("PLAYOUT_STUDIO_PASSWORD"))
                #expect(server.requests.count == before)
            }
        }
    }

    @Test("Where it is away, what the file says holds, with a warning; what needs no secret does not ask")
    func away() async throws {
        try write(port: 1, password: ", password: from-the-file")
        let check = try await program.run(["check"], environment: environment)
        #expect(check.output.contains("Parameter Store (/playout/fm)") && check.output.contains("cannot be reached"))
        #expect(try await program.run(["plan"], environment: environment).status == 0)
        try await WebServer.run(Self.busy) { server in
            try write(port: server.port)
            _ = try await program.run(["status"], environment: environment)
            _ = try await program.run(["log"], environment: environment)
            #expect(server.requests.isEmpty)
        }
    }

    @Test("The conductor waits for a password that cannot be had yet, and goes on when it comes")
    func waiting() async throws {
        let found = try Self.parameters(["studio.password": "hackme"])
        try await WebServer.run(Self.busy) { server in
            try write(port: server.port)
            try await program.conducting(environment: environment) { _ in
                while try !log().contains("is waited for") { try await Task.sleep(for: .milliseconds(50)) }
                server.behave(found)
                let status = folder.appending("state/status.json").string
                while !FileManager.default.fileExists(atPath: status) { try await Task.sleep(for: .milliseconds(50)) }
            }
            #expect(try !log().contains("hackme") && !log().contains("s3cret"))
        }
    }

    @Test("Addresses of alerts that cannot be had yet are asked for until they come, and told what they have missed")
    func awaitedAlerts() async throws {
        try await WebServer.run { receiver in
            let found = try Self.parameters(["alerts.webhook": "http://127.0.0.1:\(receiver.port)/geheim"])
            try await WebServer.run(Self.busy) { server in
                try write(
                    port: server.port, schedule: "alerts: [{ webhook: secret }]", password: ", password: from-the-file")
                // Of this somebody should know.
                try FileManager.default.removeItem(atPath: folder.appending("programmes").string)
                try await program.conducting(environment: environment) { _ in
                    while try !log().contains("still awaited") { try await Task.sleep(for: .milliseconds(50)) }
                    #expect(receiver.requests.isEmpty)
                    server.behave(found)
                    var arrivals = receiver.arrivals.makeAsyncIterator()
                    _ = await arrivals.next()
                }
                let told = try #require(receiver.requests.first)
                #expect(String(decoding: told.body, as: UTF8.self).contains("library"))
                #expect(try !log().contains("geheim"))
            }
        }
    }

    @Test("A password that nobody will ever find there is a wrong configuration, with the reason")
    func denied() async throws {
        let denied = WebServer.Behaviour.answer(
            400, headers: ["Content-Type": "application/x-amz-json-1.1"], body: #"{"__type": "AccessDeniedException"}"#)
        try await WebServer.run(denied) { server in
            try write(port: server.port)
            let run = try await program.run(["run"], environment: environment)
            #expect(run.status == 78)
            #expect(run.messages.contains("ssm:GetParametersByPath"))
        }
    }
}
