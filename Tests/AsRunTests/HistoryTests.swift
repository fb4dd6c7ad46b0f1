import Foundation
import Programme
import Testing

@testable import AsRun

/// A history and what it comes to, in seconds after the planned start; planned off air at 3512.
struct History: CustomTestStringConvertible, Sendable {
    var name: String
    var events: [AirEvent]
    var finished = true
    var onAir: Double?
    var offAir: Double?
    var gaps: [Gap] = []
    var outcome: AsRunEntry.Outcome?
    var files = ["a.mp3"]
    /// Seconds of each recording.
    var length = 3600.0

    struct Gap: Equatable {
        var from: Double
        var to: Double?
        var reason: String
    }

    var testDescription: String { name }
}

@Suite("The entry of an airing")
struct HistoryTests {
    static let onTime = [event(-9, .armed), event(-0.3, .connected), event(0.004, .segment, segment: 0)]
    static let atEnd = [event(3509, .fading), event(3512.003, .ended), event(3512.2, .engineExited, "exit code 0")]

    @Test(
        "tells of one that went as planned, or nearly",
        arguments: [
            History(name: "as planned", events: onTime + atEnd, onAir: 0.004, offAir: 3512.003, outcome: .completed),
            History(
                name: "two segments", events: onTime + [event(1800, .segment, segment: 1)] + atEnd, onAir: 0.004,
                offAir: 3512.003, outcome: .completed),
            History(
                name: "events in any order", events: (onTime + atEnd).reversed(), onAir: 0.004, offAir: 3512.003,
                outcome: .completed),
            History(
                name: "connected after its segment had begun",
                events: [event(-0.3, .refused, "403"), event(0, .segment), event(0.9, .connected)] + atEnd,
                onAir: 0.9, offAir: 3512.003, outcome: .completed),
            History(
                name: "a second early or late at its end is as planned",
                events: onTime + [event(3511, .ended)], onAir: 0.004, offAir: 3511, outcome: .completed),
            History(
                name: "late at its end is in the error only",
                events: onTime + [event(3520, .ended)], onAir: 0.004, offAir: 3520, outcome: .completed),
            History(
                name: "disconnected within its last second has left",
                events: onTime + [event(3511.5, .disconnected, "reset"), event(3512, .ended)], onAir: 0.004,
                offAir: 3511.5, outcome: .completed),
        ])
    func asPlanned(history: History) throws { try check(history) }

