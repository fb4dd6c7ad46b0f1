import Alerts
import SystemPackage
import Testing

@testable import playout

@Suite("The channels of alerts") struct AlertsTests {
    private func channels(_ list: String, environment: [String: String] = [:]) throws -> [Channel] {
        try Sample(rest: "alerts: \(list)").settings(environment: environment).alerts
    }

    @Test("are none where nothing is said")
    func none() throws {
        #expect(try Sample().settings().alerts == [])
        #expect(try channels("[]") == [])
    }

    @Test("are of five kinds, in the file's order")
    func all() throws {
        let found = try channels(
            """
            [ { slack: https://a.example/s }, { discord: https://b.example/s }, { ntfy: "https://c.example:8443/t" },
              { webhook: http://127.0.0.1:1/x }, { mail: a@example.org },
              { mail: b@example.org, from: c@example.org, sendmail: bin/mail } ]
            """)
        #expect(
            found.map(\.name) == [
                "slack (a.example)", "discord (b.example)", "ntfy (c.example:8443)", "webhook (127.0.0.1:1)",
                "mail (a@example.org)", "mail (b@example.org)",
            ])
        #expect(found[4] == .mail(MailRoute(recipient: "a@example.org", program: "/usr/sbin/sendmail")))
        #expect(
            found[5]
                == .mail(MailRoute(recipient: "b@example.org", sender: "c@example.org", program: "/station/bin/mail")))
    }

    @Test("have their address from where secrets are, if the file says so")
    func secret() throws {
        let environment = ["PLAYOUT_ALERTS_SLACK": "https://hooks.example/s3cret"]
        #expect(try channels("[{ slack: secret }]", environment: environment).map(\.name) == ["slack (hooks.example)"])
        let without = try Sample(rest: "alerts: [{ slack: secret }]").settings()
        #expect(without.alerts == [])
        #expect(without.warnings.first?.contains("PLAYOUT_ALERTS_SLACK") == true)
        let wrong = problems(
            Sample(rest: "alerts: [{ slack: secret }]").text, environment: ["PLAYOUT_ALERTS_SLACK": "s3cret"])
        #expect(
            wrong == [
                "playout.yaml:4:19: alerts[0].slack: expected an address that begins with https:// in the environment "
                    + "variable PLAYOUT_ALERTS_SLACK"
            ])
    }

    @Test("are a secret that others should not be able to read")
    func readable() throws {
        let text = Sample(rest: "alerts: [{ slack: https://a.example/s3cret }]").text
        let settings = try read(text, isReadableByOthers: true)
        #expect(settings.warnings.contains { $0.contains("holds addresses of alerts") })
        #expect(!"\(settings)".contains("s3cret"))
        #expect(
            try !read(Sample(rest: "alerts: [{ mail: a@b }]").text, isReadableByOthers: true).warnings
                .contains { $0.contains("addresses of alerts") })
    }

    @Test(
        "are refused with what was expected, and without the secret",
        arguments: [
            Mistake(
                "[{ slak: https://a/s3cret }]", "alerts[0]: expected one of slack, discord, ntfy, webhook, mail",
                "alerts[0].slak: unknown key; did you mean 'slack'?"),
            Mistake("[{}]", "alerts[0]: expected one of slack, discord, ntfy, webhook, mail"),
            Mistake(
                "[{ slack: https://a/s3cret, mail: a@b }]",
                "alerts[0]: expected one of slack, discord, ntfy, webhook, mail, found slack and mail; make it two entries"
            ),
            Mistake(
                "[{ slack: s3cret }]",
                "alerts[0].slack: expected an address that begins with https://, or the word secret"),
            Mistake(
                "[{ ntfy: 'https://a/s3 cret' }]",
                "alerts[0].ntfy: expected an address that begins with https://, or the word secret"),
            Mistake(
                "[{ mail: 'a@b, c@d' }]",
                "alerts[0].mail: expected one address such as someone@example.org, found 'a@b, c@d'"),
            Mistake(
                "[{ slack: https://a/s3cret, from: a@b }]", "alerts[0].from: this goes with mail only; take it out"),
            Mistake(
                "{ slack: https://a/s3cret }",
                "alerts: expected a list of { slack: … }, { mail: … } or the like, found keys and values"),
            Mistake(
                "[ https://a/s3cret ]", "alerts[0]: expected keys and values, found a single value",
                "alerts[0]: expected one of slack, discord, ntfy, webhook, mail"),
        ])
    func mistakes(mistake: Mistake) {
        let said = problems(Sample(rest: "alerts: \(mistake.text)").text)
        #expect(said.map { String($0.split(separator: " ", maxSplits: 1)[1]) } == mistake.said)
        #expect(!said.joined().contains("s3"))
    }
}
