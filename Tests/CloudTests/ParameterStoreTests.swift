import Cloud
import Foundation
import Programme
import SystemPackage
import TestSupport
import Testing
import Tools

/// A path of a test's own in Parameter Store, as moto serves it.
struct Parameters {
    let path = "/playout/\(UUID().uuidString.lowercased())"

    func store(key: String? = nil) -> ParameterStore {
        ParameterStore(
            ParameterStoreSettings(path: path, place: .init(region: "eu-west-1", endpoint: Moto.endpoint), key: key),
            environment: Moto.credentials)
    }

    /// What the `aws` command says, asked as one asks by hand.
    func aws(_ arguments: String...) async throws -> [String: Any] {
        let aws = AWSCommand(.init(region: "eu-west-1", endpoint: Moto.endpoint), environment: Moto.credentials)
        let output = try await aws.tool.collect(
            ["ssm"] + arguments + aws.options, atMost: 1 << 20, within: .seconds(60))
        #expect(output.isSuccess, "\(output.complaints)")
        return try #require(JSONSerialization.jsonObject(with: Data(output.bytes)) as? [String: Any])
    }

    func facts(of name: String) async throws -> [String: Any] {
        let answer = try await aws("get-parameter", "--name=\(path)/\(name)", "--with-decryption")
        return try #require(answer["Parameter"] as? [String: Any])
    }
}

@Suite(.moto, .temporaryFolder, .timeLimit(.minutes(5)))
struct ParameterStoreTests {
    let parameters = Parameters()

    @Test("All that is below the path is read and decrypted, however many pages it is, and nothing else")
    func reading() async throws {
        for number in 0..<12 {
            _ = try await parameters.aws(
                "put-parameter", "--name=\(parameters.path)/n.\(number)", "--type=SecureString",
                "--value=secret \(number)")
        }
        _ = try await parameters.aws(
            "put-parameter", "--name=\(parameters.path)-other/n.12", "--type=String", "--value=x")
        _ = try await parameters.aws(
            "put-parameter", "--name=\(parameters.path)/list", "--type=StringList", "--value=a,b")
        let values = try await parameters.store().values()
        #expect(values == Dictionary(uniqueKeysWithValues: (0..<12).map { ("n.\($0)", "secret \($0)") }))
        #expect(try await parameters.store().value("n.3") == "secret 3")
        #expect(try await parameters.store().value("n.12") == nil)
    }

    @Test("A path with nothing below it is none to complain of")
    func nothing() async throws {
        #expect(try await parameters.store().values() == [:])
    }

    @Test("What is put is encrypted, takes the place of what was there, and comes back byte for byte")
    func putting() async throws {
        let awkward = "{\"a\": \"line\\nfeed\", \"b\": \"'quote' $(touch x) `y` é 🎙\"}\n"
        for value in ["first", awkward, "file:///etc/passwd", "http://127.0.0.1:1/x"] {
            try await parameters.store().put(value, as: "schedule.google.credentials")
            #expect(try await parameters.store().value("schedule.google.credentials") == value)
        }
        let facts = try await parameters.facts(of: "schedule.google.credentials")
        #expect(facts["Type"] as? String == "SecureString")
        #expect(facts["Version"] as? Int == 4)
        try await parameters.store(key: "alias/aws/ssm").put("with a key", as: "b")
        #expect(try await parameters.store().value("b") == "with a key")
    }

    @Test("A value that is too long for a parameter is not put, and what was there stays")
    func tooLong() async throws {
        try await parameters.store().put("first", as: "a")
        let error = await #expect(throws: ParameterStoreError.self) {
            try await parameters.store().put(String(repeating: "x", count: 4097), as: "a")
        }
        #expect(error?.description.contains("4097") == true && error?.isPassing == false)
        #expect(try await parameters.store().value("a") == "first")
    }
}
