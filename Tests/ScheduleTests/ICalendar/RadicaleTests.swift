import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Programme
import Subprocess
import SystemPackage
import TestSupport
import Testing

@testable import Schedule

/// A real calendar server on this machine, with a calendar of its own for each test.
struct Radicale: Sendable {
    let port: Int
    private static let user = "station:hackme"

    var address: String { "http://\(Self.user)@127.0.0.1:\(port)/station/schedule/" }

    /// Runs the server while `body` is at work.
    static func with<Value: Sendable>(_ body: @escaping @Sendable (Radicale) async throws -> Value) async throws
        -> Value
    {
        let folder = TemporaryFolder.current
        // A port that nobody has; it is free again when this returns.
        let port = try await WebServer.run { $0.port }
        let users = folder.appending("users")
        try Data("\(user)\n".utf8).write(to: URL(filePath: users.string))
        let arguments = [
            "--config", "", "--server-hosts", "127.0.0.1:\(port)", "--auth-type", "htpasswd",
            "--auth-htpasswd-filename", users.string, "--auth-htpasswd-encryption", "plain", "--auth-delay", "0",
            "--storage-filesystem-folder", folder.appending("collections").string, "--logging-level", "warning",
        ]
        var platform = PlatformOptions()
        platform.teardownSequence = []
        return try await Subprocess.run(
            .name("radicale"), arguments: Arguments(arguments), platformOptions: platform, input: .none,
            output: .discarded, error: .discarded
        ) { process in
            let radicale = Radicale(port: port)
            try await radicale.listening()
            let value = try await body(radicale)
            try process.send(signal: .kill)
            return value
        }.closureResult
    }

    /// Returns once the server answers.
    private func listening() async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while true {
            if let status = try? await ask(.GET, "/").status.code, status < 500 { return }
            guard ContinuousClock.now < deadline else { throw ScheduleError("Radicale does not start") }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    @discardableResult
    private func ask(
        _ method: HTTPMethod, _ path: String, _ headers: HTTPHeaders = [:], body: String = ""
    ) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
        request.method = method
        request.headers = headers
        request.headers.add(name: "Authorization", value: "Basic \(Data(Self.user.utf8).base64EncodedString())")
        if !body.isEmpty { request.body = .bytes(ByteBuffer(string: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
        _ = try await response.body.collect(upTo: 1 << 20)
        return response
    }

    func makeCalendar() async throws {
        let response = try await ask(.RAW(value: "MKCALENDAR"), "/station/schedule/")
        #expect(response.status == .created)
    }

    /// - Parameter body: an event, with those that change some of its occurrences.
    func put(_ name: String, _ body: String) async throws {
        let response = try await ask(
            .PUT, "/station/schedule/\(name).ics", ["Content-Type": "text/calendar; charset=utf-8"],
            body: CalendarFixture.text(body))
        #expect(response.status == .created || response.status == .noContent, "\(response.status)")
    }

    func delete(_ name: String) async throws { try await ask(.DELETE, "/station/schedule/\(name).ics") }
}

@Suite(.temporaryFolder, .timeLimit(.minutes(2)))
struct RadicaleTests {
    @Test(
        "The calendar of a real Radicale is read, with what is moved and cancelled, and follows what is changed there")
    func radicale() async throws {
        let zone = try #require(TimeZone(identifier: "Europe/London"))
        let now = try date("2026-11-22T12:00:00Z")
        try await Radicale.with { radicale in
            let clock = SettableClock(now)
            try await radicale.makeCalendar()
            let address = try #require(CalendarAddress(radicale.address))
            let schedule = ICalendarSchedule(.web(address), span: ScheduleSpan(zone: zone), clock: clock)
            let empty = try await schedule.read()
            #expect(empty.slots == [] && empty.notes == [])

            try await radicale.put("breakfast", Self.breakfast)
            try await radicale.put(
                "news",
                CalendarFixture.event(
                    "DTSTART:20261123T090000Z", "DTEND:20261123T100000Z", uid: "news",
                    description: "<p>PID:&nbsp\\;news</p>\\n<br>TYPE:live", title: "News\\, and more – täglich"))
            let first = try await schedule.read()
            #expect(
                CalendarFixture.lines(first) == [
                    "11-15 14:00+3600 breakfast", "11-22 14:00+3600 breakfast", "11-23 09:00+3600 news",
                    "11-29 18:00+5400 breakfast", "12-13 14:00+3600 breakfast", "12-20 14:00+3600 breakfast",
                    "12-27 14:00+3600 breakfast",
                ])
            #expect(first.notes == [])
            #expect(first.slots.first { $0.pid.text == "news" }?.title == "News, and more – täglich")

            clock.advance(by: 300)
            let again = try await schedule.read()
            #expect(again.slots == first.slots && again.fetchedAt == clock.now())

            try await radicale.delete("news")
            let without = try await schedule.read()
            #expect(!without.slots.contains { $0.pid.text == "news" } && without.slots.count == 6)
        }
    }

    /// Every Sunday for ever, one moved and one cancelled.
    private static let breakfast =
        CalendarFixture.event(
            "DTSTART;TZID=Europe/London:20240107T140000", "DTEND;TZID=Europe/London:20240107T150000",
            "RRULE:FREQ=WEEKLY;BYDAY=SU", uid: "breakfast", description: "PID:breakfast TYPE:RECORDED") + "\n"
        + CalendarFixture.event(
            "RECURRENCE-ID;TZID=Europe/London:20261129T140000", "DTSTART;TZID=Europe/London:20261129T180000",
            "DTEND;TZID=Europe/London:20261129T193000", uid: "breakfast", description: "PID:breakfast TYPE:RECORDED")
        + "\n"
        + CalendarFixture.event(
            "RECURRENCE-ID;TZID=Europe/London:20261206T140000", "DTSTART;TZID=Europe/London:20261206T140000",
            "DTEND;TZID=Europe/London:20261206T150000", "STATUS:CANCELLED", uid: "breakfast")

    @Test("A wrong password at a real Radicale is told as such")
    func wrongPassword() async throws {
        let zone = try #require(TimeZone(identifier: "Europe/London"))
        try await Radicale.with { radicale in
            try await radicale.makeCalendar()
            let address = try #require(CalendarAddress(radicale.address.replacing("hackme", with: "wrong")))
            let schedule = ICalendarSchedule(.web(address), span: ScheduleSpan(zone: zone))
            let error = await #expect(throws: ScheduleError.self) { try await schedule.read() }
            #expect(error?.description.contains("a user and a password") == true)
        }
    }
}
