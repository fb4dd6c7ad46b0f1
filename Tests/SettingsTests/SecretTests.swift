import Foundation
import Programme
import SystemPackage
import Testing

@testable import playout

@Suite("The studio's password")
struct SecretTests {
    private let withPassword = Sample(studio: "{ host: h, password: from-file }")
    private let without = Sample(studio: "{ host: h }")

    @Test("comes from the environment, else a systemd credential, else the file")
    func precedence() throws {
        let folder = try TemporaryFolder()
        try folder.write("from-credential\n", to: "studio.password")
        var environment = ["PLAYOUT_STUDIO_PASSWORD": "from-environment", "CREDENTIALS_DIRECTORY": folder.path.string]
        let credential = folder.path.appending("studio.password")

        let first = try withPassword.settings(environment: environment)
        #expect(first.studio.password == "from-environment")
        #expect(first.studioPassword?.origin == .environment(variable: "PLAYOUT_STUDIO_PASSWORD"))

        environment["PLAYOUT_STUDIO_PASSWORD"] = ""
        let second = try withPassword.settings(environment: environment)
        #expect(second.studio.password == "from-credential")
        #expect(second.studioPassword?.origin == .systemdCredential(credential))
        #expect(second.studioPassword?.origin.description == "the systemd credential \(credential)")

        try FileManager.default.removeItem(atPath: credential.string)
        let third = try withPassword.settings(environment: environment)
        #expect(third.studio.password == "from-file")
        #expect(third.studioPassword?.origin == .file("playout.yaml"))
    }

    @Test("may be nowhere until something connects to the studio")
    func nowhere() throws {
        let settings = try without.settings()
        #expect(settings.studioPassword == nil)
        #expect(settings.studio.password == "")
        #expect(settings.warnings == [StudioReader.noPassword])
        let error = #expect(throws: ConfigurationError.self) { try settings.requirePassword() }
        #expect(error?.description == "/station/playout.yaml: \(StudioReader.noPassword)")
        #expect(throws: Never.self) { try withPassword.settings().requirePassword() }
    }

    @Test(
        "loses one line break at the end of its credential, and nothing else",
        arguments: [("pw", "pw"), ("pw\n", "pw"), ("pw\r\n", "pw"), (" p w ", " p w ")])
    func credential(written: String, meant: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(written, to: "studio.password")
        let settings = try without.settings(environment: ["CREDENTIALS_DIRECTORY": folder.path.string])
        #expect(settings.studio.password == meant)
    }

    @Test(
        "that cannot be one is an error that does not show it",
        arguments: [
            ("", "the secret is empty"), ("\n", "the secret is empty"),
            ("topsecret\n\n", "the secret contains a line break or another control character"),
            ("top\u{0}secret", "the secret contains a line break or another control character"),
        ])
    func badCredential(written: String, complaint: String) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(written, to: "studio.password")
        let said = problems(without.text, environment: ["CREDENTIALS_DIRECTORY": folder.path.string])
        #expect(said == ["studio.password: the systemd credential \(path): \(complaint)"])
    }

    @Test("in a credential that cannot be read is an error, not a reason to look further")
    func unreadableCredential() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(
            atPath: folder.path.appending("studio.password").string, withIntermediateDirectories: false)
        let said = problems(withPassword.text, environment: ["CREDENTIALS_DIRECTORY": folder.path.string])
        let path = folder.path.appending("studio.password")
        #expect(
            said == ["studio.password: the systemd credential \(path) cannot be read: it is a folder; put it right"])
    }

    @Test("in a file that everybody can read is warned about, with the remedy")
    func readableByOthers() throws {
        let folder = try TemporaryFolder()
        func warnings(mode: Int, text: String) throws -> [String] {
            try folder.write(text, to: "playout.yaml", mode: mode)
            return try Settings.local(
                config: nil, environment: ["PLAYOUT_STUDIO_PASSWORD": "x"], workingFolder: folder.path
            ).warnings
        }
        #expect(
            try warnings(mode: 0o644, text: withPassword.text) == [
                "playout.yaml holds studio.password and everybody on this machine can read it; "
                    + "chmod 640 \(folder.path)/playout.yaml"
            ])
        #expect(try warnings(mode: 0o640, text: withPassword.text) == [])
        #expect(try warnings(mode: 0o644, text: without.text) == [])
    }

    @Test("is in nothing that prints the settings")
    func notPrinted() throws {
        let settings = try Sample(studio: "{ host: h, password: topsecret }").settings()
        let secret = try #require(settings.studioPassword)
        var dumped = ""
        dump(settings, to: &dumped)
        dump(settings.studio, to: &dumped)
        dump(secret, to: &dumped)
        let printed = [
            "\(settings)", String(reflecting: settings), "\(settings.studio)", String(reflecting: settings.studio),
            "\(secret)", String(reflecting: secret), "\(Optional(secret) as Any)", "\([settings.studio])", dumped,
        ]
        for text in printed { #expect(!text.contains("topsecret")) }
        #expect("\(secret)" == "••••")
        #expect(dumped.contains("••••"))
    }

    @Test(
        "is in no message about the configuration",
        arguments: [
            "{ host: h, password: topsecret", "{ host: h, password: topsecret, password: topsecret }",
            "{ host: h, password: \"topsecret\\x01\" }", "topsecret", "{ host: h, password: *topsecret }",
            "{ host: h, password: { topsecret: 1 } }", "{ host: h, password: [ topsecret ] }",
            "{ host: h, password: \"topsecret }",
        ])
    func notInMessages(studio: String) {
        let said = problems(Sample(studio: studio).text)
        #expect(!said.isEmpty)
        #expect(!said.joined().contains("topsecret"))
    }
}
