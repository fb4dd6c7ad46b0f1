import Foundation
import Programme
import SystemPackage
import TestSupport
import Testing

@testable import Schedule

/// Broken input in great number. `make fuzz` does more of it, from a seed of its own each time.
@Suite struct FuzzTests {
    private let rounds: Int
    private let seed: UInt64

    init() {
        let environment = ProcessInfo.processInfo.environment
        let wanted = environment["PLAYOUT_FUZZ_ROUNDS"].flatMap { Int($0) }
        rounds = wanted ?? 1000
        // Which seed it was is in the failure.
        let chance = wanted == nil ? 11 : UInt64.random(in: 0...UInt64(UInt32.max))
        seed = environment["PLAYOUT_FUZZ_SEED"].flatMap { UInt64($0) } ?? chance
    }

    @Test("No calendar does harm")
    func calendars() async throws { try await CalendarFuzz(seed: seed, rounds: rounds).run() }

    @Test("No JSON from Google does harm")
    func google() throws {
        var dice = SplitMix64(seed: seed)
        let body = """
            {"summary":"S","accessRole":"reader","nextPageToken":"p","items":[{"id":"1","status":"confirmed",
            "summary":"A","description":"PID:x TYPE:RECORDED","start":{"dateTime":"2026-11-22T14:00:00Z"},
            "end":{"dateTime":"2026-11-22T15:00:00Z"}},{"summary":"B","start":{"date":"2026-11-22"},"end":{}}]}
            """
        let span = try date("2026-11-01T00:00:00Z")..<date("2026-12-01T00:00:00Z")
        for _ in 0..<rounds * 5 {
            let data = mutated(Data(body.utf8), dice: &dice)
            guard let page = try? JSONDecoder().decode(GooglePage.self, from: data) else { continue }
            var slots = EventSlots(zone: .gmt, span: span)
            for case .event(let event) in page.items { slots.add(event, zone: .gmt) }
            let reading = slots.reading(source: "s", fetchedAt: span.lowerBound)
            #expect(reading.slots.allSatisfy { $0.start < $0.end && span.overlaps($0.start..<$0.end) })
        }
    }

    @Test("No answer of a server does harm")
    func answers() async throws {
        var dice = SplitMix64(seed: seed)
        let pieces = [
            "\r\n", "\r\n\r\n", "HTTP/1.1 302 ", "Location: http://127.0.0.1:", "99999999999", "0", "-1",
            "Transfer-Encoding: chunked\r\n", "Content-Encoding: gzip\r\n", "Content-Length: ",
            "HTTP/1.1 100 Continue\r\n\r\n", "[", "%", "@",
        ]
        let good = [
            "HTTP/1.1 200 OK\r\nContent-Type: text/calendar\r\nContent-Length: 30\r\nETag: \"x\"\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nBEGIN:VCALENDAR\n\r\nd\r\nEND:VCALENDAR\r\n0\r\n\r\n",
            "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/other\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 503 Busy\r\nRetry-After: 12\r\nContent-Length: 4\r\n\r\nbusy",
        ]
        try await WebServer.run { server in
            let web = WebClient(patience: 2)
            for _ in 0..<rounds / 4 {
                let answer = mutated(Data(dice.one(of: good).utf8), dice: &dice, pieces: pieces)
                // An answer that is shorter than it says ends with the connection.
                server.behave(.raw([UInt8](answer)))
                let said = try? await web.ask(.init(url: "http://127.0.0.1:\(server.port)/a"), largest: 1000)
                #expect(said.map { $0.status >= 100 && $0.body.count <= 1000 } ?? true, "\(said as Any)")
            }
        }
    }

    @Test("No description is too odd to be read, and none makes a PID that is none")
    func descriptions() throws {
        var dice = SplitMix64(seed: seed)
        let pieces = [
            "PID", ":", "TYPE", "RECORDED", "<b>", "</b>", "<br", ">", "<", "&nbsp;", "&#", "&#x3a;", "&amp;", ";",
            "\n",
            "\u{A0}", "\u{202E}", "é", "\u{301}", "👨‍👩‍👧", "FILE:", "REPEAT:", "EMERGENCY:", "2026-11-15", "\"", "'", " ",
            "x",
            "20261122_1400_a.mp3", "\u{0}", "//", "..", "\r\n", "&nbsp", "<p title=\"", "：",
        ]
        for _ in 0..<rounds * 20 {
            let count = Int.random(in: 0..<20, using: &dice)
            let text = (0..<count).map { _ in dice.one(of: pieces) }.joined()
            guard let meaning = try? EventMeaning(text) else { continue }
            let pid = meaning.pid.text
            #expect((1...120).contains(pid.utf8.count) && pid.trimmingCharacters(in: .whitespaces) == pid, "\(text)")
            #expect(!pid.unicodeScalars.contains { "<>&:/\\\"'\n\r\0\u{A0}\u{202E}".unicodeScalars.contains($0) })
            #expect(meaning.complaints.allSatisfy { !$0.contains("\n") && !$0.contains("\u{202E}") })
        }
    }
}
