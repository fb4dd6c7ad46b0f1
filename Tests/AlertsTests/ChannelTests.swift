import Foundation
import Programme
import Testing

@testable import Alerts

@Suite("What is sent to a channel") struct ChannelTests {
    private let address = WebAddress("https://hooks.example.org/services/T0/s3cret")!

    private func body(_ message: Message, _ kind: Channel.Kind) throws -> [String: Any] {
        let request = try #require(try WebRequest(message, to: Channel(kind, address)))
        #expect(request.headers.contains { $0 == ("Content-Type", "application/json") })
        return try #require(try JSONSerialization.jsonObject(with: request.body) as? [String: Any])
    }

    @Test("Slack's text has no markup and no mentions, whatever is in a title")
    func slack() throws {
        let body = try body(message(title: "<!channel> & @everyone *b* <https://evil|click>"), .slack)
        #expect(
            body["text"] as? String
                == "🔴 Test FM: &lt;!channel&gt; &amp; @\u{200B}everyone *b* &lt;https://evil|click&gt;\nSee to it.")
        #expect(body["mrkdwn"] as? Bool == false)
        #expect(body["link_names"] as? Bool == false)
    }

    @Test("Discord's has its markup escaped, pings nobody, and is no longer than Discord takes")
    func discord() throws {
        var body = try body(message(title: "@everyone **b** <@1> `x` ||s||", text: "a_b"), .discord)
        #expect(
            body["content"] as? String
                == #"🔴 Test FM\: @​everyone \*\*b\*\* \<@​1\> \`x\` \|\|s\|\|"# + "\n" + #"a\_b"#)
        #expect(body["allowed_mentions"] as? [String: [String]] == ["parse": []])
        body = try self.body(message(text: String(repeating: "*🎙", count: 2000)), .discord)
        let content = try #require(body["content"] as? String)
        #expect(content.utf16.count <= 2000)
        #expect(content.utf16.count > 1990)
        #expect(content.hasSuffix("…"))
    }

    @Test(
        "ntfy's headers are ASCII, whatever is in a title",
        arguments: [
            ("Plain", "Test FM: Plain"),
            ("A\r\nX-Evil: 1", "Test FM: A  X-Evil: 1"),
            ("Späti", "=?UTF-8?B?\(Data("Test FM: Späti".utf8).base64EncodedString())?="),
        ])
    func ntfy(title: String, header: String) throws {
        let request = try #require(try WebRequest(message(title: title), to: .ntfy(address)))
        #expect(request.headers.first { $0.name == "Title" }?.value == header)
        #expect(request.headers.allSatisfy { $0.value.utf8.allSatisfy { (0x20..<0x7F).contains($0) } })
        #expect(String(decoding: request.body, as: UTF8.self) == "See to it.")
    }

    @Test(
        "ntfy's priority and tag say how urgent it is",
        arguments: [
            (Urgency.critical, Message.Kind.raised, "5", "rotating_light"), (.warning, .again, "4", "warning"),
            (.note, .happened, "2", "information_source"), (.critical, .cleared, "3", "white_check_mark"),
            (.note, .test, "3", "bell"),
        ])
    func ntfyPriority(urgency: Urgency, kind: Message.Kind, priority: String, tag: String) throws {
        let request = try #require(try WebRequest(message(urgency: urgency, kind: kind), to: .ntfy(address)))
        #expect(request.headers.first { $0.name == "Priority" }?.value == priority)
        #expect(request.headers.first { $0.name == "Tags" }?.value == tag)
    }

    @Test("ntfy gets no more than it takes as text, cut between characters")
    func ntfyLength() throws {
        let request = try #require(
            try WebRequest(message(text: String(repeating: "ö", count: 4000)), to: .ntfy(address)))
        #expect(request.body.count <= 4096)
        #expect(String(validating: request.body, as: UTF8.self) != nil)
    }

    @Test(
        "says which machine tells it, so that those of a pair can be told apart", arguments: ["studio-a", "studio-b"])
    func machine(name: String) throws {
        let message = message(machine: name)
        #expect((try body(message, .slack)["text"] as? String)?.hasPrefix("🔴 Test FM (\(name)): Dead air") == true)
        #expect((try body(message, .discord)["content"] as? String)?.contains(#"(studio\-"#) == true)
        #expect(try body(message, .webhook)["machine"] as? String == name)
        let ntfy = try #require(try WebRequest(message, to: .ntfy(address)))
        #expect(ntfy.headers.first { $0.name == "Title" }?.value == "Test FM (\(name)): Dead air")
        let letter = Letter(message: message, route: MailRoute(recipient: "a@example.org")).text
        #expect(letter.contains("Subject: [Test FM (\(name))] Dead air\n"))
        #expect(letter.contains("Message-ID: <playout.1.Test20FM.\(name)@"))
        #expect(Sender(station: "x", machine: " a\r\nb\u{202E}").machine == "a  b")
    }

    @Test("is bounded, whatever is in a title: 10 kB, line breaks, mentions, emoji, control characters")
    func hostile() throws {
        let title = String(repeating: "<!everyone> @channel\r\nBcc: x\u{0}\u{1B}[2J🎙\u{202E}", count: 250)
        var book = AlertBook()
        let many = (0..<40).map { condition("missing/\($0)", title: title, detail: title + title) }
        for notices in [book.update(Array(many[..<1]), at: noon), book.update(many, at: noon + 1)] {
            let sender = Sender(station: "x", machine: nil)
            let message = try #require(Message.messages(for: notices, from: sender, zone: .gmt).first)
            #expect(message.title.utf8.count < 400)
            #expect(message.title.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x202E })
            for kind in Channel.Kind.allCases where kind != .mail {
                let request = try #require(try WebRequest(message, to: Channel(kind, address)))
                #expect(request.body.count < 200_000, "\(kind) \(request.body.count)")
                let isClean = request.headers.allSatisfy { $0.value.utf8.allSatisfy { (0x20..<0x7F).contains($0) } }
                #expect(isClean)
                #expect(
                    [.webhook, .ntfy].contains(kind)
                        || !String(decoding: request.body, as: UTF8.self).contains("<!everyone>"))
                let json = try? JSONSerialization.jsonObject(with: request.body)
                #expect(kind == .ntfy || json is [String: Any])
            }
        }
    }

    @Test("a web hook gets the documented JSON, with every alert in it")
    func webhook() throws {
        var book = AlertBook()
        let notices = book.update([condition("dead-air", .critical, title: "Dead air: Jazz")], at: noon)
        let message = try #require(
            Message.messages(for: notices, from: Sender(station: "Test FM", machine: "studio-a"), zone: .gmt).first)
        let body = try body(message, .webhook)
        #expect(
            Set(body.keys) == [
                "version", "id", "station", "machine", "at", "kind", "urgency", "title", "text", "alerts",
            ])
        #expect(body["version"] as? Int == 1)
        #expect(body["machine"] as? String == "studio-a")
        #expect(body["at"] as? String == "2026-11-22T12:00:00.000Z")
        #expect(body["kind"] as? String == "raised")
        #expect(body["urgency"] as? String == "critical")
        #expect(body["text"] as? String == "See to it.\nSince 12:00:00.")
        let alert = try #require((body["alerts"] as? [[String: Any]])?.first)
        #expect(alert["key"] as? String == "dead-air")
        #expect(alert["since"] as? String == "2026-11-22T12:00:00.000Z")
    }

    @Test("More than three at once are one message, the most urgent in its title")
    func together() throws {
        var book = AlertBook()
        let many = (0..<30).map { condition("missing/\($0)", $0 == 7 ? .critical : .note, title: "No \($0)") }
        #expect(
            Message.messages(
                for: book.update(Array(many[..<3]), at: noon), from: Sender(station: "x", machine: nil), zone: .gmt
            ).count == 3)
        let messages = Message.messages(
            for: book.update(many, at: noon + 1), from: Sender(station: "x", machine: nil), zone: .gmt)
        #expect(messages.count == 1)
        #expect(messages[0].title == "No 7, and 26 more")
        #expect(messages[0].urgency == .critical)
        #expect(messages[0].alerts.count == 27)
        #expect(messages[0].text.contains("… and 7 more"))
        let clears = (2...62).flatMap { book.update([], at: noon + Double($0)) }
        #expect(
            Message.messages(for: clears, from: Sender(station: "x", machine: nil), zone: .gmt).map(\.kind) == [
                .cleared
            ])
    }

    @Test("Nothing that prints a channel shows its address, and what was written has no password in the request")
    func secret() throws {
        let channel = Channel.slack(WebAddress("https://me:pw@hooks.example.org/services/s3cret")!)
        var dumped = ""
        dump(channel, to: &dumped)
        for text in ["\(channel)", String(reflecting: channel), dumped, channel.name, channel.id] {
            #expect(!text.contains("s3cret") && !text.contains("pw@"), "\(text)")
        }
        guard case .slack(let address) = channel else { return }
        #expect(address.url == "https://hooks.example.org/services/s3cret")
        #expect(address.credentials == Data("me:pw".utf8).base64EncodedString())
    }

    @Test(
        "What is no address of the web is none",
        arguments: [
            "", "hooks.slack.com/x", "ftp://a/b", "https://", "https:///x", "https://a/b\r\nX: y", "https://a b",
        ])
    func noAddress(text: String) { #expect(WebAddress(text) == nil) }
}
