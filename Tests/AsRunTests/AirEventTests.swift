import Foundation
import Programme
import Testing

@Suite("The file of air events")
struct AirEventTests {
    @Test("is read as the engine's script writes it")
    func script() {
        let file = """
            {"at": 1700000000.123, "event":"connected"}
            {"at": 1700000001, "event": "segment", "segment": 1}
            { "event": "refused", "detail": "403 \\"in use\\"", "at": 1700000002.5, "extra": [1] }
            """
        #expect(
            AirEvent.lines(of: Data(file.utf8)) == [
                AirEvent(at: Date(timeIntervalSince1970: 1_700_000_000.123), kind: .connected),
                AirEvent(at: Date(timeIntervalSince1970: 1_700_000_001), kind: .segment, segment: 1),
                AirEvent(
                    at: Date(timeIntervalSince1970: 1_700_000_002.5), kind: .refused, detail: "403 \"in use\""),
            ])
    }

    @Test(
        "may hold what cannot be read, which is passed over",
        arguments: [
            "{\"at\": 1700000003, \"eve", "garbage", "", "\r", "[]", "null", "{}", "{\"at\": 1}",
            "{\"event\":\"beat\"}",
            "{\"at\": \"1700000003\", \"event\": \"beat\"}", "{\"at\": 1700000003, \"event\": \"levitated\"}",
            "{\"at\": 1e999, \"event\": \"beat\"}", "\u{0}\u{0}\u{0}\u{0}",
        ])
    func garbage(line: String) {
        let good = "{\"at\": 1700000000, \"event\": \"beat\"}"
        let beat = AirEvent(at: Date(timeIntervalSince1970: 1_700_000_000), kind: .beat)
        #expect(AirEvent.lines(of: Data("\(good)\n\(line)\n\(good)\n\(line)".utf8)) == [beat, beat])
        #expect(AirEvent.lines(of: Data([0xFF, 0xFE, 0x0A]) + Data(good.utf8)) == [beat])
    }

    @Test("is written so that it is read back the same, one line each", arguments: AirEvent.Kind.allCases)
    func roundTrip(kind: AirEvent.Kind) throws {
        let event = AirEvent(at: start + 0.123456, kind: kind, detail: "two\nlines \"and\" \u{1F399}", segment: 3)
        let bare = AirEvent(at: start, kind: kind)
        let file = try event.line() + bare.line()
        #expect(file.count { $0 == UInt8(ascii: "\n") } == 2)
        #expect(AirEvent.lines(of: file) == [event, bare])
        #expect(
            String(decoding: try bare.line(), as: UTF8.self) == "{\"at\":1795356000,\"event\":\"\(kind.rawValue)\"}\n")
    }
}
