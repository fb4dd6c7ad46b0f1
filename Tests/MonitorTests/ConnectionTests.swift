import Foundation
import Glibc
import Measure
import Monitor
import Programme
import Subprocess
import SystemPackage
import TestSupport
import Testing

@Suite("The monitor", .timeLimit(.minutes(2)))
struct ConnectionTests {
    @Test("listens on when its decoder dies or hangs, and it is no trouble", arguments: [SIGKILL, SIGSTOP])
    func decoder(signal: Int32) async throws {
        try await OnStage.run { stage in
            let (program, pids) = (stage.folder.appending("ffmpeg"), stage.folder.appending("pids"))
            try Data("#!/bin/sh\necho $$ >> \(pids)\nexec ffmpeg \"$@\"\n".utf8).write(
                to: URL(filePath: program.string))
            try #require(chmod(program.string, 0o755) == 0)
            try await stage.withSource(volume: "not(gt(t,10))") { _ in
                try await stage.listening(.init(ffmpeg: program.string)) {
                    _ = try await stage.untilHeard(.sound)
                    let first = try #require(decoders(pids).first)
                    kill(first, signal)
                    // The second decoder hears that the source falls silent.
                    _ = try await stage.untilHeard(.silent, within: 25)
                    #expect(stage.kinds == [.sound, .silent])
                    #expect(decoders(pids).count == 2)
                    #expect(kill(first, 0) != 0, "it is still there")
                }
                for pid in decoders(pids) { #expect(kill(pid, 0) != 0, "it is still there") }
            }
        }
    }

    private func decoders(_ file: FilePath) -> [pid_t] {
        ((try? String(contentsOfFile: file.string, encoding: .utf8)) ?? "").split(separator: "\n").compactMap {
            pid_t($0)
        }
    }

    @Test("says that it cannot listen where there is no decoder")
    func noDecoder() async throws {
        try await OnStage.run { stage in
            try await stage.withSource { _ in
                _ = await #expect(throws: Monitor.Failure.noDecoder("/nowhere/ffmpeg")) {
                    try await stage.listening(.init(ffmpeg: "/nowhere/ffmpeg")) {
                        try await Task.sleep(for: .seconds(20))
                    }
                }
            }
        }
    }

    @Test("listens to an Icecast with TLS and a certificate of its own making")
    func tls() async throws {
        try await withTemporaryFolder("playout-monitor-tls") { folder in
            var options = IcecastServer.Options()
            options.certificate = try await TestCertificate.make(in: folder)
            try await OnStage.run(options) { stage in
                var studio = stage.studio
                (studio.tls, studio.port) = (true, try #require(stage.icecast.tlsPort))
                try await stage.withSource { [studio] _ in
                    try await stage.listening(studio: studio) { _ = try await stage.untilHeard(.sound) }
                }
            }
        }
    }

    @Test("listens to another address than the studio's, if told so")
    func url() async throws {
        try await OnStage.run { stage in
            let elsewhere = Studio(host: "studio.invalid", port: 1, mount: "/elsewhere")
            let url = "http://127.0.0.1:\(stage.icecast.port)/test"
            try await stage.withSource { _ in
                try await stage.listening(studio: elsewhere, .init(url: url)) { _ = try await stage.untilHeard(.sound) }
            }
        }
    }

    @Test("finds a studio whose name nobody knows unreachable")
    func noSuchHost() async throws {
        try await OnStage.run { stage in
            try await stage.listening(studio: Studio(host: "studio.invalid")) {
                _ = try await stage.untilHeard(.unreachable)
            }
        }
    }

    @Test("goes on where a proxy stands before the studio: its 404 is a missing mount, once there has been a stream")
    func proxy() async throws {
        try await OnStage.run { stage in
            try await WebServer.run(.answer(404, headers: ["Server": "nginx"], body: "<h1>404</h1>")) { proxy in
                try await stage.listening(studio: Studio(port: proxy.port, mount: "/test")) {
                    _ = try await stage.untilHeard(.refused)
                    let asked = proxy.requests.count
                    proxy.behave(.answer(200))
                    for await _ in proxy.arrivals where proxy.requests.count > asked + 1 { break }
                    proxy.behave(.answer(404, headers: ["Server": "nginx"]))
                    _ = try await stage.untilHeard(.missing)
                }
            }
        }
    }

    @Test(
        "knows an Icecast behind a proxy by its words, and a server that is no studio's at all by none",
        arguments: [
            (404, "<b>The file you requested could not be found</b>", MountCheck.Answer.waits),
            (404, "<title>Liquidsoap source harbor</title>", .noListeners), (404, "", .cannot("answers 404 Not Found")),
            (403, "Liquidsoap", .cannot("answers 403 Forbidden")), (200, "", .streams),
        ])
    func proxied(status: Int, page: String, answer: MountCheck.Answer) async throws {
        try await WebServer.run(.answer(status, headers: ["Server": "nginx"], body: page)) { proxy in
            #expect(await MountCheck(Studio(port: proxy.port, mount: "/test"), MonitorSettings()).ask() == answer)
        }
        try await WebServer.run(.stall(404)) { proxy in
            let check = MountCheck(Studio(port: proxy.port, mount: "/test"), MonitorSettings())
            #expect(await check.ask() == .cannot("answers 404 Not Found"))
        }
    }

    @Test("says that a Liquidsoap harbor has no listeners")
    func harbor() async throws {
        try await withTemporaryFolder("playout-monitor-harbor") { folder in
            let port = try freePort()
            let script = folder.appending("harbor.liq")
            try Data(
                """
                settings.harbor.bind_addrs.set(["127.0.0.1"])
                output.dummy(fallible=true, input.harbor("test", port=\(port), password="x"))
                """.utf8
            ).write(to: URL(filePath: script.string))
            try await OnStage.run { stage in
                try await withHarbor(script, port: port) {
                    _ = await #expect(throws: Monitor.Failure.noListeners(url: "http://127.0.0.1:\(port)/test")) {
                        try await stage.listening(studio: Studio(port: port, mount: "/test")) {
                            try await Task.sleep(for: .seconds(20))
                        }
                    }
                    #expect(stage.told.value.isEmpty)
                }
            }
        }
    }

    private func withHarbor(_ script: FilePath, port: Int, _ body: () async throws -> Void) async throws {
        let becoming = ["setpriv", "--reuid=liquidsoap", "--regid=liquidsoap", "--init-groups", "--"]
        let words = (geteuid() == 0 ? becoming : []) + ["liquidsoap", script.string]
        _ = try await Subprocess.run(
            .name(words[0]), arguments: Arguments(Array(words.dropFirst())), input: .none, output: .discarded,
            error: .discarded
        ) { process in
            defer { try? process.send(signal: .kill) }
            try await untilSomebodyListens(at: port, within: 30)
            try await body()
        }
    }
}
