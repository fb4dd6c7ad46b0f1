import Foundation
import Programme
import Schedule
import SystemPackage
import TestSupport
import Testing

@Suite(.temporaryFolder)
struct CachedScheduleTests {
    struct Calendar: ScheduleSource {
        var name = "a calendar"
        var answer: Result<ScheduleReading, any Error>

        func read() async throws -> ScheduleReading { try answer.get() }
    }

    let file = TemporaryFolder.current.appending("state/schedule.json")
    let offline = ScheduleError("the calendar cannot be reached: check the network")

    var cache: ScheduleCache { ScheduleCache(file: file) }

    func reading() throws -> ScheduleReading {
        let start = Date(timeIntervalSince1970: 1_795_000_000)
        let slot = Slot(start: start, end: start + 3600, pid: try PID("Alpha"), title: "Caf\u{E9} \"A\"", type: .live)
        return ScheduleReading(
            source: "a calendar", fetchedAt: start, slots: [slot], notes: [ScheduleNote(event: "e", reason: "r")])
    }

    func read(_ answer: Result<ScheduleReading, any Error>, name: String = "a calendar") async throws -> ScheduleReading
    {
        try await CachedSchedule(source: Calendar(name: name, answer: answer), cache: cache).read()
    }

    @Test("A calendar that is lost is read from the cache, marked stale, with the error as a note")
    func lost() async throws {
        #expect(try await read(.success(try reading())) == (try reading()))
        var expected = try reading()
        (expected.stale, expected.staleness) = (true, .broken)
        expected.notes.insert(ScheduleNote(event: "a calendar", reason: offline.description), at: 0)
        #expect(try await read(.failure(offline)) == expected)
        // And again: what is stale is never kept.
        #expect(try await read(.failure(offline)) == expected)
        #expect(try await read(.success(try reading())) == (try reading()))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: file.removingLastComponent().string) == [
                "schedule.json"
            ])
    }

    @Test("Without a cache, or with one of another calendar, the error is thrown")
    func nothingCached() async throws {
        await #expect(throws: offline) { try await read(.failure(offline)) }
        _ = try await read(.success(try reading()))
        await #expect(throws: offline) { try await read(.failure(offline), name: "another calendar") }
    }

    @Test("An old reading says whether that may pass, or somebody has to do something, or it is not believed")
    func staleness() async throws {
        #expect(try await read(.success(try reading())).staleness == nil)
        #expect(try await read(.failure(ScheduleError("it is restarted", mayPass: true))).staleness == .away)
        #expect(try await read(.failure(ScheduleError("it is gone", mayPass: false))).staleness == .broken)
        var empty = try reading()
        empty.fetchedAt -= 1
        empty.slots = []
        #expect(try await read(.success(empty)).staleness == .doubted)
        let schedule = CachedSchedule(source: Calendar(answer: .failure(offline)), cache: cache)
        #expect(await schedule.remembered()?.staleness == .away)
    }

    @Test("Being cancelled is no reason to read the cache")
    func cancelled() async throws {
        _ = try await read(.success(try reading()))
        await #expect(throws: CancellationError.self) { try await read(.failure(CancellationError())) }
    }

    @Test(
        "A corrupt cache is as good as none, and is written anew",
        arguments: ["", "{", "[]", "\u{0}\u{0}", "{\"slots\":[]}"])
    func corrupt(text: String) async throws {
        _ = try await read(.success(try reading()))
        try Data(text.utf8).write(to: URL(filePath: file.string))
        await #expect(throws: offline) { try await read(.failure(offline)) }
        _ = try await read(.success(try reading()))
        #expect(try await read(.failure(offline)).slots == (try reading()).slots)
    }

    @Test("A crash while the cache is written leaves the one before, and what it left behind does no harm")
    func crashed() async throws {
        _ = try await read(.success(try reading()))
        let left = file.removingLastComponent().appending(".schedule.json.\(getpid()).tmp")
        try Data("{\"half".utf8).write(to: URL(filePath: left.string))
        #expect(try await read(.failure(offline)).slots == (try reading()).slots)
        _ = try await read(.success(try reading()))
        #expect(!FileManager.default.fileExists(atPath: left.string))
    }

    @Test("A cache that cannot be written is a note in a reading that is good")
    func unwritable() async throws {
        try FileManager.default.createDirectory(atPath: file.appending("x").string, withIntermediateDirectories: true)
        let reading = try await read(.success(try reading()))
        #expect(!reading.stale && reading.slots.count == 1)
        #expect(reading.notes.last?.event == "schedule cache")
        #expect(reading.notes.last?.reason.contains("disk has room") == true)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: file.removingLastComponent().string) == [
                "schedule.json"
            ])
    }

    @Test("The JSON is as the design says")
    func json() throws {
        let text = String(decoding: try FactsJSON.encode(try reading()), as: UTF8.self)
        #expect(
            text == #"{"fetchedAt":"2026-11-18T11:06:40.000Z","notes":[{"event":"e","reason":"r"}],"#
                + #""slots":[{"end":"2026-11-18T12:06:40.000Z","pid":"Alpha","start":"2026-11-18T11:06:40.000Z","#
                + #""title":"Café \"A\"","type":"live"}],"source":"a calendar","stale":false}"#)
    }
}