    @Test(
        "tells of what was lost, and why",
        arguments: [
            History(
                name: "disconnected and back",
                events: onTime + [event(600, .disconnected, "connection reset"), event(600.4, .connected)] + atEnd,
                onAir: 0.004, offAir: 3512.003, gaps: [.init(from: 600, to: 600.4, reason: "connection reset")],
                outcome: .interrupted),
            History(
                name: "the engine killed and back",
                events: onTime
                    + [
                        event(600, .beat), event(600.5, .engineExited, "signal 9"), event(600.6, .armed),
                        event(600.8, .connected), event(601, .segment),
                    ] + atEnd,
                onAir: 0.004, offAir: 3512.003, gaps: [.init(from: 600.5, to: 601, reason: "signal 9")],
                outcome: .interrupted),
            History(
                name: "the engine's death noticed late",
                events: onTime
                    + [
                        event(600, .beat), event(660, .engineExited, "gone"), event(661, .connected),
                        event(661.2, .segment),
                    ] + atEnd,
                onAir: 0.004, offAir: 3512.003, gaps: [.init(from: 600, to: 661.2, reason: "gone")],
                outcome: .interrupted),
            History(
                name: "the engine's death before its first beat noticed late",
                events: onTime
                    + [
                        event(60, .engineExited, "gone"), event(60.5, .armed), event(60.7, .connected),
                        event(61, .segment),
                    ] + atEnd,
                onAir: 0.004, offAir: 3512.003, gaps: [.init(from: 0.004, to: 61, reason: "gone")],
                outcome: .interrupted),
            History(
                name: "the engine's death noticed 2 s after its last beat",
                events: onTime
                    + [
                        event(600, .beat), event(602, .engineExited, "gone"), event(603, .connected),
                        event(603, .segment),
                    ] + atEnd,
                onAir: 0.004, offAir: 3512.003, gaps: [.init(from: 602, to: 603, reason: "gone")],
                outcome: .interrupted),
            History(
                name: "the engine's death noticed by nobody",
                events: onTime
                    + [event(600, .beat), event(700, .armed), event(700.3, .connected), event(700.5, .segment)]
                    + atEnd,
                onAir: 0.004, offAir: 3512.003,
                gaps: [.init(from: 600, to: 700.5, reason: "the engine was gone")], outcome: .interrupted),
            History(
                name: "the first cause counts",
                events: onTime
                    + [
                        event(600, .disconnected, "reset"), event(601, .refused, "403"),
                        event(605, .engineExited, "signal 6"), event(606, .armed), event(606.5, .connected),
                        event(607, .segment),
                    ] + atEnd,
                onAir: 0.004, offAir: 3512.003, gaps: [.init(from: 600, to: 607, reason: "reset")],
                outcome: .interrupted),
            History(
                name: "a new engine is not on air by the old one's segment",
                events: [
                    event(0, .segment), event(1, .refused, "403"), event(10, .armed), event(10.2, .connected),
                    event(10.5, .segment),
                ] + atEnd,
                onAir: 10.5, offAir: 3512.003, gaps: [.init(from: 0, to: 10.5, reason: "403")], outcome: .interrupted),
            History(
                name: "late, the studio having refused it",
                events: [
                    event(-9, .armed), event(-0.3, .refused, "mountpoint in use"), event(0, .segment),
                    event(42, .connected),
                ] + atEnd,
                onAir: 42, offAir: 3512.003, gaps: [.init(from: 0, to: 42, reason: "mountpoint in use")],
                outcome: .interrupted),
            History(
                name: "late, the machine having booted late",
                events: [event(180, .armed), event(180.2, .connected), event(180.5, .segment)] + atEnd,
                onAir: 180.5, offAir: 3512.003, gaps: [.init(from: 0, to: 180.5, reason: "it was started late")],
                outcome: .interrupted),
            History(
                name: "late, its first engine having died",
                events: [
                    event(-9, .armed), event(-5, .engineExited, "exit code 1"), event(2, .connected),
                    event(2, .segment),
                ]
                    + atEnd,
                onAir: 2, offAir: 3512.003, gaps: [.init(from: 0, to: 2, reason: "exit code 1")],
                outcome: .interrupted),
            History(
                name: "late, refused before its engine died: what the studio said is the reason",
                events: [
                    event(-0.3, .refused, "401"), event(1, .engineExited, "signal 6"), event(3, .armed),
                    event(3.2, .connected), event(3.5, .segment),
                ] + atEnd,
                onAir: 3.5, offAir: 3512.003, gaps: [.init(from: 0, to: 3.5, reason: "401")], outcome: .interrupted),
            History(
                name: "ended early", events: onTime + [event(3000, .ended)], onAir: 0.004, offAir: 3000,
                gaps: [.init(from: 3000, to: 3512, reason: "it left the air early")], outcome: .interrupted),
            History(
                name: "ended early, and the next choice took over",
                events: onTime
                    + [
                        event(3000, .ended, "undecodable"), event(3000.1, .engineExited), event(3000.2, .armed),
                        event(3000.5, .connected), event(3001, .segment),
                    ] + atEnd,
                onAir: 0.004, offAir: 3512.003, gaps: [.init(from: 3000, to: 3001, reason: "undecodable")],
                outcome: .interrupted),
            History(
                name: "lost and never back",
                events: onTime + [event(600, .disconnected, "reset"), event(3512, .ended)], onAir: 0.004, offAir: 600,
                gaps: [.init(from: 600, to: 3512, reason: "reset")], outcome: .interrupted),
            History(
                name: "the machine's death",
                events: onTime + [event(100, .beat), event(101, .beat)], onAir: 0.004, offAir: 101,
                gaps: [.init(from: 101, to: 3512, reason: "nothing was heard of it after this")],
                outcome: .interrupted),
        ])
    func lost(history: History) throws { try check(history) }

