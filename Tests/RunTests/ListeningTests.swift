import AsRun
import Foundation
import Glibc
import Measure
import OnAir
import Programme
import Subprocess
import SystemPackage
import TestSupport
import Testing

@testable import Alerts

/// `playout run` listens to what it has put on air.
@Suite(.serialized) struct ListeningTests {
    @Test("An airing is heard, also through a quiet passage, and a killed conductor leaves no decoder behind")
    func heard() async throws {
        try await LiveStation.run { station in
            let start = station.start(in: 5, length: 20)
            let name = RecordingName(time: LocalTime(start, in: .gmt), pid: try PID("show"), fileExtension: "mp3")
                .fileName
            let file = station.library.appending(name)
            let tone = "sine=frequency=440:sample_rate=44100:duration=20,volume=volume='not(between(t,3,9))':eval=frame"
            try await Self.ffmpeg("-f", "lavfi", "-i", tone, "-ac", "2", "-b:a", "192k", file.string)
            try station.age(file)
            let secret = ["AWS_SECRET_ACCESS_KEY": "s3cret", "PLAYOUT_ALERTS_SLACK": "https://127.0.0.1:1/s3cret"]
            let decoders = try await station.program.conducting(environment: secret) { process in
                try await station.untilLogSays("heard=silent, as the programme is")
                try await station.untilLogSays("heard=sound", times: 2)
                let decoders = children(of: process.value).filter { $0.words.contains("pipe:0") }
                for decoder in decoders {
                    let environment = try #require(FileHandle(forReadingAtPath: "/proc/\(decoder.pid)/environ"))
                    let given = String(decoding: try environment.readToEnd() ?? Data(), as: UTF8.self)
                    #expect(given.contains("PATH=") && !given.contains("s3cret"), "\(given)")
                }
                kill(process.value, SIGKILL)
                return decoders
            }
            #expect(decoders.count == 1)
            try await SystemWallClock().wait(until: Date() + 1)
            for decoder in decoders { #expect(ProcessTable.identity(of: decoder.pid) == nil, "it is left behind") }
            let log = try String(contentsOfFile: station.folder.appending("run.log").string, encoding: .utf8)
            #expect(!log.contains("heard=frozen") && !log.contains("heard=missing"))
            #expect(log.matches(of: /heard=silent/).count == 1)
        }
    }

    @Test("People are told that nobody listens, and why, once")
    func nobody() async throws {
        try await WebServer.run { server in
            try await LiveStation.run { station in
                try station.add("alerts: [{ webhook: http://127.0.0.1:\(server.port)/ }]")
                let start = station.start(in: 5, length: 24)
                try await station.record(0, at: start, length: 24, pid: "show")
                // All that an engine and a conductor need, without ffmpeg.
                let tools = station.folder.appending("bin")
                try FileManager.default.createDirectory(atPath: tools.string, withIntermediateDirectories: false)
                for name in ["nice", "setpriv", "liquidsoap", "ffprobe"] {
                    let places = ["/usr/bin", "/bin", "/usr/local/bin"].map { "\($0)/\(name)" }
                    let place = try #require(places.first { FileManager.default.isExecutableFile(atPath: $0) })
                    try FileManager.default.createSymbolicLink(
                        atPath: tools.appending(name).string, withDestinationPath: place)
                }
                try await station.program.conducting(environment: ["PATH": tools.string]) { _ in
                    var arrivals = server.arrivals.makeAsyncIterator()
                    let body = try #require(await arrivals.next()).body
                    let text = String(decoding: body, as: UTF8.self)
                    #expect(text.contains(#""key":"listening""#) && text.contains("apt-get install ffmpeg"), "\(text)")
                    #expect(Date() < start + 20)
                    #expect(try await station.untilAlerted().map(\.key) == ["listening"])
                    let status = try await station.program.run("status")
                    #expect(status.status == 1)
                    #expect(status.output.contains("Nobody listens"))
                    #expect(try await station.untilLogged(1).map(\.outcome) == [.completed])
                }
                #expect(server.requests.count == 1)
            }
        }
    }

    private static func ffmpeg(_ arguments: String...) async throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["ffmpeg", "-nostdin", "-v", "error"] + arguments
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }
}

extension LiveStation {
    func untilLogSays(_ text: String, times: Int = 1, within seconds: Double = 30) async throws {
        let deadline = ContinuousClock.now + .seconds(seconds)
        let file = folder.appending("run.log").string
        while true {
            let log = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
            if log.components(separatedBy: text).count > times { return }
            try #require(ContinuousClock.now < deadline, "the conductor did not log '\(text)': \(log)")
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}

/// A process's children, and how they were started.
private func children(of parent: pid_t) -> [(pid: pid_t, words: [String])] {
    let pids = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { pid_t($0) } ?? []
    return pids.compactMap { pid in
        guard let status = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8),
            status.contains("\nPPid:\t\(parent)\n"), let command = FileHandle(forReadingAtPath: "/proc/\(pid)/cmdline"),
            let bytes = try? command.readToEnd()
        else { return nil }
        return (pid, bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) })
    }
}
