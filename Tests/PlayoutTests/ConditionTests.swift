import Alerts
import Conditions
import Foundation
import Programme
import Schedule
import Testing

@testable import OnAir
@testable import playout

@Suite("What a person should know") struct ConditionTests {
    private let noon = Date(rfc3339: "2026-11-22T12:00:00Z")!
    private let london = TimeZone(identifier: "Europe/London")!

    private func airing(
        _ pid: String = "jazz", at start: Date? = nil, for seconds: Double = 3600, origin: Origin = .scheduled,
        warnings: [String] = []
    ) throws -> Airing {
        let (start, pid) = (start ?? noon, try PID(pid))
        let segment = Segment(
            file: "a.mp3", startsAt: start, cueOut: seconds, pid: pid, title: pid.text.capitalized, origin: origin)
        return Airing(
            onAir: start, offAir: start + seconds, fadedOutBy: nil, offAirBy: start + seconds,
            title: pid.text.capitalized, pid: pid, origin: origin, segments: [segment], warnings: warnings)
    }

    private func active(_ airing: Airing, _ events: (Double, AirEvent.Kind, String?)...) -> ActiveAiring {
        var active = ActiveAiring(airing, engine: .running(since: 0))
        for (at, kind, detail) in events {
            active.note(AirEvent(at: airing.onAir + at, kind: kind, detail: detail), at: 10 + at)
        }
        return active
    }

    private func knowledge(
        _ seconds: Double = 0, _ active: [ActiveAiring] = [], order: RunningOrder? = RunningOrder()
    ) -> Knowledge {
        var knowledge = Knowledge(now: noon + seconds, zone: london, active: active, plannedAt: noon + seconds)
        knowledge.order = order
        return knowledge
    }

    private func missing(_ pid: String = "jazz", at start: Date) throws -> Missing {
        Missing(
            start: start, end: start + 3600, pid: try PID(pid), title: "Jazz", reason: "there is no recording of it")
    }

    @Test("is nothing, while a programme is on air as planned, or none is to be")
    func well() throws {
        let airing = try airing()
        let onAir = active(airing, (-9, .armed, nil), (0, .connected, nil), (0, .segment, nil))
        #expect(knowledge(60, [onAir], order: RunningOrder(airings: [airing])).conditions == [])
        #expect(knowledge(7200, order: RunningOrder(airings: [airing])).conditions == [])
        #expect(knowledge(-60, order: RunningOrder(airings: [airing])).conditions == [])
    }

    @Test("is dead air where the connection is gone, with the reason, and only while the airing lasts")
    func lost() throws {
        let airing = try airing()
        let lost = active(
            airing, (0, .connected, nil), (30, .disconnected, ""), (31, .refused, "Connection refused"))
        let condition = try #require(knowledge(40, [lost]).conditions.first)
        #expect(condition.key == "dead-air")
        #expect(condition.urgency == .critical)
        #expect(condition.title == "Dead air: Jazz")
        #expect(condition.detail.hasPrefix("Jazz (Sun 22 Nov 12:00) is not reaching the studio: Connection refused."))
        #expect(condition.airing == airing.id)
        #expect(condition.grace < 10)
        #expect(knowledge(-5, [lost]).conditions == [])
        #expect(knowledge(3600, [lost]).conditions == [])
        #expect(knowledge(3599.5, [lost]).conditions == [])
    }

    @Test("is dead air told within ten seconds, and none of half a second, or of three")
    func inTime() throws {
        let airing = try airing()
        for (length, told) in [(0.5, nil), (3.0, nil), (60, 5.0)] as [(Double, Double?)] {
            let broken = active(airing, (0, .connected, nil), (30, .disconnected, nil))
            var mended = broken
            mended.note(AirEvent(at: airing.onAir + 30 + length, kind: .connected), at: 40 + length)
            var book = AlertBook()
            let notices = (0..<100).flatMap { second in
                let isBroken = (30..<30 + length).contains(Double(second))
                return book.update(
                    knowledge(Double(second), [isBroken ? broken : mended]).conditions, at: noon + Double(second))
            }
            let first = notices.first { $0.condition.key == "dead-air" }
            #expect(first.map { $0.at.timeIntervalSince(noon) - 30 <= 10 } == told.map { _ in true })
        }
    }