    @Test(
        "tells of recordings that were shorter than they should be, or could not be played",
        arguments: [
            History(
                name: "off air at its content's end, a moment of silence before the connection's",
                events: onTime + [
                    event(3511.8, .exhausted, segment: 0), event(3512.1, .disconnected), event(3512.1, .ended),
                ],
                onAir: 0.004, offAir: 3511.8, outcome: .completed),
            History(
                name: "silence between two segments is as planned",
                events: onTime + [event(1795, .exhausted, segment: 0), event(1800, .segment, segment: 1)] + atEnd,
                onAir: 0.004, offAir: 3512.003, outcome: .completed, files: ["a.mp3", "b.mp3"], length: 1795),
            History(
                name: "silence between two segments that is longer than planned",
                events: onTime + [event(1793, .exhausted, segment: 0), event(1800, .segment, segment: 1)] + atEnd,
                onAir: 0.004, offAir: 3512.003, gaps: [.init(from: 1793, to: 1800, reason: "a.mp3 ended early")],
                outcome: .interrupted, files: ["a.mp3", "b.mp3"], length: 1795),
            History(
                name: "truncated",
                events: onTime
                    + [event(2000, .exhausted, segment: 0), event(2000.2, .disconnected), event(2000.2, .ended)],
                onAir: 0.004, offAir: 2000, gaps: [.init(from: 2000, to: 3512, reason: "a.mp3 ended early")],
                outcome: .interrupted),
            History(
                name: "lost in the silence between two segments",
                events: onTime
                    + [
                        event(1795, .exhausted, segment: 0), event(1796, .disconnected, "reset"),
                        event(1801, .segment, segment: 1), event(1802, .connected),
                    ] + atEnd,
                onAir: 0.004, offAir: 3512.003, gaps: [.init(from: 1795, to: 1802, reason: "reset")],
                outcome: .interrupted, files: ["a.mp3", "b.mp3"], length: 1795),
            History(
                name: "the second unplayable",
                events: onTime
                    + [event(1800, .unplayable, segment: 1), event(1800.1, .disconnected), event(1800.1, .ended)],
                onAir: 0.004, offAir: 1800, gaps: [.init(from: 1800, to: 3512, reason: "b.mp3 cannot be played")],
                outcome: .interrupted, files: ["a.mp3", "b.mp3"]),
            History(
                name: "the only one unplayable",
                events: [event(-9, .armed), event(-4, .unplayable, segment: 0), event(-3, .ended)],
                gaps: [.init(from: 0, to: 3512, reason: "a.mp3 cannot be played")], outcome: .failed),
            History(
                name: "stopped by somebody",
                events: onTime + [event(900, .stopped), event(901, .engineExited, "the engine was gone")],
                onAir: 0.004, offAir: 900, gaps: [.init(from: 900, to: 3512, reason: "the engine was told to stop")],
                outcome: .interrupted),
        ])
    func short(history: History) throws { try check(history) }

    @Test(
        "tells of one that was never on air",
        arguments: [
            History(
                name: "refused throughout",
                events: [
                    event(-9, .armed), event(-0.3, .refused, "401"), event(0, .segment), event(1, .refused, "401"),
                    event(3512, .ended), event(3513, .engineExited, "exit code 0"),
                ],
                gaps: [.init(from: 0, to: 3512, reason: "401")], outcome: .failed),
            History(
                name: "connected, and no segment ever",
                events: [event(-0.3, .connected), event(0.5, .engineExited, "signal 11")],
                gaps: [.init(from: 0, to: 3512, reason: "signal 11")], outcome: .failed),
            History(
                name: "nothing at all", events: [],
                gaps: [.init(from: 0, to: 3512, reason: "the engine never got as far as the studio")],
                outcome: .failed),
        ])
    func never(history: History) throws { try check(history) }

    /// In the mount's words.
    static let others = "stood by: another has the mount"

