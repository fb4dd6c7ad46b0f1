import Foundation
import Programme
import Testing

@testable import OnAir

/// What the decoder says of a damaged recording, and what is made of it.
struct DamageTests {
    @Test("the decoder's complaints are told from what it says of sound recordings, and from everything else")
    func counting() {
        let complaints = """
            [mp3float @ 0x7f5b18006200] Header missing
            [ogg @ 0x7f3c88006200] CRC mismatch!
            [flac @ 0x7f3c88006200] decode_frame() failed

            """
        let others = """
            {"at":1795349387.7514,"event":"beat","detail":"[x @ 0x1] Header missing"}
            [mp3float @ 0x7f3c88006200] Could not update timestamps for skipped samples.
            [aac @ 0x7f3c88006200] Estimating duration from bitrate, this may be inaccurate
            [flac @ 0x7f3c88006200] Multiple frames in a packet.
            At /onair.liq, line 3, char 17-22: Header missing

            """
        #expect(DecoderComplaints.count(in: Data((complaints + others).utf8)) == 3)
    }

    @Test("another engine starts in the right place 3 s after the decoder's last complaint")
    func repaired() throws {
        var watched = TroubleTests.Watched()
        watched.look(from: 0, until: 20)
        watched.situation.note(complaints: 1, of: watched.airing.id)
        watched.look(from: 20.1, until: 21)
        watched.situation.note(complaints: 1, of: watched.airing.id)
        watched.look(from: 21.1, until: 30)
        let stop = try #require(watched.firstStop)
        #expect(stop.reason == .damaged && stop.at > 23.9 && stop.at < 24.2)
        watched.replaceEngine(at: 24.5)
        let before = watched.decided.count
        watched.look(from: 24.6, until: 40)
        #expect(watched.decided.count == before, "once")
    }

    @Test("in an MP3 another engine would find no better place, so it plays on")
    func notRepaired() {
        var watched = TroubleTests.Watched(SituationTests.airing(file: "20261122_1200_a.mp3"))
        watched.look(from: 0, until: 20)
        watched.situation.note(complaints: 5, of: watched.airing.id)
        watched.look(from: 20.1, until: 40)
        #expect(watched.decided.isEmpty)
    }

    @Test("a single flawed frame is let pass, and so is what a decoder says before it has found its place")
    func passed() {
        var watched = TroubleTests.Watched()
        watched.situation.note(complaints: 5, of: watched.airing.id)
        watched.look(from: 0, until: 20)
        watched.situation.note(complaints: 1, of: watched.airing.id)
        watched.look(from: 20.1, until: 30)
        #expect(watched.decided.isEmpty)
    }

    @Test("a recording whose decoder complains again and again gives the rest of its slot to something else")
    func blamed() throws {
        var watched = TroubleTests.Watched()
        let id = watched.airing.id
        for time in 1...3 {
            let begin = Double(time) * 13
            watched.look(from: begin - 1.5, until: begin)
            #expect(watched.situation.decisions == [])
            for tenth in 1...105 {
                watched.situation.note(complaints: 1, of: id)
                watched.look(from: begin + Double(tenth) / 10, until: begin + Double(tenth) / 10)
            }
            #expect(watched.situation.decisions == [.stop(id, .damaged)], "though it never stopped complaining")
            watched.replaceEngine(at: begin + 11)
        }
        guard case .distrust(id, let fault)? = watched.situation.decisions.first else {
            Issue.record("\(watched.situation.decisions)")
            return
        }
        #expect(fault.reason.contains("damaged"))
    }
}

extension TroubleTests.Watched {
    /// What was decided is done, and the next engine plays.
    mutating func replaceEngine(at second: Double) {
        for case .stop(let id, let reason) in situation.decisions { situation.stopped(id, reason) }
        situation.noteEngineGone(airing.id)
        situation.look(ClockReading(now: TroubleTests.noon + second, uptime: second + 5))
        guard situation[airing.id]?.fault == nil else { return }
        situation.resumed(airing.id)
        note(.armed, at: second)
        note(.segment, at: second, segment: 0)
        note(.connected, at: second)
    }
}
