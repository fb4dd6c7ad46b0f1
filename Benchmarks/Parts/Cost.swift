import Foundation
import Measure
import OnAir
import Programme
import SystemPackage

/// What a programme takes of the machine, and a conductor that waits for it.
struct Cost: Sendable, Encodable {
    /// Recordings in the conductor's library.
    let recordings: Int
    /// With nothing on air, and at the end of the airing.
    let idleConductor: Usage
    let busyConductor: Usage
    /// Share of a core, its children's included.
    let idleLoad: Double
    let onAirLoad: Double
    /// Seconds over which that was taken.
    let idleSeconds: Double
    /// Seconds of programme.
    let length: Double
    /// Milliseconds by which the programme's end was later than its beginning.
    let drift: Double?
    /// From its start to its end.
    let engine: Usage
    let forerunner: Usage
}

extension Stand {
    func measureCost() async throws -> Cost {
        let idleSeconds = isQuick ? 10.0 : 20
        let length = isQuick ? 15.0 : 60
        Progress.say(
            "\(Int(length)) s of programme, and a conductor with 500 recordings, \(Int(idleSeconds + length) + 40) s …")
        return try await withStation { station in
            let recordings = try await station.addRecordings(500, around: clock.now(), except: 15 * 60)
            return try await playout.run(station) { conductor in
                try await settled(conductor, station)
                let idle = try await load(of: conductor, for: idleSeconds)
                let turn = [Turn].evenly(1, every: 3, lasting: length, from: earliest + 4)[0]
                try await station.record([turn])
                async let forerunner = forerunnersUsage(for: length, at: turn.onAir + 5)
                let (engine, onAir) = try await usages(of: turn, at: station, conductor)
                var drift: Double?
                if let connection = station.studio.connections(in: turn).first {
                    drift = try await AirCheck(connection).drift(of: turn.code.programme).map { $0 * 1000 }
                }
                return Cost(
                    recordings: recordings + 1, idleConductor: idle.usage, busyConductor: onAir.usage,
                    idleLoad: idle.share, onAirLoad: onAir.share, idleSeconds: idleSeconds, length: length,
                    drift: drift, engine: engine, forerunner: try await forerunner)
            }
        }
    }

    private func usages(
        of turn: Turn, at station: TestStation, _ conductor: ProcessIdentity
    ) async throws -> (engine: Usage, conductor: Share) {
        // In the middle of its pre-roll; what it took until then counts too.
        try await clock.wait(until: turn.onAir - 5)
        guard let process = try station.engine(of: turn) else { throw Missing(description: "no engine was started") }
        async let engine = Usage.untilGone(process.pid, longest: turn.offAir + 10)
        try await clock.wait(until: turn.onAir + 1)
        let onAir = try await load(of: conductor, for: turn.code.duration - 2)
        return (try await engine, onAir)
    }

    private func forerunnersUsage(for length: Double, at onAir: Date) async throws -> Usage {
        try await withForerunner { forerunner in
            let turn = Turn(
                onAir: onAir, code: TimeCode(programme: 1, duration: length + 5), fadedOutBy: onAir + length)
            return try await forerunner.play(turn, forerunner.prepare(turn))
        }
    }

    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    private struct Share: Sendable {
        let usage: Usage
        let share: Double
    }

    private func load(of process: ProcessIdentity, for seconds: Double) async throws -> Share {
        let (from, before) = (clock.now(), try usage(of: process))
        try await clock.wait(until: from + seconds)
        let (to, after) = (clock.now(), try usage(of: process))
        let taken = after.processor + after.childrensProcessor - before.processor - before.childrensProcessor
        return Share(usage: after, share: taken / to.timeIntervalSince(from))
    }

    private func usage(of process: ProcessIdentity) throws -> Usage {
        guard let usage = Usage(process.pid) else { throw Missing(description: "the conductor is gone") }
        return usage
    }

    /// Waits until a conductor has looked at all that is in its library: for four seconds, nothing was begun any more.
    private func settled(_ conductor: ProcessIdentity, _ station: TestStation) async throws {
        let deadline = clock.now() + 60
        var (seen, since) = (-1.0, clock.now())
        while clock.now() < deadline, clock.now() < since + 4 {
            let took = try usage(of: conductor).childrensProcessor
            let isReady = FileManager.default.fileExists(atPath: station.status.string)
            if took != seen || !isReady { (seen, since) = (took, clock.now()) }
            try await clock.wait(until: clock.now() + 0.5)
        }
    }
}

extension TestStation {
    /// Fills the library with the recordings of 25 days past and 5 days to come.
    /// - Parameter pause: seconds before and after `now` in which none plays.
    /// - Returns: how many there are.
    fileprivate func addRecordings(_ count: Int, around now: Date, except pause: Double) async throws -> Int {
        let sample = folder.appending("sample.mp3")
        try await TimeCode(programme: 7, duration: 30).write(to: sample, options: ["-b:a", "32k"])
        let step = 30 * 86_400 / Double(count)
        var made = 0
        for index in 0..<count {
            let start = now - 25 * 86_400 + Double(index) * step
            guard abs(start.timeIntervalSince(now)) > pause else { continue }
            let name = try RecordingName(
                time: LocalTime(start, in: Turn.zone), pid: PID("show\(index % 120)"), fileExtension: "mp3")
            let file = library.appending(name.fileName)
            try FileManager.default.copyItem(atPath: sample.string, toPath: file.string)
            try Self.age(file)
            made += 1
        }
        return made
    }
}
