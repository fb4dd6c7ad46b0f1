import Foundation
import Programme

@testable import Monitor

/// A stream as a listener gets it, second by second, and what the judge makes of it.
struct Scene {
    static let onAir = Date(timeIntervalSince1970: 1_795_352_400)

    /// What a stretch of the stream is like.
    enum Part {
        case sound(Double)
        case silence(Double)
        /// Quiet, with this peak in dBFS.
        case quiet(Double, peak: Double)
        /// The connection stays, and nothing comes.
        case nothing(Double)
        /// There is nothing to connect to.
        case absent(Hearing.Kind, Double)
        /// The connection is lost and made again, with so many seconds of the past at once.
        case reconnect(burst: Double)
    }

    var silences: [Inspection.Silence]? = []
    var length = 3600.0
    var studio = Studio()
    /// Seconds by which everything comes late.
    var delay = 0.3
    /// Seconds of audio that come together.
    var page = 0.1
    var airing: Airing?

    static func segment(
        _ file: String = "a.mp3", at: Date = onAir, cueIn: Double = 0, cueOut: Double, loop: Bool = false
    )
        -> Segment
    {
        Segment(
            file: file, startsAt: at, cueIn: cueIn, cueOut: cueOut, loop: loop, pid: (try? PID("a"))!, title: "A",
            origin: .scheduled)
    }

    static func airing(_ segments: [Segment], length: Double, fadedOutBy: Date? = nil) -> Airing {
        Airing(
            onAir: onAir, offAir: onAir + length, fadedOutBy: fadedOutBy, offAirBy: onAir + length, title: "A",
            pid: (try? PID("a"))!, origin: .scheduled, segments: segments)
    }

    /// The hearings, each with the instant at which it was told; in seconds after `onAir`.
    func told(_ parts: [Part]) -> [(hearing: Hearing, at: Double)] {
        let airing = airing ?? Self.airing([Self.segment(cueOut: length)], length: length)
        let judge = Judge(
            start: Self.onAir, expectation: Expectation(airing) { _ in silences }, delivery: Delivery(studio),
            gain: airing.lowestGain)
        var player = Player(judge: judge, delay: delay, page: page)
        for part in parts { player.play(part) }
        return player.told
    }

    /// In words: `silent? 3.0 @7.4` is a silence that may be expected, since the third second, told at 7.4.
    func lines(_ parts: Part...) -> [String] {
        told(parts).map { hearing, at in
            let mark =
                hearing.kind == .sound ? "" : hearing.isExpected == nil ? "?" : hearing.isExpected == true ? "=" : "!"
            let since = hearing.since.timeIntervalSince(Self.onAir)
            return "\(hearing.kind.rawValue)\(mark) \(Self.tenths(since)) @\(Self.tenths(at))"
        }
    }

    static func tenths(_ seconds: Double) -> String { String(format: "%.1f", seconds) }
}

/// Plays parts to a judge, block by block, looking ten times a second.
private struct Player {
    var judge: Judge
    let delay: Double
    let page: Double
    var told: [(hearing: Hearing, at: Double)] = []
    private var now = 0.0
    private var place = 0.0
    private var isConnected = false
    private var waiting: [(place: Double, peak: Double)] = []
    private var history: [Double] = []

    init(judge: Judge, delay: Double, page: Double) { (self.judge, self.delay, self.page) = (judge, delay, page) }

    private var instant: Date { Scene.onAir + now + delay }

    mutating func play(_ part: Scene.Part) {
        switch part {
        case .sound(let seconds): stream(seconds, peak: -12)
        case .silence(let seconds): stream(seconds, peak: -.infinity)
        case .quiet(let seconds, let peak): stream(seconds, peak: peak)
        case .nothing(let seconds): pass(seconds)
        case .absent(let kind, let seconds):
            if isConnected { judge.note(.lost, at: instant) }
            isConnected = false
            for _ in 0..<Int(seconds * 2) {
                judge.note(.absent(kind), at: instant)
                pass(0.5)
            }
        case .reconnect(let burst):
            judge.note(.lost, at: instant)
            (isConnected, place) = (false, 0)
            connect()
            for peak in history.suffix(Int(burst * 10)) { level(peak) }
        }
    }

    private mutating func connect() {
        guard !isConnected else { return }
        (isConnected, place) = (true, 0)
        waiting = []
        judge.note(.connected, at: instant)
    }

    private mutating func stream(_ seconds: Double, peak: Double) {
        connect()
        for _ in 0..<Int((seconds * 10).rounded()) {
            now += 0.1
            history.append(peak)
            waiting.append((place, peak))
            if Double(waiting.count) >= page * 10 - 0.01 {
                for (_, peak) in waiting { level(peak) }
                waiting = []
            }
            look()
        }
    }

    private mutating func level(_ peak: Double) {
        place += 0.1
        judge.note(.level(place: place, peak: peak), at: instant)
        look()
    }

    private mutating func pass(_ seconds: Double) {
        for _ in 0..<Int((seconds * 10).rounded()) {
            now += 0.1
            look()
        }
    }

    private mutating func look() {
        if let news = judge.news(at: instant) { told.append((news, now + delay)) }
    }
}
