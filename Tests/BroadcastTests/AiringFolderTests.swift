import AsRun
import Foundation
import Glibc
import Measure
import Programme
import SystemPackage
import Testing

@testable import OnAir

/// What lies in the state folder while an airing is on, and what becomes of it when somebody tampers with it.
struct AiringFolderTests {
    @Test("a link to a recording on another file system that is gone is not taken for the recording")
    func dangling() async throws {
        try await withTemporaryFolder("playout-test") { path in
            let folder = try AiringFolder.create(for: SituationTests.airing(), in: path)
            let ready = folder.path.appending("0.mp3")
            #expect(symlink(path.appending("gone.mp3").string, ready.string) == 0)
            #expect(folder.prepared(0) == nil)
            #expect(FileManager.default.createFile(atPath: path.appending("back.mp3").string, contents: nil))
            #expect(symlink(path.appending("back.mp3").string, ready.string) == 0)
            #expect(folder.prepared(0) == ready)
        }
    }

    @Test("an engine's last words are no part of an event, however long it has been at work")
    func lastWords() async throws {
        try await withTemporaryFolder("playout-test") { path in
            let folder = try AiringFolder.create(for: SituationTests.airing(), in: path)
            for second in 0..<100 {
                folder.append(AirEvent(at: SituationTests.noon + Double(second), kind: .beat, detail: "late=0.001"))
            }
            #expect(folder.lastWords == nil)
        }
    }

    @Test("stations whose state folders have like names have refuges of their own")
    func refuges() {
        let paths: [FilePath] = ["/a-b/state", "/a/b/state", "/a.b/state", "/a_b/state"]
        #expect(Set(paths.map { AiringFolders(state: $0).refuge }).count == paths.count)
        #expect(AiringFolders(state: "/a/b").refuge == AiringFolders(state: "/a/b").refuge)
    }
}

/// Somebody removes what an engine needs, and it dies.
@Suite(.onStage, .timeLimit(.minutes(5)))
struct RemovalTests {
    @Test(
        "what was removed is made again, so that another engine starts",
        arguments: ["onair.liq", "airings", "."])
    func removed(_ name: FilePath.Component) async throws {
        try await Station.with { station in
            let code = TimeCode.first(9)
            try await station.add(code, as: "a.mp3")
            let onAir = station.soon()
            let airing = station.airing(try station.segment(code, "a.mp3", at: onAir), for: 9)
            let row = try await station.conduct([airing]) {
                try await station.clock.wait(until: onAir + 2.2)
                let engines = station.engines(of: airing)
                #expect(engines.count == 1)
                try FileManager.default.removeItem(atPath: station.state.appending(name).lexicallyNormalized().string)
                for engine in engines { kill(engine.pid, SIGKILL) }
                return try await station.ledger.finished(airing)
            }
            let check = try await AirCheck(try await station.tap.untilClosed(1))
            #expect(abs(try #require(check.worstError(of: 0, startingAt: onAir))) <= 0.03)
            #expect(check.numbers(of: 0).last == 8)
            #expect(row.entry.outcome == .interrupted)
            #expect(abs(try #require(row.entry.onAirErrorMs)) <= 40)
        }
    }

    @Test("a script of the station's own that engines cannot be started with gives way to ours")
    func ownScript() async throws {
        try await Station.with {
            $0.engine.preRoll = 3
        } _: { station in
            try Data("this is no script\n".utf8).write(to: URL(filePath: station.script.string))
            let code = TimeCode.first(5)
            try await station.add(code, as: "a.mp3")
            let airing = station.airing(try station.segment(code, "a.mp3", at: station.soon(in: 4)), for: 5)
            let row = try await station.broadcast(airing)[0]
            #expect(row.entry.outcome == .completed)
            #expect(abs(try #require(row.entry.onAirErrorMs)) <= 40)
        }
    }
}
