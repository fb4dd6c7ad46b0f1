import Foundation
import Testing

@testable import Alerts

@Suite("A letter") struct LetterTests {
    private func letter(_ message: Message, from sender: String? = "air@example.org") -> (head: [String], body: String)
    {
        let route = MailRoute(recipient: "someone@example.org", sender: sender)
        let text = Letter(message: message, route: route, machine: "studio pc\n").text
        let parts = text.split(separator: "\n\n", maxSplits: 1).map(String.init)
        return (parts[0].split(separator: "\n").map(String.init), parts[1])
    }

    @Test("has the headers that a mail must have, a date in RFC 5322, and its text in UTF-8")
    func headers() throws {
        let (head, body) = letter(message("42-1", text: "Öffne das Studio.\nSince 12:00."))
        #expect(head.contains("From: air@example.org"))
        #expect(head.contains("To: someone@example.org"))
        #expect(head.contains("Subject: [Test FM] Dead air"))
        #expect(head.contains("Date: Sun, 22 Nov 2026 12:00:00 +0000"))
        #expect(head.contains("Message-ID: <playout.42-1.Test20FM@example.org>"))
        #expect(head.contains("Content-Type: text/plain; charset=utf-8"))
        #expect(head.contains("Importance: high"))
        let decoded = try #require(Data(base64Encoded: body, options: .ignoreUnknownCharacters))
        #expect(String(decoding: decoded, as: UTF8.self) == "Öffne das Studio.\nSince 12:00.\n")
    }

    @Test(
        "has no header but its own, and one body, whatever is in a title or the station's name",
        arguments: [
            "A\nBcc: evil@example.org", "A\r\nBcc: evil@example.org\r\n\r\nbody", "A\u{2028}Bcc: x", "A\u{85}Bcc: x",
            "=?UTF-8?B?QQo=?=", ".\n.", "\u{0}", String(repeating: "ü🎙", count: 300), "\u{202E}gnp.exe", "A\u{B}\u{C}B",
        ])
    func injection(title: String) {
        let plain = letter(message()).head
        let (head, body) = letter(message(title: title, text: title, station: title))
        func names(_ head: [String]) -> [String] {
            head.filter { !$0.hasPrefix(" ") }.map { String($0.prefix { $0 != ":" }) }
        }
        #expect(names(head) == names(plain))
        #expect(head.allSatisfy { $0.utf8.count <= 998 && $0.utf8.allSatisfy { (0x20..<0x7F).contains($0) } })
        #expect(body.utf8.allSatisfy { $0 == 0x0A || (0x20..<0x7F).contains($0) })
        #expect(!body.split(separator: "\n").contains("."))
    }

    @Test("has a subject that reads back as it was, in encoded words that are not too long")
    func encodedWords() throws {
        let title = "Störung: Übertragung aus dem Café fällt aus – 🎙🎙 und noch viel länger als eine Zeile"
        let (head, _) = letter(message(title: title))
        let first = try #require(head.firstIndex { $0.hasPrefix("Subject: ") })
        let lines =
            [head[first].dropFirst(9)] + head[(first + 1)...].prefix { $0.hasPrefix(" ") }.map { $0.dropFirst() }
        #expect(lines.allSatisfy { $0.count <= 75 && $0.hasPrefix("=?UTF-8?B?") && $0.hasSuffix("?=") })
        let text = lines.map { line in
            // Each word by itself: none ends within a character.
            String(validating: Data(base64Encoded: String(line.dropFirst(10).dropLast(2)))!, as: UTF8.self) ?? "?"
        }.joined()
        #expect(text == "[Test FM] \(title)")
    }

    @Test("is from this machine where no sender is set, whatever the machine is called")
    func sender() {
        #expect(letter(message(), from: nil).head.contains("From: playout@studiopc"))
    }

    @Test(
        "goes only to what can stand in a header as it is",
        arguments: [
            ("someone@example.org", true), ("a.b+c@x", true), ("a@b@c", false), ("a b@c", false), ("a@b\n", false),
            ("<a@b>", false), ("a,b@c", false), ("@b", false), ("a@", false), ("a@-b", false), ("ä@b", false),
            ("a\"b@c", false),
        ])
    func address(text: String, isGood: Bool) { #expect(MailRoute.isAddress(text) == isGood) }
}
