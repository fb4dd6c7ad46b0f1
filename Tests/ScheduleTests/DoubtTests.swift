import Foundation
import Programme
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Schedule

/// A calendar that says what it is told to.
final class ToldCalendar: ScheduleSource {
    let name = "a calendar"
    let clock: SettableClock
    private let state: Mutex<(count: Int?, reads: Int)>

    init(clock: SettableClock, count: Int?) {
        self.clock = clock
        state = Mutex((count, 0))
    }

    /// How many programmes there are to come, one an hour; `nil` if it cannot be read.
    func tell(_ count: Int?) { state.withLock { $0.count = count } }

    var reads: Int { state.withLock { $0.reads } }

    func read() async throws -> ScheduleReading {
        let count = state.withLock { state in
            state.reads += 1
            return state.count
        }
        guard let count else { throw ScheduleError("the calendar is away: see to it", mayPass: true) }
        let now = clock.now()
        let pid = try PID("x")
        let slots = (0..<count).map { hour in
            Slot(start: now + 60 + 3600 * Double(hour), end: now + 3600 * Double(hour + 1), pid: pid, title: "X")
        }
        return ScheduleReading(source: name, fetchedAt: now, slots: slots)
    }
}

@Suite(.temporaryFolder, .timeLimit(.minutes(3)))
struct DoubtTests {
    let clock = SettableClock(Date(timeIntervalSince1970: 1_795_348_800))
    let cache = ScheduleCache(file: TemporaryFolder.current.appending("schedule.json"))

    func schedule(_ calendar: ToldCalendar, patience: Double = 86_400, accepts: Bool = false) -> CachedSchedule {
        CachedSchedule(source: calendar, cache: cache, patience: patience, accepts: accepts)
    }

    @Test(
        "A calendar that has suddenly lost nine tenths of what was to come is not believed",
        arguments: [
            (40, 0, true), (40, 4, true), (40, 5, false), (40, 400, false), (1, 0, true), (9, 1, false), (0, 0, false),
            (200, 20, true), (200, 21, false),
        ])
    func doubted(had: Int, has: Int, isDoubted: Bool) async throws {
        let calendar = ToldCalendar(clock: clock, count: had)
        _ = try await schedule(calendar).read()
        calendar.tell(has)
        clock.advance(by: 30)
        let reading = try await schedule(calendar).read()
        #expect(reading.stale == isDoubted)
        #expect(reading.slots.count == (isDoubted ? had : has))
        #expect(reading.notes.count == (isDoubted ? 1 : 0))
        if isDoubted {
            let reason = try #require(reading.notes.first).reason
            #expect(reason.contains("suddenly") && reason.contains("\(had)"))
        }
    }

    @Test("After a day of it, also across restarts and times of its being away, it is believed; or at once, if told so")
    func believed() async throws {
        let calendar = ToldCalendar(clock: clock, count: 40)
        let trusted = try await schedule(calendar).read().fetchedAt
        calendar.tell(0)
        clock.advance(by: 60)
        for _ in 0..<3 {
            let reading = try await schedule(calendar).read()
            #expect(reading.stale && reading.slots.count == 40 && reading.fetchedAt == trusted)
            clock.advance(by: 3600)
        }
        calendar.tell(nil)
        #expect(try await schedule(calendar).read().stale)
        calendar.tell(0)
        clock.advance(by: 86_400 - 3 * 3600 - 1)
        #expect(try await schedule(calendar).read().slots.count == 40)
        clock.advance(by: 1)
        let reading = try await schedule(calendar).read()
        #expect(!reading.stale && reading.slots == [] && reading.doubtedSince == nil)

        calendar.tell(40)
        _ = try await schedule(calendar).read()
        calendar.tell(0)
        #expect(try await schedule(calendar).read().stale)
        #expect(try await schedule(calendar, accepts: true).read().slots == [])
        #expect(try await schedule(calendar).read().stale == false)
    }

