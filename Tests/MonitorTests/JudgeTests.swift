import Foundation
import Programme
import Testing

@testable import Monitor

@Suite("What is heard of a stream")
struct JudgeTests {
    @Test("is sound, once")
    func sound() {
        #expect(Scene().lines(.sound(60)) == ["sound 1.3 @1.4"])
        #expect(Scene().lines(.sound(10), .silence(3.5), .sound(10)) == ["sound 1.3 @1.4"])
    }

    @Test("is told within 5 seconds of a silence that is not the programme's, and since when it is")
    func silent() {
        #expect(
            Scene().lines(.sound(10), .silence(20), .sound(10))
                == ["sound 1.3 @1.4", "silent! 10.3 @14.3", "sound 30.3 @30.4"])
        #expect(Scene().lines(.silence(20)) == ["silent! 0.0 @4.1"])
    }

    @Test(
        "is no silence where a recording is made quieter, and no more than that",
        arguments: [nil, 12, 0, -15] as [Double?])
    func gain(gain: Double?) {
        var scene = Scene()
        var segment = Scene.segment(cueOut: 3600)
        segment.gain = gain
        scene.airing = Scene.airing([segment], length: 3600)
        // The preflight takes what is above -50 dBFS for sound: -62 here, made quieter by 15 dB.
        let isSound = gain == -15
        let lines = scene.lines(.sound(10), .quiet(20, peak: -62), .sound(10))
        #expect(lines == (isSound ? ["sound 1.3 @1.4"] : ["sound 1.3 @1.4", "silent! 10.3 @14.3", "sound 30.3 @30.4"]))
        #expect(scene.lines(.sound(10), .quiet(20, peak: -75.1)).last == "silent! 10.3 @14.3")
    }

    @Test("is as expected in a quiet passage, with a second to spare on either side")
    func quiet() {
        let scene = Scene(silences: [.init(from: 10, to: 40)])
        #expect(
            scene.lines(.sound(10), .silence(30), .sound(10))
                == ["sound 1.3 @1.4", "silent= 10.3 @14.3", "sound 40.3 @40.4"])
        let late = scene.lines(.sound(13), .silence(29), .sound(10))
        #expect(late == ["sound 1.3 @1.4", "silent= 13.3 @17.3", "sound 42.3 @42.4"])
    }

    @Test("is trouble where the passage is over, since it is, or the silence began long before it")
    func beyond() {
        let scene = Scene(silences: [.init(from: 10, to: 20)])
        #expect(
            scene.lines(.sound(10), .silence(30))
                == ["sound 1.3 @1.4", "silent= 10.3 @14.3", "silent! 20.0 @25.1"])
        #expect(
            Scene(silences: [.init(from: 16, to: 30)]).lines(.sound(10), .silence(30)).dropFirst().first
                == "silent! 10.3 @14.3")
    }

    @Test("is told later, and as what it may be, where nobody has gone through the recording")
    func unknown() {
        let scene = Scene(silences: nil)
        #expect(scene.lines(.sound(10), .silence(7.5), .sound(10)) == ["sound 1.3 @1.4"])
        #expect(scene.lines(.sound(10), .silence(20)) == ["sound 1.3 @1.4", "silent? 10.3 @18.3"])
    }

    @Test("is frozen where there is a connection by which nothing comes")
    func frozen() {
        #expect(
            Scene().lines(.sound(10), .nothing(20), .sound(1))
                == ["sound 1.3 @1.4", "frozen! 10.3 @14.5", "sound 30.3 @30.4"])
        // Also in a quiet passage: silence too takes bytes.
        let quiet = Scene(silences: [.init(from: 10, to: 40)])
        #expect(quiet.lines(.sound(10), .nothing(20)) == ["sound 1.3 @1.4", "frozen! 10.3 @14.5"])
    }

    @Test("is not frozen between the pages of a stream of few kilobits")
    func pages() {
        var scene = Scene(page: 4.1)
        scene.studio.bitrate = 8
        #expect(scene.lines(.sound(60)).count == 1)
        let told = scene.lines(.sound(41), .nothing(20))
        #expect(told.count == 2 && told[1].hasPrefix("frozen! 41.3"), "\(told)")
    }

    @Test("is silence in FLAC, which sends nothing where there is no sound")
    func flac() {
        var scene = Scene(silences: [.init(from: 10, to: 40)])
        scene.studio.format = .flac
        #expect(scene.lines(.sound(10), .nothing(29), .sound(1)).last == "sound 39.3 @39.4")
        #expect(!scene.lines(.sound(10), .nothing(29)).contains { $0.contains("!") })
        #expect(Scene(studio: scene.studio).lines(.sound(10), .nothing(20)).last == "frozen! 10.3 @14.3")
    }

    @Test(
        "is missing, unreachable or refused where it is so for 4 s",
        arguments: [Hearing.Kind.missing, .unreachable, .refused])
    func absent(kind: Hearing.Kind) {
        let mark = kind == .refused ? "?" : "!"
        #expect(Scene().lines(.sound(10), .absent(kind, 3.5), .sound(10)) == ["sound 1.3 @1.4"])
        #expect(
            Scene().lines(.sound(10), .absent(kind, 20), .sound(5))
                == ["sound 1.3 @1.4", "\(kind.rawValue)\(mark) 10.3 @14.3", "sound 31.3 @31.4"])
    }

    @Test("is no trouble while the engine connects at the start, and then is")
    func start() {
        #expect(Scene().lines(.absent(.missing, 3.5), .sound(5)) == ["sound 4.8 @4.9"])
        #expect(Scene().lines(.absent(.missing, 10)) == ["missing! 0.0 @4.0"])
    }

    @Test("keeps the beginning of troubles that follow one another")
    func chain() {
        #expect(
            Scene().lines(
                .sound(10), .nothing(10), .absent(.unreachable, 5), .absent(.missing, 5), .silence(10), .sound(1))
                == [
                    "sound 1.3 @1.4", "frozen! 10.3 @14.5", "unreachable! 10.3 @20.4", "missing! 10.3 @25.4",
                    "silent! 10.3 @31.4", "sound 40.3 @40.4",
                ])
    }

    @Test("is frozen where a server takes listeners, and hangs up on them, again and again")
    func hangingUp() {
        let parts = [Scene.Part.sound(10)] + (0..<20).flatMap { _ in [Scene.Part.reconnect(burst: 0), .nothing(0.5)] }
        #expect(Scene().told(parts).map(\.hearing.kind) == [.sound, .frozen])
    }

    @Test("is not sound where a new connection only brings what had come before the source stood still")
    func pastSound() {
        #expect(
            Scene().lines(.sound(10), .nothing(5), .reconnect(burst: 3), .nothing(5), .sound(3))
                == ["sound 1.3 @1.4", "frozen! 10.3 @14.5", "sound 20.3 @20.4"])
    }

    @Test("is judged by when it was sent, though a new listener gets the last seconds at once")
    func burst() {
        // The burst is from within the quiet passage; what comes live is not.
        let scene = Scene(silences: [.init(from: 10, to: 40)])
        #expect(
            !scene.lines(.sound(10), .silence(25), .reconnect(burst: 20), .silence(5), .sound(10)).contains {
                $0.contains("!")
            })
        #expect(
            scene.lines(.sound(10), .silence(30), .sound(1), .reconnect(burst: 20), .silence(10)).last
                == "silent! 41.3 @45.3")
    }

    @Test("goes by the programme again after the stream has stood still for a moment and lost it")
    func stalled() {
        let scene = Scene(silences: [.init(from: 40, to: 60)])
        // Two seconds are lost: the quiet passage comes two seconds earlier in the stream than before.
        #expect(
            !scene.lines(.sound(20), .nothing(2), .sound(18), .silence(20), .sound(5)).contains { $0.contains("!") })
    }
}
