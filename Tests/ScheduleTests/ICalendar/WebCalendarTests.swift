import Foundation
import Programme
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Schedule

@Suite(.temporaryFolder, .timeLimit(.minutes(3)))
struct WebCalendarTests {
    let clock = SettableClock(Date(timeIntervalSince1970: 1_795_348_800))
    static let text = CalendarFixture.text(CalendarFixture.event("DTSTART:20261122T140000Z", "DURATION:PT1H"))

    func schedule(_ address: String, patience: Double = 30, triesAgain: Bool = true) throws -> ICalendarSchedule {
        let zone = try #require(TimeZone(identifier: "Europe/London"))
        return ICalendarSchedule(
            .web(try #require(CalendarAddress(address))), span: ScheduleSpan(zone: zone), clock: clock,
            patience: patience, triesAgain: triesAgain)
    }

    @Test("A server without TLS is told as such when it is asked for it, and no line of any source")
    func noTLS() async throws {
        try await WebServer.run(.answer(200, body: Self.text)) { server in
            let error = await #expect(throws: ScheduleError.self) {
                try await schedule("https://127.0.0.1:\(server.port)/a.ics", triesAgain: false).read()
            }
            let words = error?.description ?? ""
            #expect(words.contains("it does not speak TLS there") && !words.contains("BoringSSL"), "\(words)")
        }
    }

    @Test(
        "An answer with which no client copes is a failed reading, with the reason",
        arguments: [
            ("HTTP/1.1 000 X\r\nContent-Length: 0\r\n\r\n", "status 0"),
            ("HTTP/1.1 099 X\r\nContent-Length: 2\r\n\r\nab", "status 99"),
            ("HTTP/1.1 302 X\r\nLocation: http://127.0.0.1:99999/x\r\nContent-Length: 0\r\n\r\n", "port 99999"),
            ("HTTP/1.1 301 X\r\nLocation: //127.0.0.1:65536/x\r\nContent-Length: 0\r\n\r\n", "port 65536"),
            ("HTTP/1.1 100 X\r\nContent-Length: 0\r\n\r\n", "it closed the connection"),
            ("HTTP/1.1 101 X\r\n\r\n", "101"), ("HTTP/1.1 199 X\r\n\r\n", "it closed the connection"),
            ("SSH-2.0-OpenSSH_9.2\r\n", "its answer is no HTTP"), ("", "it closed the connection"),
        ])
    func badAnswer(answer: String, words: String) async throws {
        try await WebServer.run(.raw(Array(answer.utf8))) { server in
            let schedule = try schedule("http://127.0.0.1:\(server.port)/a.ics", triesAgain: false)
            let error = await #expect(throws: ScheduleError.self) { try await schedule.read() }
            #expect(error?.description.contains(words) == true, "\(String(describing: error))")
        }
    }