    @Test(
        "tells of one of a pair: standing by is no failure, and nothing else is called so",
        arguments: [
            History(
                name: "another had the mount throughout",
                events: [
                    event(-9, .armed), event(-0.3, .standingBy, "another has the mount"), event(0, .segment),
                    event(60, .standingBy, "another has the mount"), event(3512, .ended),
                ],
                gaps: [.init(from: 0, to: 3512, reason: others)], outcome: .stoodBy),
            History(
                name: "stood by, its engine ended by force at the end",
                events: [event(-0.3, .standingBy), event(0, .segment), event(3511.9, .engineExited, "killed")],
                gaps: [.init(from: 0, to: 3512, reason: others)], outcome: .stoodBy),
            History(
                name: "stood by after the studio had not been there",
                events: [
                    event(-0.3, .refused, "Connection refused"), event(2, .standingBy), event(3512, .ended),
                ],
                gaps: [.init(from: 0, to: 3512, reason: others)], outcome: .stoodBy),
            History(
                name: "stood by, and then the studio was gone",
                events: [
                    event(-0.3, .standingBy), event(3000, .refused, "Connection refused"), event(3512, .ended),
                ],
                gaps: [.init(from: 0, to: 3512, reason: "Connection refused")], outcome: .failed),
            History(
                name: "stood by, and its engine died and did not come back",
                events: [event(-0.3, .standingBy), event(2000, .engineExited, "signal 11")],
                gaps: [.init(from: 0, to: 3512, reason: others)], outcome: .failed),
            History(
                name: "stood by, was let in, and had nothing to send",
                events: [event(-0.3, .standingBy), event(2000, .connected), event(2010, .ended)],
                gaps: [.init(from: 0, to: 3512, reason: others)], outcome: .failed),
            History(
                name: "stood by with a recording that cannot be played",
                events: [event(-0.3, .standingBy), event(0, .unplayable, segment: 0), event(1, .ended)],
                gaps: [.init(from: 0, to: 3512, reason: "a.mp3 cannot be played")], outcome: .failed),
            History(
                name: "a wrong password, or a studio that is full, is not standing by",
                events: [
                    event(-0.3, .refused, "403, Forbidden (HTTP/1.0), though nobody has the mount"),
                    event(60, .refused, "401"), event(3512, .ended),
                ],
                gaps: [.init(from: 0, to: 3512, reason: "401")], outcome: .failed),
            History(
                name: "took over in the middle",
                events: [
                    event(-9, .armed), event(-0.3, .standingBy, "another has the mount"), event(0, .segment),
                    event(2500.25, .connected),
                ] + atEnd,
                onAir: 2500.25, offAir: 3512.003, gaps: [.init(from: 0, to: 2500.25, reason: others)],
                outcome: .interrupted),
            History(
                name: "the network gone, the other taking over, and the network back",
                events: onTime
                    + [
                        // What the conductor found out later: the studio had had nothing since then.
                        event(1210, .engineExited, "the network did not deliver"), event(1210.3, .armed),
                        event(1212, .refused, "could not connect"), event(1300, .standingBy, "another has the mount"),
                        event(1200, .disconnected, "the network did not deliver"), event(3512, .ended),
                    ],
                onAir: 0.004, offAir: 1200,
                gaps: [.init(from: 1200, to: 3512, reason: "the network did not deliver; then \(others)")],
                outcome: .interrupted),
            History(
                name: "lost, stood by twice over and took over again",
                events: onTime
                    + [
                        event(1200, .disconnected, "reset"), event(1201, .standingBy), event(1261, .standingBy),
                        event(1300, .connected),
                    ] + atEnd,
                onAir: 0.004, offAir: 3512.003,
                gaps: [.init(from: 1200, to: 1300, reason: "reset; then \(others)")], outcome: .interrupted),
            History(
                name: "standing by just now",
                events: onTime + [event(60, .disconnected, "reset"), event(61, .standingBy)],
                finished: false, onAir: 0.004, gaps: [.init(from: 60, to: nil, reason: "reset; then \(others)")]),
        ])
    func pair(history: History) throws { try check(history) }

    @Test(
        "tells what is known so far while it is not finished",
        arguments: [
            History(name: "not yet", events: [event(-9, .armed)], finished: false),
            History(name: "on air", events: onTime, finished: false, onAir: 0.004),
            History(
                name: "interrupted just now", events: onTime + [event(60, .disconnected, "reset")], finished: false,
                onAir: 0.004, gaps: [.init(from: 60, to: nil, reason: "reset")]),
            History(
                name: "back again", events: onTime + [event(60, .disconnected, "reset"), event(61, .connected)],
                finished: false, onAir: 0.004, gaps: [.init(from: 60, to: 61, reason: "reset")]),
            History(name: "left", events: onTime + atEnd, finished: false, onAir: 0.004, offAir: 3512.003),
        ])
    func soFar(history: History) throws { try check(history) }

