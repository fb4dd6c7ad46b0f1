import Foundation
import Programme
import SystemPackage
import TestSupport
import Testing

@testable import Alerts

@Suite("A mail command", .temporaryFolder, .timeLimit(.minutes(3))) struct MailTests {
    private var folder: FilePath { TemporaryFolder.current }

    /// A program in the place of sendmail.
    private func command(_ script: String) throws -> FilePath {
        let path = folder.appending("sendmail")
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(filePath: path.string))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path.string)
        return path
    }

    private func deliver(_ message: Message = message(), by program: FilePath, patience: Double = 20) async
        -> Delivery.Outcome
    {
        let courier = Courier(mailPatience: patience)
        let route = MailRoute(recipient: "someone@example.org", sender: "air@example.org", program: program)
        let outcome = await courier.deliver(message, to: .mail(route))
        await courier.close()
        return outcome
    }

    @Test("gets the letter on its standard input, and its arguments, whatever is in the title")
    func takes() async throws {
        let program = try command(
            #"printf '%s\n' "$#" "$@" > "$0.arguments"; cat > "$0.letter"; env > "$0.environment""#)
        let hostile = message(title: "$(touch \(folder)/owned); `id` -f x\n\nBcc: evil@example.org")
        #expect(await deliver(hostile, by: program) == .delivered)
        #expect(
            try String(contentsOfFile: program.string + ".arguments", encoding: .utf8)
                == "4\n-t\n-i\n-f\nair@example.org\n")
        let letter = try String(contentsOfFile: program.string + ".letter", encoding: .utf8)
        #expect(letter.hasPrefix("From: air@example.org\nTo: someone@example.org\nSubject: "))
        #expect(!letter.contains("\nBcc:"))
        #expect(!FileManager.default.fileExists(atPath: folder.appending("owned").string))
        let environment = try String(contentsOfFile: program.string + ".environment", encoding: .utf8)
        let names = environment.split(separator: "\n").map { String($0.prefix { $0 != "=" }) }
        let ours = ChildEnvironment.variables.keys
        // The shell adds the last three.
        #expect(names.allSatisfy { ours.contains($0) || ["PWD", "SHLVL", "OLDPWD", "_"].contains($0) }, "\(names)")
    }

    @Test("that fails, hangs, ends without reading, or is not there is a failure that says so")
    func failing() async throws {
        let long = message(text: String(repeating: "x", count: 1_000_000))
        var program = try command("cat >/dev/null; echo 'no route to the mail server' >&2; exit 75")
        #expect(
            await deliver(by: program)
                == .failed("\(program) ended with exit status 75: no route to the mail server"))
        program = try command("exec sleep 60")
        #expect(await deliver(long, by: program, patience: 0.5) == .failed("\(program) did not end within 0 s"))
        program = try command("exit 3")
        guard case .failed(let reason, _) = await deliver(long, by: program) else {
            Issue.record("delivered")
            return
        }
        #expect(reason.contains("\(program)"))
        let absent = folder.appending("absent")
        #expect(await deliver(by: absent).reason?.hasPrefix("there is no mail command \(absent)") == true)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: program.string)
        #expect(await deliver(by: program) != .delivered)
    }

    @Test("that says more than anybody wants to read does not hang")
    func talkative() async throws {
        let program = try command("cat >/dev/null; head -c 3000000 /dev/zero | tr '\\0' 'x' >&2; exit 1")
        #expect(await deliver(by: program).reason?.contains("exit status 1: xxx") == true)
    }
}