    @Test("A doubt from a clock that was ahead lasts as long as any other")
    func aheadOfTime() async throws {
        let calendar = ToldCalendar(clock: clock, count: 40)
        _ = try await schedule(calendar).read()
        calendar.tell(0)
        clock.advance(by: 36_000)
        #expect(try await schedule(calendar).read().stale)
        clock.advance(by: -36_000)
        #expect(try await schedule(calendar).read().doubtedSince == clock.now())
        clock.advance(by: 86_400)
        #expect(try await schedule(calendar).read().slots == [])
    }

    @Test("A doubt is forgotten as soon as the calendar is as it was")
    func recovered() async throws {
        let calendar = ToldCalendar(clock: clock, count: 40)
        _ = try await schedule(calendar).read()
        calendar.tell(1)
        #expect(try await schedule(calendar).read().doubtedSince == clock.now())
        calendar.tell(39)
        clock.advance(by: 3600)
        let reading = try await schedule(calendar).read()
        #expect(!reading.stale && reading.doubtedSince == nil)
        calendar.tell(0)
        clock.advance(by: 86_000)
        #expect(try await schedule(calendar).read().doubtedSince == clock.now())
    }

    @Test(
        "The only programme to come may be put off, or brought forward, as far as one likes",
        arguments: [-600.0, 3600, 7e5])
    func moved(by seconds: Double) throws {
        let now = clock.now()
        func reading(_ starts: [Date]) throws -> ScheduleReading {
            let slots = try starts.map { Slot(start: $0, end: $0 + 60, pid: try PID("x"), title: "X") }
            return ScheduleReading(source: "a calendar", fetchedAt: now, slots: slots)
        }
        let before = try reading([now - 3600, now + 7200])
        let moved = try reading([now - 3600, now + 7200 + seconds])
        #expect(Doubt(before: before, after: moved).reason == nil)
        #expect(Doubt(before: before, after: try reading([now - 3600])).reason?.contains("suddenly empty") == true)
    }

    @Test(
        "A calendar whose recorded programmes have nearly all become live is not believed",
        arguments: [(40, 0, true), (40, 4, true), (40, 5, false), (2, 0, false), (3, 0, true), (0, 0, false)])
    func live(had: Int, has: Int, isDoubted: Bool) throws {
        func reading(_ recorded: Int) throws -> ScheduleReading {
            let slots = try (0..<50).map { hour in
                let start = clock.now() + 3600 * Double(hour + 1)
                return Slot(
                    start: start, end: start + 60, pid: try PID("x"), title: "X",
                    type: hour < recorded ? .recorded : .live)
            }
            return ScheduleReading(source: "a calendar", fetchedAt: clock.now(), slots: slots)
        }
        let reason = Doubt(before: try reading(had), after: try reading(has)).reason
        #expect(reason?.contains("become live") == (isDoubted ? true : nil))
    }

    @Test("A reading of years that is accepted is not kept whole: the next one of weeks has lost nothing")
    func wide() async throws {
        let calendar = ToldCalendar(clock: clock, count: 2000)
        let usual = clock.now()..<(clock.now() + 86_400)
        let accepted = CachedSchedule(source: calendar, cache: cache, accepts: true, usual: usual)
        #expect(try await accepted.read().slots.count == 2000)
        calendar.tell(24)
        #expect(try await schedule(calendar).read().stale == false)
    }

    @Test("What is accepted, and cannot be kept, is an error")
    func unkept() async throws {
        let folder = TemporaryFolder.current.appending("schedule.json/x").string
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let accepting = schedule(ToldCalendar(clock: clock, count: 1), accepts: true)
        let error = await #expect(throws: ScheduleError.self) { try await accepting.read() }
        #expect(error?.description.contains("could not be kept") == true)
    }

    @Test("Programmes that are simply over are no reason for doubt")
    func over() async throws {
        let calendar = ToldCalendar(clock: clock, count: 3)
        _ = try await schedule(calendar).read()
        clock.advance(by: 3 * 3600)
        calendar.tell(0)
        #expect(try await schedule(calendar).read().stale == false)
    }
}

@Suite(.timeLimit(.minutes(3)))
struct ReadingRhythmTests {
    let rhythm = ReadingRhythm(period: 300, lead: 55)
    let began = Date(timeIntervalSince1970: 1_795_348_800)