    @Test("An address with a port that there is not is none", arguments: [65_536, 99_999, 0])
    func badPort(port: Int) { #expect(CalendarAddress("http://127.0.0.1:\(port)/a.ics") == nil) }

    @Test("For a person who waits, a server that is away is asked once")
    func once() async throws {
        try await WebServer.run(.answer(503)) { server in
            let schedule = try schedule("http://127.0.0.1:\(server.port)/a.ics", triesAgain: false)
            _ = await #expect(throws: ScheduleError.self) { try await schedule.read() }
            #expect(server.requests.count == 1)
        }
    }

    @Test("What has not changed is not sent again, by ETag or by its date; the next day it is read anew")
    func unchanged() async throws {
        let versions = [
            ("ETag", "\"v1\"", "If-None-Match"),
            ("Last-Modified", "Sun, 22 Nov 2026 11:00:00 GMT", "If-Modified-Since"),
        ]
        for (header, value, condition) in versions {
            let reply: @Sendable (WebServer.Request) -> WebServer.Behaviour = { request in
                request.header(condition) == value
                    ? .answer(304) : .answer(200, headers: [header: value], body: Self.text)
            }
            try await WebServer.run(.reply(reply)) { server in
                clock.set(Date(timeIntervalSince1970: 1_795_348_800))
                let schedule = try schedule("http://127.0.0.1:\(server.port)/a.ics")
                let first = try await schedule.read()
                #expect(CalendarFixture.lines(first) == ["11-22 14:00+3600 x"])
                clock.advance(by: 300)
                let second = try await schedule.read()
                #expect(second.slots == first.slots && second.fetchedAt == clock.now())
                clock.advance(by: 86_400)
                _ = try await schedule.read()
                #expect(server.requests.map { $0.header(condition) } == [nil, value, nil])
                server.behave(.answer(200, headers: [header: "x"], body: Self.text.replacing("T14", with: "T15")))
                let third = try await schedule.read()
                #expect(CalendarFixture.lines(third) == ["11-22 15:00+3600 x"])
            }
        }
    }

    @Test("A user and a password go to the calendar's server, and into nothing that is shown")
    func password() async throws {
        try await WebServer.run(.answer(200, body: Self.text)) { server in
            try await WebServer.run(.answer(200, body: Self.text), at: "127.0.0.2") { other in
                let address = "http://me:hack%20me@127.0.0.1:\(server.port)/private-key/a.ics"
                let schedule = try schedule(address)
                _ = try await schedule.read()
                let expected = Data("me:hack me".utf8).base64EncodedString()
                #expect(server.requests.first?.header("Authorization") == "Basic \(expected)")
                #expect(!schedule.name.contains("hack") && !schedule.name.contains("private"))
                #expect(schedule.name.contains("127.0.0.1:\(server.port)"))
                // Nor to another server.
                server.behave(.answer(302, headers: ["Location": "http://127.0.0.2:\(other.port)/a.ics"]))
                clock.advance(by: 86_400)
                _ = try await schedule.read()
                #expect(other.requests.map { $0.header("Authorization") } == [nil])
                server.behave(.answer(401))
                clock.advance(by: 86_400)
                let error = await #expect(throws: ScheduleError.self) { try await schedule.read() }
                #expect(error?.description.contains("a user and a password") == true)
                #expect(error?.description.contains("hack") == false && error?.description.contains("private") == false)
            }
        }
    }

    @Test(
        "Two calendars of one server are two, and one is the same by whatever name",
        arguments: [("a", "b", false), ("a", "a", true)])
    func names(one: String, other: String, isSame: Bool) throws {
        let names = try [one, other].map { try schedule("https://example.org/\($0).ics").name }
        #expect((names[0] == names[1]) == isSame)
        #expect(try schedule("webcal://example.org/a").name == schedule("https://u:p@example.org/a").name)
    }

    @Test(
        "What a server answers in place of a calendar is told in words; what passes is tried four times",
        arguments: [
            (401, "a user and a password", false), (403, "may not be read", false), (404, "no calendar at this", false),
            (410, "no calendar at this", false), (400, "HTTP status 400", false), (304, "HTTP status 304", false),
            (429, "trouble of its own", true), (500, "trouble of its own", true), (503, "trouble of its own", true),
        ])
    func errors(status: Int, part: String, mayPass: Bool) async throws {
        try await WebServer.run(.answer(status)) { server in
            let schedule = try schedule("http://127.0.0.1:\(server.port)/")
            let error = await #expect(throws: ScheduleError.self) { try await schedule.read() }
            #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
            #expect(error?.mayPass == mayPass)
            #expect(server.requests.count == (mayPass ? 4 : 1))
        }
    }

    @Test("A server that is not there, says nothing, says too much, or sends one about, is told of")
    func odd() async throws {
        let nobody = try schedule("http://127.0.0.1:1/")
        let refused = await #expect(throws: ScheduleError.self) { try await nobody.read() }
        #expect(refused?.mayPass == true)
        try await WebServer.run(.hang) { server in
            let schedule = try schedule("http://127.0.0.1:\(server.port)/", patience: 0.2)
            let late = await #expect(throws: ScheduleError.self) { try await schedule.read() }
            #expect(late?.description.contains("in time") == true)
            // Not even one that goes on saying a little.
            server.behave(.drip(every: 20))
            let began = ContinuousClock.now
            let drip = await #expect(throws: ScheduleError.self) { try await schedule.read() }
            #expect(drip?.description.contains("in time") == true && drip?.mayPass == true)
            #expect(began.duration(to: .now) < .seconds(60))
            server.behave(.answer(200, body: String(repeating: "x", count: ICalendarSchedule.largest + 1)))
            let usual = try self.schedule("http://127.0.0.1:\(server.port)/")
            let large = await #expect(throws: ScheduleError.self) { try await usual.read() }
            #expect(large?.description.contains("32 MiB") == true)
            server.behave(.answer(302, headers: ["Location": "/"]))
            let round = await #expect(throws: ScheduleError.self) { try await usual.read() }
            #expect(round?.description.contains("without end") == true)
        }
    }

    @Test("A server that is not there is told of at once, in a small part of the time that an answer may take")
    func notThere() async throws {
        let patience = 60.0
        let began = ContinuousClock.now
        let error = await #expect(throws: ScheduleError.self) {
            try await schedule("http://127.0.0.1:1/", patience: patience).read()
        }
        #expect(ContinuousClock.now - began < .seconds(patience / 2))
        #expect(error?.description.contains("Connection refused") == true, "\(error?.description ?? "")")
        // The pauses are by the clock, which shows what it is set to.
        #expect(clock.waits.count == 3)
    }

    @Test("A file that has not changed is not read again, and one that has is")
    func file() async throws {
        let file = TemporaryFolder.current.appending("a.ics")
        let zone = try #require(TimeZone(identifier: "Europe/London"))
        let schedule = ICalendarSchedule(.file(file), span: ScheduleSpan(zone: zone), clock: clock)
        let missing = await #expect(throws: ScheduleError.self) { try await schedule.read() }
        #expect(missing?.description.contains("does not exist") == true)
        try Data(Self.text.utf8).write(to: URL(filePath: file.string))
        let first = try await schedule.read()
        clock.advance(by: 60)
        let second = try await schedule.read()
        #expect(second.slots == first.slots && second.fetchedAt == clock.now())
        try Data(Self.text.replacing("T14", with: "T15").utf8).write(to: URL(filePath: file.string))
        let third = try await schedule.read()
        #expect(CalendarFixture.lines(third) == ["11-22 15:00+3600 x"])
    }
}