    private func check(_ history: History) throws {
        let entry = AsRunEntry(
            airing: try airing(files: history.files, length: history.length), events: history.events,
            finished: history.finished)
        func seconds(_ date: Date?) -> Double? {
            date.map { ($0.timeIntervalSince(start) * 1000).rounded() / 1000 }
        }
        #expect(seconds(entry.onAir) == history.onAir)
        #expect(entry.onAirErrorMs == history.onAir.map { ($0 * 10_000).rounded() / 10 })
        #expect(seconds(entry.offAir) == history.offAir)
        #expect(entry.offAirErrorMs == history.offAir.map { (($0 - 3512) * 10_000).rounded() / 10 })
        let gaps = try entry.interruptions.map {
            History.Gap(from: try #require(seconds($0.from)), to: seconds($0.to), reason: $0.reason)
        }
        #expect(gaps == history.gaps)
        #expect(entry.outcome == history.outcome)
    }

    @Test("has the airing's facts, each file once")
    func facts() throws {
        let planned = try airing(files: ["a.mp3", "b.mp3", "a.mp3"])
        let entry = AsRunEntry(airing: planned, events: [], finished: false)
        #expect(entry.airing == "20261122T140000Z_breakfast")
        #expect(entry.title == "Breakfast")
        #expect(entry.pid.text == "breakfast")
        #expect(entry.origin == .scheduled)
        #expect(entry.files == ["a.mp3", "b.mp3"])
        #expect(entry.plannedOnAir == start)
        #expect(entry.plannedOffAir == start + 3512)
    }

    @Test("has what the schedule said, of each programme what it said first")
    func slots() throws {
        func slot(_ pid: String, _ offset: Double = 0, title: String = "T", wish: Wish? = nil) throws -> Slot {
            Slot(start: start + offset, end: start + offset + 1800, pid: try PID(pid), title: title, wish: wish)
        }
        var planned = try airing(files: ["a.mp3", "b.mp3", "c.mp3"])
        #expect(AsRunEntry(airing: planned, events: [], finished: true).slots == [])
        let (first, second) = (try slot("a", wish: Wish(file: "a.mp3")), try slot("b", 1800))
        planned.segments[0].slots = [first]
        // Something else took the rest of the first slot, of which the schedule said something else by then.
        planned.segments[1].slots = [try slot("A", title: "Another title")]
        planned.segments[2].slots = [second]
        #expect(AsRunEntry(airing: planned, events: [], finished: false).slots == [first, second])
        #expect(AsRunEntry(missed: planned, reason: "nobody there").slots == [first, second])
        let wish = Wish(withoutRepeat: true)
        let missing = Missing(start: start, end: start + 1800, pid: try PID("a"), title: "T", reason: "r", wish: wish)
        #expect(AsRunEntry(missed: missing).slots == [try slot("a", wish: wish)])
    }

    @Test("has for each file by how much it was made louder or quieter, as it was begun with")
    func gains() throws {
        var planned = try airing(files: ["a.mp3", "b.mp3", "a.mp3", "c.mp3"])
        for (index, gain) in [-3.4, nil, 5, 0].enumerated() { planned.segments[index].gain = gain }
        #expect(AsRunEntry(airing: planned, events: [], finished: true).gains == [-3.4, nil, 0])
        #expect(AsRunEntry(missed: planned, reason: "nobody there").gains == [-3.4, nil, 0])
    }

    @Test("has its errors in milliseconds to one decimal, though its times are in whole ones")
    func errors() throws {
        let events = [event(-1, .connected), event(-0.01234, .segment), event(3512.00567, .ended)]
        let entry = AsRunEntry(airing: try airing(), events: events, finished: true)
        #expect(entry.onAirErrorMs == -12.3)
        #expect(entry.offAirErrorMs == 5.7)
        #expect(entry.onAir?.rfc3339 == "2026-11-22T13:59:59.988Z")
    }

    @Test("of a missed programme says why, whether there was nothing to play or nobody to play it")
    func missed() throws {
        let missing = Missing(
            start: start, end: start + 3600, pid: try PID("Breakfast"), title: "B", reason: "no recording")
        let entry = AsRunEntry(missed: missing)
        #expect(entry.slots == [Slot(start: start, end: start + 3600, pid: try PID("breakfast"), title: "B")])
        #expect(entry.airing == "20261122T140000Z_breakfast")
        #expect(entry.outcome == .missed)
        #expect(entry.onAir == nil)
        #expect(entry.interruptions == [.init(from: start, to: start + 3600, reason: "no recording")])
        let absent = AsRunEntry(missed: try airing(), reason: "playout was not running")
        #expect(absent.outcome == .missed)
        #expect(absent.files == ["a.mp3"])
        #expect(absent.interruptions == [.init(from: start, to: start + 3512, reason: "playout was not running")])
    }

    @Test("is JSON with every key, what is not known being null")
    func json() throws {
        let entry = AsRunEntry(
            airing: try airing(), events: Self.onTime + [event(60, .disconnected, "reset")], finished: false)
        let json = String(decoding: try FactsJSON.encode(entry), as: UTF8.self)
        #expect(
            json
                == #"{"airing":"20261122T140000Z_breakfast","files":["a.mp3"],"gains":[null],"interruptions":[{"from":"#
                + #""2026-11-22T14:01:00.000Z","reason":"reset","to":null}],"offAir":null,"offAirErrorMs":null,"#
                + #""onAir":"2026-11-22T14:00:00.004Z","onAirErrorMs":4,"origin":"scheduled","outcome":null,"#
                + #""pid":"breakfast","plannedOffAir":"2026-11-22T14:58:32.000Z","#
                + #""plannedOnAir":"2026-11-22T14:00:00.000Z","slots":[],"title":"Breakfast"}"#)
        let back: AsRunEntry = try FactsJSON.decode(from: Data(json.utf8))
        #expect(back.interruptions.first?.to == nil)
        #expect(back.airing == entry.airing)
    }
}