    @Test(
        "The calendar is read after its period, before each airing, and after a failure sooner, with growing pauses",
        arguments: [
            (299.0, 0, [Double](), false), (300, 0, [], true), (-1, 0, [], true),
            (100, 0, [156], false), (100, 0, [155], true), (100, 0, [100], false), (100, 0, [101], true),
            (100, 0, [50], false), (100, 0, [1000], false), (19, 0, [60], false), (20, 0, [60], true),
            (14, 1, [], false), (15, 1, [], true), (29, 2, [], false), (30, 2, [], true), (239, 5, [], false),
            (240, 5, [], true), (299, 6, [], false), (300, 6, [], true), (300, 1000, [], true),
            // A failure is no reason to be late for an airing.
            (100, 6, [155], true), (100, 6, [156], false), (19, 6, [60], false),
        ])
    func due(passed: Double, failures: Int, airings: [Double], isDue: Bool) {
        #expect(
            rhythm.isDue(now: began + passed, began: began, failures: failures, airings: airings.map { began + $0 })
                == isDue)
    }

    @Test("Before an airing it is read once")
    func once() {
        var (reads, last) = (0, began)
        for second in stride(from: 0.0, to: 200, by: 5) {
            let now = began + second
            if rhythm.isDue(now: now, began: last, failures: 0, airings: [began + 150]) {
                (reads, last) = (reads + 1, now)
            }
        }
        #expect(reads == 1 && last == began + 95)
    }
}

@Suite(.temporaryFolder, .timeLimit(.minutes(3)))
struct ScheduleFollowerTests {
    let clock = SettableClock(Date(timeIntervalSince1970: 1_795_348_800))
    var cache: ScheduleCache { ScheduleCache(file: TemporaryFolder.current.appending("schedule.json")) }

    /// Answers when it is let go.
    final class SlowCalendar: ScheduleSource {
        let name = "a calendar"
        let gate = AsyncStream<ScheduleReading>.makeStream()
        let asked = AsyncStream<Void>.makeStream()

        func read() async throws -> ScheduleReading {
            asked.continuation.yield()
            for await reading in gate.stream { return reading }
            throw CancellationError()
        }
    }

    @Test("Nobody waits for a calendar that does not answer: what was known holds, and its answer counts when it comes")
    func slow() async throws {
        var known = ScheduleReading(source: "a calendar", fetchedAt: clock.now() - 3600)
        known.slots = [Slot(start: clock.now(), end: clock.now() + 60, pid: try PID("old"), title: "Old")]
        try await cache.store(known)
        let calendar = SlowCalendar()
        let follower = ScheduleFollower(
            CachedSchedule(source: calendar, cache: cache), rhythm: ReadingRhythm(period: 300, lead: 55), clock: clock,
            patience: .milliseconds(50))
        await follower.look()
        #expect(await follower.reading?.slots.map(\.title) == ["Old"])
        #expect(await follower.reading?.stale == true)
        // Asked again and again, it still is the same question.
        for _ in 0..<3 {
            clock.advance(by: 40)
            await follower.look()
        }
        var fresh = known
        fresh.slots = [Slot(start: clock.now(), end: clock.now() + 60, pid: try PID("new"), title: "New")]
        fresh.fetchedAt = clock.now()
        calendar.gate.continuation.yield(fresh)
        while await follower.reading?.stale == true { await Task.yield() }
        #expect(await follower.reading == fresh)
        var questions = 0
        calendar.asked.continuation.finish()
        for await _ in calendar.asked.stream { questions += 1 }
        #expect(questions == 1)
    }

    @Test("A reading that hangs is given up, what was known is stale, and the next one counts")
    func hanging() async throws {
        let calendar = SlowCalendar()
        let follower = ScheduleFollower(
            CachedSchedule(source: calendar, cache: cache), rhythm: ReadingRhythm(period: 300, lead: 55), clock: clock,
            patience: .milliseconds(50))
        var asked = calendar.asked.stream.makeAsyncIterator()
        await follower.look()
        await asked.next()
        let good = ScheduleReading(source: "a calendar", fetchedAt: clock.now())
        calendar.gate.continuation.yield(good)
        while await follower.reading != good { await Task.yield() }
        clock.advance(by: 300)
        await follower.look()
        await asked.next()
        clock.advance(by: ScheduleFollower.longest)
        await follower.look()
        #expect(await follower.reading?.staleness == .away)
        #expect(await follower.reading?.notes.first?.reason.contains("could not be read within") == true)
        // It has failed once, so that the next one is begun at once.
        await asked.next()
        #expect(await follower.reading?.fetchedAt == good.fetchedAt)
    }