    @Test("is dead air where an airing should be on air and nobody has begun it")
    func unbegun() throws {
        let order = RunningOrder(airings: [try airing()])
        let condition = try #require(knowledge(60, order: order).conditions.first)
        #expect(condition.key == "dead-air")
        #expect((5...9).contains(condition.grace))
        #expect(knowledge(3599.5, order: order).conditions == [])
    }

    @Test("is no dead air where another machine has the mount, and it is told when this one has taken over")
    func standby() throws {
        let airing = try airing()
        let refusal = "another has the mount"
        let standing = active(airing, (-9, .armed, nil), (0, .standingBy, refusal))
        #expect(knowledge(60, [standing]).conditions == [])
        let tookOver = active(airing, (0, .standingBy, refusal), (60, .connected, nil))
        let condition = try #require(knowledge(61, [tookOver]).conditions.first)
        #expect(condition.key == "takeover/\(airing.id)")
        #expect(!condition.lasts)
        #expect(condition.detail.contains("12:01"))
        // Two airings that follow one another meet at the mount.
        #expect(knowledge(61, [active(airing, (-0.3, .standingBy, refusal), (1, .connected, nil))]).conditions == [])
        #expect(
            knowledge(61, [active(airing, (0, .refused, "401, wrong password"), (60, .connected, nil))]).conditions
                == [])
    }

    @Test("is dead air while the studio takes our own last connection for another machine's, and no takeover then")
    func ghost() throws {
        let airing = try airing()
        let cut = active(
            airing, (0, .connected, nil), (60, .engineExited, "x"), (61, .standingBy, "another has the mount"))
        #expect(knowledge(70, [cut]).conditions.map(\.key) == ["dead-air"])
        #expect(knowledge(80, [cut]).conditions == [])
        var back = cut
        back.note(AirEvent(at: noon + 71, kind: .connected), at: 81)
        #expect(knowledge(80, [back]).conditions.map(\.kind) == ["resumed"])
    }

    @Test("is that an engine died and another took on, and how often")
    func resumed() throws {
        let airing = try airing()
        let once = active(
            airing, (0, .connected, nil), (30, .engineExited, "the engine died (killed by signal 9)"),
            (30.3, .armed, nil), (30.4, .connected, nil))
        let condition = try #require(knowledge(31, [once]).conditions.first)
        #expect(condition.key == "resumed/\(airing.id)")
        #expect(!condition.lasts)
        #expect(condition.times == 1)
        #expect(condition.detail.hasPrefix("the engine died (killed by signal 9), and another took on"))
        let twice = active(
            airing, (0, .engineExited, "x"), (1, .engineExited, "y"), (2, .connected, nil), (3, .connected, nil))
        #expect(knowledge(4, [twice]).conditions.first?.times == 2)
        #expect(knowledge(1.5, [active(airing, (0, .engineExited, "x"))]).conditions.map(\.key) == ["dead-air"])
    }

    @Test(
        "is what a listener hears",
        arguments: [
            (Hearing.Kind.sound, nil), (.silent, "dead-air"), (.frozen, "dead-air"), (.missing, "dead-air"),
            (.unreachable, "dead-air"), (.refused, "listening"),
        ] as [(Hearing.Kind, String?)])
    func heard(kind: Hearing.Kind, key: String?) throws {
        let airing = try airing()
        var knowledge = knowledge(60, [active(airing, (0, .connected, nil))])
        knowledge.heard = [airing.id: Hearing(kind, since: noon + 50)]
        #expect(knowledge.conditions.map(\.key) == (key.map { [$0] } ?? []))
        if key == "dead-air" { #expect(knowledge.conditions.first?.grace == 0) }
        // One that could never be listened to is another thing.
        knowledge.heard = [airing.id: Hearing(.unreachable, since: noon + 1)]
        #expect(knowledge.conditions.map(\.key) == ["listening"])
    }

    @Test("is that nobody listens, and why, whatever is on air; between airings it stays as it was")
    func deaf() throws {
        let airing = try airing()
        var knowledge = knowledge(60, [active(airing, (0, .connected, nil))])
        knowledge.deafness = "'ffmpeg' could not be started; install it (apt-get install ffmpeg)"
        let condition = try #require(knowledge.conditions.first)
        #expect(condition.key == "listening")
        #expect(condition.detail.contains("'ffmpeg' could not be started; install it (apt-get install ffmpeg). It is"))
        #expect(condition.lasts && condition.grace < 60)
        knowledge.active = []
        #expect(knowledge.conditions.map(\.key) == ["listening"])
        // Somebody heard something: it is over. Nobody tries: there is no telling.
        knowledge.deafness = nil
        #expect(knowledge.unknown.contains("listening"))
        knowledge.heard = [airing.id: Hearing(.sound, since: noon)]
        #expect(!knowledge.unknown.contains("listening"))
        (knowledge.heard, knowledge.isMonitorOff) = ([:], true)
        #expect(!knowledge.unknown.contains("listening"))
    }

    @Test("is told once of a studio that cannot be listened to, over many airings, and cleared once")
    func deafForDays() throws {
        var (book, notices, isDeaf) = (AlertBook(), [Notice](), true)
        for second in stride(from: 0, to: 5 * 3600, by: 10) {
            if second == 4 * 3600 { isDeaf = false }
            let airing = try airing(at: noon + Double(second / 3600 * 3600), for: 3000)
            var knowledge = knowledge(
                Double(second), second % 3600 < 3000 ? [active(airing, (0, .connected, nil))] : [])
            if second % 3600 < 3000 {
                knowledge.heard[airing.id] = Hearing(isDeaf ? .refused : .sound, since: airing.onAir)
            }
            notices += book.update(knowledge.conditions, unknown: knowledge.unknown, at: knowledge.now)
        }
        #expect(notices.map { "\($0.kind) \($0.condition.key)" } == ["raised listening", "cleared listening"])
    }

    @Test("is nothing new to a conductor that has just been started: what was so is so until it knows better")
    func justStarted() throws {
        let kinds: Set = ["dead-air", "missing", "recording", "schedule", "library", "emergency", "listening"]
        #expect(knowledge(order: nil).unknown == kinds)
        let onAir = active(try airing(), (0, .connected, nil))
        #expect(knowledge(60, [onAir], order: nil).unknown == kinds.subtracting(["dead-air"]))
    }

    @Test(
        "is a missing recording a day, two hours and a quarter of an hour before, and when its time has come",
        arguments: [
            (25.0, nil), (24, 0), (2.1, 0), (2, 1), (0.3, 1), (0.25, 2), (0.01, 2), (0, 4), (-0.9, 4), (-1, nil),
        ] as [(Double, Int?)])
    func missing(hours: Double, stage: Int?) throws {
        let start = noon + hours * 3600
        let order = RunningOrder(missing: [try missing(at: start)])
        let condition = knowledge(order: order).conditions.first
        #expect(condition?.stage == stage)
        guard let condition else { return }
        #expect(condition.key == "missing/\(Airing.id(onAir: start, pid: try PID("jazz")))")
        #expect(condition.urgency == (condition.stage >= 2 ? .critical : .warning))
    }

    @Test("tells of a missing recording three times before its time, and that it is there once it is")
    func missingTold() throws {
        let start = noon + 25 * 3600
        let lacks = RunningOrder(missing: [try missing(at: start)])
        let has = RunningOrder(airings: [try airing(at: start)])
        var book = AlertBook()
        var told: [String] = []
        for minute in stride(from: 0.0, through: 25 * 60, by: 5) {
            var knowledge = knowledge(minute * 60, order: minute < 24.9 * 60 ? lacks : has)
            knowledge.plannedAt = knowledge.now
            for notice in book.update(knowledge.conditions, at: knowledge.now) {
                told.append("\(notice.kind.rawValue) \(notice.condition.urgency.rawValue) \(25 * 60 - Int(minute))")
            }
        }
        #expect(told == ["raised warning 1440", "worse warning 120", "worse critical 15", "cleared critical 0"])
    }

    @Test("tells anew when what stood in has broken off, and nothing is left")
    func brokeOff() throws {
        let standIn = try airing(at: noon, origin: .repeat)
        let isMissing = knowledge(60, order: RunningOrder(missing: [try missing(at: noon)])).conditions
        var book = AlertBook()
        let told = [knowledge(30, order: RunningOrder(airings: [standIn])).conditions, isMissing].map {
            book.update($0, at: noon + 60).map { "\($0.kind.rawValue) \($0.condition.title)" }
        }
        #expect(told == [["raised Repeat on air: Jazz"], ["worse Nothing to play: Jazz"]])
    }

    @Test("says by which name the missing recording is to be put into the library, in the station's time")
    func remedy() throws {
        var knowledge = knowledge(order: RunningOrder(missing: [try missing(at: noon + 3600)]))
        knowledge.zone = TimeZone(identifier: "Asia/Kathmandu")!
        let condition = try #require(knowledge.conditions.first)
        #expect(condition.title == "No recording: Jazz, Sun 22 Nov 18:45")
        #expect(condition.detail.contains("Put 20261122_1845_jazz.mp3 into the library."))
    }

    @Test("is a repeat or the emergency recording in its place, under the same key: there is one all-clear")
    func standIn() throws {
        for (origin, word) in [(Origin.repeat, "Repeat"), (.emergency, "Emergency recording")] {
            let airing = try airing(at: noon + 3600, origin: origin, warnings: ["repeat of b.mp3: there is none"])
            let order = RunningOrder(airings: [airing])
            let before = knowledge(order: order).conditions
            #expect(before.map(\.title) == ["No recording: Jazz, Sun 22 Nov 13:00"])
            #expect(before.first?.detail.contains("repeat of b.mp3") == true)
            let onAir = active(airing, (0, .connected, nil))
            // Whatever has become of the plan: it stays on air.
            let now = knowledge(3700, [onAir], order: RunningOrder(airings: [try self.airing(at: noon + 3600)]))
            #expect(now.conditions.map(\.title) == ["\(word) on air: Jazz"])
            #expect(now.conditions.map(\.key) == before.map(\.key))
            #expect(now.conditions.map(\.stage) == [3])
            #expect(knowledge(7200, order: order).conditions == [])
        }
    }

    @Test("is what the preflight found out, a day ahead, and anew when there is more")
    func preflight() throws {
        let order = RunningOrder(airings: [
            try airing(at: noon + 86_000, warnings: ["a.mp3 is truncated", "too short"])
        ])
        let condition = try #require(knowledge(order: order).conditions.first)
        #expect(condition.key.hasPrefix("recording/"))
        #expect(condition.detail.contains("a.mp3 is truncated; too short"))
        #expect(condition.stage == 1)
        // A note wakes nobody.
        var noted = try airing(at: noon + 86_000)
        noted.notes = ["a.mp3 has high peaks"]
        #expect(knowledge(order: RunningOrder(airings: [noted])).conditions == [])
        let later = RunningOrder(airings: [try airing(at: noon + 87_000, warnings: ["a.mp3 is truncated"])])
        #expect(knowledge(order: later).conditions == [])
    }

    @Test("is what is wrong with the sources, the clock and the disk, not at the first blink")
    func machine() {
        var knowledge = knowledge()
        knowledge.troubles = [Trouble(.library, "no folder"), Trouble(.emergency, "no file")]
        knowledge.staleSchedule = StaleSchedule(since: noon - 3600, why: .broken, isOnWeb: false)
        knowledge.isClockSynchronised = false
        knowledge.diskTrouble = ("only 12 MB free", "make room")
        #expect(knowledge.conditions.map(\.key) == ["library", "emergency", "schedule", "clock", "disk"])
        #expect(knowledge.conditions.allSatisfy { $0.grace >= 10 && $0.lasts })
        knowledge.troubles = [Trouble(.schedule, "no file")]
        #expect(knowledge.conditions.filter { $0.key == "schedule" }.count == 1)
    }

    @Test(
        "is a schedule that is stale, and no hiccup of a server: half an hour where it may pass, else five readings",
        arguments: [
            (false, Staleness.broken, 44.0, false), (false, .broken, 46, true), (false, .away, 46, true),
            (true, .away, 1790, false), (true, .away, 1810, true), (true, .broken, 290, false),
            (true, .broken, 310, true), (true, .doubted, 290, false), (true, .doubted, 310, true),
        ])
    func stale(isOnWeb: Bool, why: Staleness, seconds: Double, isTold: Bool) throws {
        var book = AlertBook()
        var told: [Notice] = []
        for second in stride(from: 0.0, through: seconds, by: 1) {
            var knowledge = knowledge(second)
            knowledge.staleSchedule = StaleSchedule(since: noon - 300, why: why, isOnWeb: isOnWeb)
            told += book.update(knowledge.conditions, at: knowledge.now)
        }
        #expect(told.map(\.condition.title) == (isTold ? ["The schedule is stale"] : []))
        // It is there again, and nobody was troubled.
        let notices = book.update(knowledge(seconds + 1).conditions, at: noon + seconds + 100)
        #expect(isTold || notices == [])
        let words = why == .doubted ? "not believed" : "cannot be read"
        #expect(told.allSatisfy { $0.condition.detail.contains(words) })
    }

    @Test(
        "is a schedule that is older than it can be, whatever it says of itself",
        arguments: [(590.0, nil, false), (610, nil, true), (10, Staleness.broken, true), (-60, nil, false)]
            as [(Double, Staleness?, Bool)])
    func old(seconds: Double, staleness: Staleness?, isStale: Bool) {
        let stale = StaleSchedule(
            fetchedAt: noon, staleness: staleness, period: 300, isOnWeb: true, now: noon + seconds)
        var knowledge = knowledge(seconds)
        knowledge.staleSchedule = stale
        #expect(knowledge.conditions.map(\.title) == (isStale ? ["The schedule is stale"] : []))
    }

    @Test("is no missing recording while what has been begun plays on, and is one once it is off the air for good")
    func playsOn() throws {
        let airing = try airing()
        let order = RunningOrder(missing: [try missing(at: noon)])
        let onAir = active(airing, (0, .connected, nil), (0, .segment, nil))
        #expect(knowledge(60, [onAir], order: order).conditions == [])
        let between = active(airing, (0, .connected, nil), (59, .engineExited, "x"))
        let told = knowledge(60, [between], order: order).conditions.filter { $0.kind == "missing" }
        #expect(told.map { $0.grace > 5 } == [true])
        // The next hour's has nothing to do with it.
        let next = RunningOrder(missing: [try missing(at: noon + 3600)])
        #expect(knowledge(60, [onAir], order: next).conditions.map(\.kind) == ["missing"])
        #expect(knowledge(60, order: order).conditions.map(\.grace) == [0])
    }

    @Test("is another source at the mount, where the station has no other machine")
    func foreign() throws {
        let standing = active(try airing(), (-9, .armed, nil), (0, .standingBy, "another has the mount"))
        var knowledge = knowledge(60, [standing])
        knowledge.soleMount = "http://studio:8000/playout"
        let condition = try #require(knowledge.conditions.first)
        #expect(condition.key == "mount")
        #expect(condition.urgency == .warning && condition.lasts && condition.grace == 30)
        #expect(condition.detail.contains("http://studio:8000/playout. Disconnect it, or write standby: true"))
        knowledge.active = [active(try airing(), (0, .standingBy, "x"), (1, .connected, nil))]
        #expect(knowledge.conditions == [])
        #expect(!knowledge.unknown.contains("mount"))
        knowledge.active = []
        #expect(knowledge.unknown.contains("mount"))
    }

    @Test("is an as-run log that cannot be written for long, and one that was damaged, with where it is now")
    func record() throws {
        var knowledge = knowledge()
        knowledge.recordTrouble = "the as-run log is locked"
        let condition = try #require(knowledge.conditions.first)
        #expect(condition.key == "record" && condition.lasts && condition.grace == 30)
        knowledge.recordTrouble = nil
        knowledge.recordDamage = .init(at: noon - 5, detail: "it is now /s/asrun-damaged.sqlite")
        let damage = try #require(knowledge.conditions.first)
        #expect(damage.kind == "record" && !damage.lasts && damage.detail.contains("/s/asrun-damaged.sqlite"))
        knowledge.now = noon + 7200
        #expect(!knowledge.conditions.contains { $0.kind == "record" })
    }

    @Test("is that there has been no new plan for long; of what it would say, nothing is known without one")
    func noPlan() throws {
        var knowledge = knowledge(order: nil)
        knowledge.plannedAt = noon - 601
        #expect(knowledge.conditions.map(\.key) == ["library"])
        #expect(knowledge.unknown.contains("missing"))
        knowledge.order = RunningOrder(missing: [try missing(at: noon + 60)])
        knowledge.plannedAt = noon
        #expect(knowledge.conditions.map(\.kind) == ["missing"])
        #expect(knowledge.unknown == ["listening"])
        knowledge.isLibraryUnknown = true
        #expect(knowledge.conditions == [])
        #expect(knowledge.unknown == ["missing", "recording", "listening"])
    }
}
