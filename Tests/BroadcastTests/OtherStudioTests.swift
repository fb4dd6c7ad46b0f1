import AsRun
import Foundation
import Glibc
import Measure
import OnAir
import Programme
import Subprocess
import SystemPackage
import Testing

@Suite(.onStage, .timeLimit(.minutes(5)))
struct OtherStudioTests {
    @Test("an Icecast with TLS and a certificate of its own making is a studio")
    func tls() async throws {
        try await withTemporaryFolder("playout-tls") { folder in
            var options = IcecastServer.Options()
            options.certificate = try await TestCertificate.make(in: folder)
            try await Station.with({ $0.studio.tls = true }, icecast: options) { station in
                let code = TimeCode.first(4)
                try await station.add(code, as: "a.flac")
                let airing = station.airing(try station.segment(code, "a.flac", at: station.soon()), for: 4)
                let recorded = station.folder.appending("heard.ogg")
                let row = try await station.conduct([airing]) {
                    _ = try await station.ledger.event(.connected, of: airing)
                    try await listen(to: station, into: recorded)
                    return try await station.ledger.finished(airing)
                }
                #expect(row.entry.outcome == .completed)
                let connection = try #require(station.tap.connections.first)
                #expect(SourceRequest(connection.bytes) == nil, "it was not encrypted")
                let heard = try await TimeCodeReading(of: recorded, seconds: 30)
                #expect(heard.seconds.map(\.number) == [0, 1, 2])
            }
        }
    }

    @Test("a Liquidsoap harbor is a studio")
    func harbor() async throws {
        try await withTemporaryFolder("playout-harbor") { folder in
            let port = try freePort()
            let script = folder.appending("harbor.liq")
            try Data(
                """
                settings.harbor.bind_addrs.set(["127.0.0.1"])
                output.dummy(fallible=true, input.harbor("playout", port=\(port), password="harbor-password"))
                """.utf8
            ).write(to: URL(filePath: script.string))
            try await withServer(["liquidsoap", script.string], port: port) {
                try await Station.at(port: port, nil, { $0.studio.password = "harbor-password" }) { station in
                    let code = TimeCode.first(4)
                    try await station.add(code, as: "a.flac")
                    let onAir = station.soon()
                    let airing = station.airing(try station.segment(code, "a.flac", at: onAir), for: 4)
                    let row = try await station.broadcast(airing)[0]
                    #expect(row.entry.outcome == .completed)
                    let check = try await AirCheck(station.tap.untilClosed())
                    #expect(abs(try #require(check.startError(of: 0, plannedAt: onAir))) <= exact)
                    #expect(check.numbers(of: 0) == [0, 1, 2, 3])
                }
            }
        }
    }

    /// As a listener does, for most of the airing: Icecast 2.4.4 does not see a source with TLS go.
    private func listen(to station: Station, into file: FilePath) async throws {
        let url = "http://127.0.0.1:\(station.icecast?.port ?? 0)\(station.studio.mount)"
        _ = try await Subprocess.run(
            .name("ffmpeg"),
            arguments: ["-nostdin", "-loglevel", "error", "-i", url, "-t", "3.2", "-c", "copy", file.string],
            output: .discarded, error: .discarded)
    }

    private func withServer(
        _ command: [String], port: Int, _ body: () async throws -> Void
    ) async throws {
        let becoming = ["setpriv", "--reuid=liquidsoap", "--regid=liquidsoap", "--init-groups", "--"]
        let words = (geteuid() == 0 ? becoming : []) + command
        var options = PlatformOptions()
        options.teardownSequence = []
        _ = try await Subprocess.run(
            .name(words[0]), arguments: Arguments(Array(words.dropFirst())), platformOptions: options,
            input: .none, output: .discarded, error: .discarded
        ) { process in
            try await untilSomebodyListens(at: port)
            try await body()
            try process.send(signal: .kill)
        }
    }
}
