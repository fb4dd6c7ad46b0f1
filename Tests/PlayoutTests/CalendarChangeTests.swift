import AsRun
import Foundation
import Logging
import Programme
import Schedule
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import OnAir
@testable import playout

/// A clock that shows what it is set to.
private final class Hands: WallClock {
    private let hands: Mutex<Date>

    init(_ now: Date) { hands = Mutex(now) }

    func now() -> Date { hands.withLock { $0 } }
    func set(_ now: Date) { hands.withLock { $0 = now } }
    func wait(until instant: Date) async throws { throw CancellationError() }
}

@Suite("A change of the calendar", .temporaryFolder, .timeLimit(.minutes(2))) struct CalendarChangeTests {
    private let noon = Date(rfc3339: "2026-11-22T12:00:00Z")!
    private var folder: FilePath { TemporaryFolder.current }
    private var silent: Logger { Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }) }

    private static func calendar(_ title: String, until end: String, description: String) -> String {
        [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//EN", "BEGIN:VEVENT", "UID:1", "SUMMARY:\(title)",
            "DESCRIPTION:\(description)", "DTSTART:20261122T120320Z", "DTEND:20261122T\(end)Z", "END:VEVENT",
            "END:VCALENDAR", "",
        ].joined(separator: "\r\n")
    }

    private func put(_ name: String, _ data: Data) throws {
        let file = folder.appending(name)
        try FileManager.default.createDirectory(
            atPath: file.removingLastComponent().string, withIntermediateDirectories: true)
        try data.write(to: URL(filePath: file.string))
        try FileManager.default.setAttributes([.modificationDate: noon - 3600], ofItemAtPath: file.string)
    }

    /// Silence, 8 kHz, one channel of 8 bits.
    private func silence(seconds: Int) -> Data {
        func little<Number: FixedWidthInteger>(_ number: Number) -> Data {
            withUnsafeBytes(of: number.littleEndian) { Data($0) }
        }
        let samples = Data(repeating: 128, count: 8000 * seconds)
        var data = Data("RIFF".utf8) + little(UInt32(36 + samples.count)) + Data("WAVEfmt ".utf8)
        data += little(UInt32(16)) + little(UInt16(1)) + little(UInt16(1)) + little(UInt32(8000))
        data += little(UInt32(8000)) + little(UInt16(1)) + little(UInt16(8))
        return data + Data("data".utf8) + little(UInt32(samples.count)) + samples
    }

    private func station(port: Int, clock: Hands) throws -> Station {
        let text = """
            station: { name: Test FM, timezone: Europe/London }
            schedule: { ical: "http://127.0.0.1:\(port)/a.ics", every: 1440 }
            library: { folder: programmes }
            studio: { host: 127.0.0.1, password: hackme }
            state: state
            """
        try put("playout.yaml", Data(text.utf8))
        try put("programmes/20261122_120320_show.wav", silence(seconds: 60))
        let settings = try Settings.local(config: nil, environment: [:], workingFolder: folder)
        return Station(settings, clock: clock, logger: silent)
    }

    @Test("is seen before the airing, and takes effect until it is begun; later ones change neither it nor its record")
    func change() async throws {
        let first = Self.calendar("First", until: "120420", description: "PID:show TYPE:RECORDED")
        let second = Self.calendar(
            "Second", until: "120400", description: "PID:show TYPE:RECORDED REPEAT:2026-11-15")
        let third = Self.calendar("Third", until: "120340", description: "PID:show TYPE:LIVE")
        try await WebServer.run(.answer(200, headers: ["ETag": "1"], body: first)) { server in
            let clock = Hands(noon)
            let station = try station(port: server.port, clock: clock)
            let keeper = AsRunKeeper(station.settings.stateFolder.asRunLog, clock: clock, logger: silent)
            let planner = Planner(
                station: station, absence: Absence(keeper: keeper, logger: silent), logger: silent)
            /// The programme's airing by what is read at a time.
            func airing(at seconds: Double, titled title: String) async throws -> Airing {
                clock.set(noon + seconds)
                let deadline = ContinuousClock.now + .seconds(60)
                while true {
                    let airing = try #require(try await planner.refresh().order.airings.first)
                    if airing.title == title { return airing }
                    try #require(ContinuousClock.now < deadline, "the plan has \(airing.title) at \(seconds) s")
                }
            }
            #expect(try await airing(at: 0, titled: "First").offAir == noon + 260)

            // The next reading by the period is a day away.
            server.behave(.answer(200, headers: ["ETag": "2"], body: second))
            let begun = try await airing(at: 150, titled: "Second")
            #expect(server.requests.map { $0.header("If-None-Match") } == [nil, "1"])
            #expect(begun.offAir == noon + 240)
            let said = try #require(begun.segments.first?.slots)
            #expect(said.map(\.title) == ["Second"] && said.map(\.end) == [noon + 240])
            #expect(said.map(\.wish) == [Wish(edition: EditionDate(year: 2026, month: 11, day: 15))])

            var situation = Situation(
                now: noon + 190, order: RunningOrder(airings: [begun]), active: [], finished: [],
                settings: station.settings.engine)
            #expect(situation.decisions == [.begin(begun)])
            situation.begun(begun)
            let events = [
                AirEvent(at: noon + 199.7, kind: .connected), AirEvent(at: noon + 200, kind: .segment, segment: 0),
            ]
            for event in events { situation.note(event, of: begun.id) }

            server.behave(.answer(200, headers: ["ETag": "3"], body: third))
            clock.set(noon + 86_400)
            let later = try #require(try await station.schedule?.read().slots.first)
            #expect(later.title == "Third" && later.type == .live)
            var changed = begun
            (changed.title, changed.offAir) = ("Third", noon + 220)
            changed.segments[0].slots = [later]
            situation.order = RunningOrder(airings: [changed])
            let onAir = try #require(situation.active.first?.airing)
            #expect(onAir == begun)
            let end = AirEvent(at: noon + 240, kind: .ended)
            try await keeper.record(onAir, events + [end], isFinished: true)
            let row = try #require(try keeper.log().entry(airing: begun.id))
            #expect(row.slots == said && row.title == "Second" && row.plannedOffAir == noon + 240)
            #expect(row.outcome == .completed)
        }
    }
}
