import Foundation
import Programme
import SystemPackage
import Testing

@testable import playout

@Suite("What YAML allows and a person did not mean")
struct YAMLTests {
    @Test(
        "is an error with its place",
        arguments: [
            Mistake("", ": the file is empty; `playout init` writes one to begin from"),
            Mistake("# only a comment\n", ": the file is empty; `playout init` writes one to begin from"),
            Mistake("just text", ":1:1: expected keys and values, found a single value"),
            Mistake("a: [1", ":2:1: this is not YAML: did not find expected ',' or ']'"),
            Mistake("station:\n\tname: A\n", ":2:1: there is a tab in the indentation; YAML takes spaces only"),
            Mistake("a: b: c\n", ":1:5: this is not YAML: mapping values are not allowed in this context"),
            Mistake("a: \"b\n", ":2:1: this is not YAML: found unexpected end of stream"),
            Mistake("state: a\u{1}b\n", ":1: there is a character here that cannot be in a text file; delete it"),
            Mistake("a: *nowhere\n", ":1:4: this is not YAML: found undefined alias"),
            Mistake("a: b\n---\nc: d\n", ":2:1: a second document begins here; a file holds one station"),
            Mistake(
                "state: a\nstate: b\n", ":1:1: 'state' is here more than once under the same heading; keep one"),
            Mistake(
                "station:\n  name: a\n  name: b\n",
                ":2:3: 'name' is here more than once under the same heading; keep one"),
        ])
    func errors(mistake: Mistake) {
        #expect(problems(mistake.text) == mistake.said.map { "playout.yaml\($0)" })
    }

    @Test("anchors and tags are refused where they stand")
    func unused() {
        let sample = Sample(rest: "state: &a here\nemergency: *a\nmaxHold: !!float 5\n")
        #expect(
            problems(sample.text) == [
                "playout.yaml:4:8: anchors and aliases (& and *) are not used in this file; write the value out",
                "playout.yaml:4:8: anchors and aliases (& and *) are not used in this file; write the value out",
                "playout.yaml:6:10: tags ('tag:yaml.org,2002:float') are not used in this file; take it out",
            ])
    }

    @Test(
        "a bomb of aliases does not go off, in a value or in a key",
        arguments: ["bomb: *n29", "? *n29\n: a\n? *n29\n: b"])
    func bomb(fuse: String) {
        let levels = (1..<30).map { "- &n\($0) [*n\($0 - 1), *n\($0 - 1)]" }
        let text = "list:\n- &n0 a\n\(levels.joined(separator: "\n"))\n\(fuse)\n"
        #expect(
            problems(text) == ["playout.yaml: there are more than 20 aliases (*) in this file; write the values out"])
    }

    @Test(
        "a million brackets do not overflow the stack",
        arguments: [
            String(repeating: "[", count: 1 << 20), String(repeating: "- ", count: 1 << 19),
            String(repeating: "? ", count: 1 << 19), String(repeating: "{a: ", count: 1 << 18),
        ])
    func nesting(text: String) {
        let said = problems(text)
        #expect(said.count == 1)
        #expect(said.first?.hasPrefix("playout.yaml:1:") == true)
        #expect(said.first?.hasSuffix("this is nested too deeply") == true)
    }

    @Test("a byte-order mark and Windows line ends are no mistake")
    func windows() throws {
        let text = "\u{FEFF}" + Sample(rest: "state: there").text.replacingOccurrences(of: "\n", with: "\r\n")
        let settings = try read(text)
        #expect(settings.station.name == "Cambridge 105")
        #expect(settings.state == "/station/there")
        #expect(
            problems(text + "prot: 1\r\n") == [
                "playout.yaml:5:1: prot: unknown key; the keys here are station, schedule, library, studio, emergency, "
                    + "junctions, maxHold, engine, monitor, loudness, late, alerts, spool, state, parameterStore"
            ])
    }

    @Test(
        "text stays text, whatever YAML would make of it",
        arguments: [
            ("12345", "12345"), ("0100", "0100"), ("12:30", "12:30"), ("no", "no"), ("on", "on"), ("1e3", "1e3"),
            ("2024-01-01", "2024-01-01"), ("0x1F", "0x1F"), (".inf", ".inf"), ("true", "true"), ("'null'", "null"),
            ("\"~\"", "~"), ("a#b", "a#b"), ("a &b *c", "a &b *c"), ("'it''s'", "it's"), ("p\u{e4}ss", "p\u{e4}ss"),
        ])
    func text(written: String, meant: String) throws {
        let settings = try Sample(
            station: "{ name: \(written), timezone: UTC }", studio: "{ host: h, password: \(written) }"
        ).settings()
        #expect(settings.station.name == meant)
        #expect(settings.studio.password == meant)
    }
}
