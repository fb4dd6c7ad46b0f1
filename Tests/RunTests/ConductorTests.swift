import AsRun
import Foundation
import Glibc
import Measure
import OnAir
import Programme
import Subprocess
import SystemPackage
import Testing

/// `playout run`, the real program, with real Liquidsoap and Icecast.
@Suite(.serialized) struct ConductorTests {
    @Test("A conductor that is killed mid-programme loses not a sample, and the next one takes the programme over")
    func killed() async throws {
        try await LiveStation.run { station in
            let start = station.start(in: 5, length: 8)
            try await station.record(0, at: start, length: 8, pid: "show")
            try await station.program.conducting { process in
                _ = try await station.tap.untilTaken()
                try await SystemWallClock().wait(until: start + 3)
                kill(process.value, SIGKILL)
            }
            let engine = try #require(station.engines.first)
            let check = try await station.program.conducting { _ in
                try await SystemWallClock().wait(until: start + 5)
                let status = try await station.program.run("status")
                #expect(status.output.contains("show, since"))
                #expect(station.engines == [engine])
                let connection = try await station.tap.untilClosed()
                let rows = try await station.untilLogged(1)
                #expect(rows.map(\.outcome) == [.completed])
                #expect(rows.first?.interruptions == [])
                return try await AirCheck(connection)
            }
            let seconds = check.places(of: 0, startingAt: start)
            #expect(seconds.map(\.second.number) == Array(0..<8))
            #expect(seconds.allSatisfy { abs($0.error) < 0.04 })
            #expect(check.reading.ends.count == 1)
            #expect(check.logicalStreams == 1)
            #expect(station.tap.connections.filter(\.isTaken).count == 1)
        }
    }

    @Test("A second conductor for the same station is refused, and the first goes on")
    func second() async throws {
        try await LiveStation.run { station in
            try await station.program.conducting { process in
                try await station.untilAtWork()
                let refused = try await station.program.run("run")
                #expect(refused.status == 1)
                #expect(refused.messages.contains("another conductor (process \(process.value)) is at work"))
                #expect(ProcessTable.identity(of: process.value) != nil)
            }
        }
    }

    @Test("One bad file never harms another: among the worst of names and contents, the next programme goes out")
    func badFiles() async throws {
        try await LiveStation.run { station in
            let start = station.start(in: 9, length: 4)
            let stamp = { (instant: Date) in
                RecordingName(time: LocalTime(instant, in: .gmt), pid: try! PID("x"), fileExtension: "mp3").fileName
                    .dropLast("_x.mp3".count)
            }
            // Broken ones that are due before the good one, and at its very instant.
            let good = try await station.record(1, at: start, length: 4, pid: "good")
            let earlier = stamp(start - 5)
            try station.put("programmes/\(earlier)_empty.mp3", "")
            try station.put("programmes/\(earlier)_text.mp3", "this is not audio")
            let whole = try Data(contentsOf: URL(filePath: good.string))
            let cut = station.library.appending("\(stamp(start - 4))_cut.mp3")
            try whole.prefix(whole.count / 2).write(to: URL(filePath: cut.string))
            try station.age(cut)
            for pid in ["$(touch owned)", "`touch owned`", "a'b\"c", "#{exit()}", "new\nline", "e\u{301}", "é", ".."] {
                try station.put("programmes/\(stamp(start))_\(pid).mp3", "not audio either")
            }
            let long = String(repeating: "x", count: 255 - 20)
            try station.put("programmes/\(stamp(start))_\(long).mp3", "x")
            try station.put("programmes/20260230_1200_never.mp3", "x")
            try station.put("programmes/.DS_Store", "x")

            let connection = try await station.program.conducting { _ in
                let rows = try await station.untilLogged(2)
                #expect(rows.contains { $0.pid.text == "good" && $0.outcome == .completed })
                return try #require(station.tap.connections.last { $0.isTaken })
            }
            let check = try await AirCheck(connection)
            let error = try #require(check.startError(of: 1, plannedAt: start))
            #expect(abs(error) < 0.04)
            #expect(check.places(of: 1, startingAt: start).map(\.second.number) == [0, 1, 2, 3])
            let plan = try await station.program.run(
                "plan", "--json", "--from", (start - 60).rfc3339, "--to", (start + 60).rfc3339)
            #expect(plan.output.contains("never.mp3"))
            #expect(plan.output.contains("$(touch owned)"))
            let leftovers = try FileManager.default.contentsOfDirectory(atPath: station.folder.string)
            #expect(!leftovers.contains("owned"))
        }
    }