    /// Answers when it is let go, and does not notice that nobody waits for it any more.
    final class DeafCalendar: ScheduleSource {
        let name = "a calendar"
        let asked = AsyncStream<CheckedContinuation<ScheduleReading, Never>>.makeStream()

        func read() async throws -> ScheduleReading {
            await withCheckedContinuation { asked.continuation.yield($0) }
        }
    }

    @Test("Of a reading that was given up nothing is kept, whenever it comes")
    func late() async throws {
        let (calendar, cache) = (DeafCalendar(), cache)
        let work = Task { try await CachedSchedule(source: calendar, cache: cache).read() }
        var asked = calendar.asked.stream.makeAsyncIterator()
        let question = try #require(await asked.next())
        work.cancel()
        question.resume(returning: ScheduleReading(source: "a calendar", fetchedAt: clock.now()))
        await #expect(throws: CancellationError.self) { try await work.value }
        #expect(await cache.load() == nil)
    }

    @Test("Before each airing the calendar is asked once more, by its ETag, and a change made until then counts")
    func beforeAirings() async throws {
        let began = clock.now()
        let event = CalendarFixture.event("DTSTART:20261122T140000Z", "DURATION:PT1H")
        let text = CalendarFixture.text(event)
        let zone = try #require(TimeZone(identifier: "Europe/London"))
        try await WebServer.run(.answer(200, headers: ["ETag": "\"v1\""], body: text)) { server in
            let address = try #require(CalendarAddress("http://127.0.0.1:\(server.port)/a.ics"))
            let source = ICalendarSchedule(.web(address), span: ScheduleSpan(zone: zone), clock: clock)
            let follower = ScheduleFollower(
                CachedSchedule(source: source, cache: cache), rhythm: ReadingRhythm(period: 3600, lead: 55),
                clock: clock, patience: .seconds(600))
            func look(at seconds: Double, isRead: Bool) async throws {
                clock.set(began + seconds)
                await follower.look(airings: [began + 200, began + 400])
                while isRead, await follower.reading?.fetchedAt != clock.now() {
                    // Were it not believed, it would not come either.
                    try #require(await follower.reading?.stale != true, "at \(seconds) s")
                    await Task.yield()
                }
            }
            try await look(at: 0, isRead: true)
            server.behave(.reply { $0.header("If-None-Match") == "\"v1\"" ? .answer(304) : .answer(500) })
            try await look(at: 144, isRead: false)
            try await look(at: 145, isRead: true)
            #expect(await follower.reading.map(CalendarFixture.lines) == ["11-22 14:00+3600 x"])
            for second in [150.0, 199, 200, 344] { try await look(at: second, isRead: false) }
            let changed = text.replacing("T140000", with: "T150000")
            server.behave(.answer(200, headers: ["ETag": "\"v2\""], body: changed))
            try await look(at: 345, isRead: true)
            #expect(await follower.reading.map(CalendarFixture.lines) == ["11-22 15:00+3600 x"])
            #expect(server.requests.map { $0.header("If-None-Match") } == [nil, "\"v1\"", "\"v1\""])
        }
    }

    @Test("A calendar that cannot be read, and never could, is a trouble until it can")
    func trouble() async throws {
        let calendar = ToldCalendar(clock: clock, count: nil)
        let follower = ScheduleFollower(
            CachedSchedule(source: calendar, cache: cache), rhythm: ReadingRhythm(period: 300, lead: 55), clock: clock)
        await follower.look()
        #expect(await follower.reading == nil)
        #expect(await follower.trouble?.contains("is away") == true)
        await follower.look()
        #expect(calendar.reads == 1)
        calendar.tell(2)
        clock.advance(by: 15)
        await follower.look()
        while await follower.reading == nil { await Task.yield() }
        #expect(await follower.trouble == nil)
        #expect(calendar.reads == 2)
    }
}
