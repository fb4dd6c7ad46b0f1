import Foundation
import Subprocess
import SystemPackage
import TestSupport
import Testing

@testable import Alerts

/// A mail server on the loopback that writes down what it is given.
private let sink = """
    import asyncio, sys
    from aiosmtpd.smtp import SMTP
    class Sink:
        async def handle_DATA(self, server, session, envelope):
            open(sys.argv[1], "wb").write(envelope.content)
            print(envelope.mail_from, envelope.rcpt_tos, flush=True)
            return "250 OK"
    async def main():
        server = await asyncio.get_running_loop().create_server(lambda: SMTP(Sink()), "127.0.0.1", 0)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()
    asyncio.run(main())
    """

@Suite("A mail server", .temporaryFolder, .timeLimit(.minutes(3))) struct MailSinkTests {
    private var folder: FilePath { TemporaryFolder.current }

    private func put(_ name: String, _ text: String, mode: Int) throws -> FilePath {
        let path = folder.appending(name)
        try Data(text.utf8).write(to: URL(filePath: path.string))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path.string)
        return path
    }

    /// msmtp in sendmail's place, with a configuration of its own.
    private func command(port: String) throws -> FilePath {
        let settings = try put(
            "msmtprc", "account default\nhost 127.0.0.1\nport \(port)\nauth off\ntls off\n", mode: 0o600)
        return try put("sendmail", "#!/bin/sh\nexec msmtp -C \(settings) \"$@\"\n", mode: 0o755)
    }

    @Test("gets, by msmtp, one letter for one recipient, with the subject and the text as they were")
    func real() async throws {
        let hostile = "Störung: «Café»\nBcc: evil@example.org\n.\n"
        let message = message(title: hostile, text: "Öffne das Studio.\n.\nFrom here on …")
        let letter = folder.appending("letter")
        // Debian's own Python: its modules are packages of Debian's.
        let said = try await Subprocess.run(
            .path("/usr/bin/python3"), arguments: ["-c", sink, letter.string], input: .none, output: .sequence,
            error: .discarded
        ) { execution in
            var lines = execution.standardOutput.strings().makeAsyncIterator()
            let port = try #require(try await lines.next()).trimmingCharacters(in: .newlines)
            let courier = Courier()
            let route = MailRoute(
                recipient: "someone@example.org", sender: "air@example.org", program: try command(port: port))
            #expect(await courier.deliver(message, to: .mail(route)) == .delivered)
            await courier.close()
            let envelope = try await lines.next()
            try? execution.send(signal: .terminate)
            return envelope
        }.closureResult
        #expect(said?.contains("air@example.org ['someone@example.org']") == true)
        let text = try String(contentsOfFile: letter.string, encoding: .utf8)
        let parts = try #require(text.firstRange(of: "\r\n\r\n"))
        let (head, body) = (text[..<parts.lowerBound], text[parts.upperBound...])
        #expect(head.contains("Subject: =?UTF-8?B?"))
        #expect(!head.lowercased().contains("bcc"))
        let decoded = try #require(Data(base64Encoded: String(body), options: .ignoreUnknownCharacters))
        #expect(String(decoding: decoded, as: UTF8.self) == message.text + "\n")
    }
}