    @Test("A wrong password is said in the log and by check, which does not go on air for it")
    func wrongPassword() async throws {
        try await LiveStation.run(password: "wrong-one") { station in
            let check = try await station.program.run("check")
            #expect(check.output.contains("refuses the password from playout.yaml"))
            #expect(station.tap.connections.allSatisfy { !$0.isTaken })
            let start = station.start(in: 5, length: 3)
            try await station.record(0, at: start, length: 3, pid: "show")
            let rows = try await station.program.conducting { _ in try await station.untilLogged(1) }
            #expect(rows.first?.outcome == .failed)
            #expect(rows.first?.interruptions.first?.reason.contains("401") == true)
            let said = try String(contentsOfFile: station.folder.appending("run.log").string, encoding: .utf8)
            #expect(!said.contains("wrong-one"))
        }
    }

    @Test("A recording that is gone when it is to go on air leaves the rest of its slot to the emergency recording")
    func gone() async throws {
        try await LiveStation.run { station in
            let start = station.start(in: 8, length: 14)
            let recording = try await station.record(0, at: start, length: 14, pid: "show")
            try await TimeCode(programme: 3, duration: 4).write(to: station.folder.appending("emergency.mp3"))
            let slot = "\(start.rfc3339),\((start + 14).rfc3339),show,x,Show\n"
            try station.put("schedule.csv", slot)
            try station.add("schedule: { csv: schedule.csv }\nemergency: emergency.mp3\n")
            let rows = try await station.program.conducting { _ in
                try await SystemWallClock().wait(until: start - 3.4)
                try FileManager.default.removeItem(atPath: recording.string)
                _ = try await station.tap.untilClosed()
                return try await station.untilLogged(1)
            }
            let row = try #require(rows.last)
            #expect(rows.count == 1)
            #expect(row.origin == .emergency)
            #expect(row.onAir.map { $0.timeIntervalSince(start) < 7 } == true)
            let check = try await AirCheck(try #require(station.tap.connections.last { $0.isTaken }))
            #expect(check.reading.seconds.contains { $0.programme == 3 })
            #expect(check.reading.seconds.allSatisfy { $0.programme == 3 })
        }
    }

    @Test("With the state folder's disk full the programme goes out all the same, and is in the log once there is room")
    func diskFull() async throws {
        try await LiveStation.run { station in
            let start = station.start(in: 7, length: 5)
            try await station.record(2, at: start, length: 5, pid: "show")
            try FileManager.default.createDirectory(atPath: station.state.string, withIntermediateDirectories: true)
            let full = FullDisk(folder: station.state)
            let connection = try await station.program.conducting(through: full.command) { process in
                let connection = try await station.tap.untilClosed()
                try await full.makeRoom(asSeenBy: process.value)
                let log = try await full.log(asSeenBy: process.value)
                #expect(log.contains("\"outcome\" : \"completed\""))
                return connection
            }
            let check = try await AirCheck(connection)
            #expect(check.places(of: 2, startingAt: start).map(\.second.number) == [0, 1, 2, 3, 4])
            let said = try String(contentsOfFile: station.folder.appending("run.log").string, encoding: .utf8)
            #expect(said.contains("disk is full") || said.contains("No space left"))
        }
    }
}

extension LiveStation {
    /// Until the conductor has its lock.
    func untilAtWork() async throws {
        let lock = state.appending("conductor.lock").string
        while (FileManager.default.contents(atPath: lock) ?? Data()).isEmpty {
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
