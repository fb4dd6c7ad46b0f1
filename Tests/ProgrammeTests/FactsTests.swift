import Foundation
import Programme
import Testing

@Suite struct FactsJSONTests {
    @Test(
        "RFC 3339 is read with any offset and written in UTC with milliseconds",
        arguments: [
            ("2026-11-22T14:00:00Z", "2026-11-22T14:00:00.000Z"),
            ("2026-11-22T14:00:00.5Z", "2026-11-22T14:00:00.500Z"),
            ("2026-11-22T14:00:00.123456Z", "2026-11-22T14:00:00.123Z"),
            ("2026-11-22T14:00:00+01:00", "2026-11-22T13:00:00.000Z"),
            ("2026-11-22T14:00:00.25-09:30", "2026-11-22T23:30:00.250Z"),
            ("2026-12-31T23:59:59.999Z", "2026-12-31T23:59:59.999Z"),
            ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z"),
        ])
    func rfc3339(text: String, written: String) throws {
        #expect(try #require(Date(rfc3339: text)).rfc3339 == written)
    }

    @Test(
        "a time is rounded to the nearest millisecond",
        arguments: [(0.0004, ".000"), (0.0006, ".001"), (0.9996, ".000")])
    func rounded(fraction: Double, written: String) {
        #expect(Date(timeIntervalSince1970: 1_800_000_000 + fraction).rfc3339.hasSuffix("\(written)Z"))
    }

    @Test("every millisecond of a second is read as it was written")
    func everyMillisecond() throws {
        for millisecond in 0..<1000 {
            let text = "2026-11-22T14:00:00.\(String(format: "%03d", millisecond))Z"
            #expect(Date(rfc3339: text)?.rfc3339 == text)
        }
    }

    @Test("what is not a time is refused", arguments: ["", "now", "2026-11-22", "2026-11-22T14:00:00", "14:00"])
    func notTimes(text: String) {
        #expect(Date(rfc3339: text) == nil)
        #expect(throws: DecodingError.self) { try FactsJSON.decode([Date].self, from: Data("[\"\(text)\"]".utf8)) }
    }

    @Test("a running order is read as it was written, with the names of the contract")
    func runningOrder() throws {
        let onAir = try #require(Date(rfc3339: "2026-11-22T14:00:00Z"))
        let pid = try PID("Break fast")
        let segment = Segment(file: "x/a.mp3", startsAt: onAir, cueOut: 3512.5, pid: pid, title: "B/b", origin: .repeat)
        let airing = Airing(
            onAir: onAir, offAir: onAir + 3512.5, fadedOutBy: nil, offAirBy: onAir + 3525, title: "B/b", pid: pid,
            origin: .repeat, segments: [segment], warnings: ["w"])
        let order = RunningOrder(
            airings: [airing],
            missing: [Missing(start: onAir, end: onAir + 60, pid: pid, title: "", reason: "r")],
            ignored: [Ignored(file: "f", reason: "r")])
        let json = try FactsJSON.encode(order)
        #expect(try FactsJSON.decode(RunningOrder.self, from: json) == order)
        let text = String(decoding: json, as: UTF8.self)
        for part in [
            #""id":"20261122T140000Z_break fast""#, #""onAir":"2026-11-22T14:00:00.000Z""#, #""cueOut":3512.5"#,
            #""origin":"repeat""#, #""file":"x/a.mp3""#, #""pid":"Break fast""#,
            #""offAir":"2026-11-22T14:58:32.500Z""#,
        ] {
            #expect(text.contains(part))
        }
    }
}

@Suite struct AiringTests {
    @Test("an airing's id is the same bytes for whatever form its programme's id was written in")
    func id() throws {
        let onAir = try #require(Date(rfc3339: "2026-11-22T14:00:00.75Z"))
        let ids = try ["CAF\u{C9}", "cafe\u{301}"].map { Airing.id(onAir: onAir, pid: try PID($0)) }
        #expect(ids.map { Array($0.utf8) } == Array(repeating: Array("20261122T140000Z_caf\u{E9}".utf8), count: 2))
    }
}

@Suite struct InspectionTests {
    typealias Finding = Inspection.Finding

    @Test(
        "the verdict is that of the worst finding",
        arguments: [
            ([], Inspection.Verdict.ok), ([.truncated], .warning), ([.damaged, .truncated], .warning),
            ([.damaged, .unplayable], .unplayable),
        ] as [([Finding.Kind], Inspection.Verdict)])
    func verdict(kinds: [Finding.Kind], verdict: Inspection.Verdict) {
        let findings = kinds.map { Finding(kind: $0, detail: "") }
        #expect(Inspection(duration: 60, findings: findings).verdict == verdict)
    }

    @Test(
        "there is no more to play than decodes, nor than is declared",
        arguments: [(60.0, nil, 60.0), (60, 40, 40), (60, 61, 60)] as [(Double, Double?, Double)])
    func playable(declared: Double, decoded: Double?, playable: Double) {
        #expect(Inspection(duration: declared, decodedDuration: decoded).playableDuration == playable)
    }
}
