import Foundation
import Glibc
import Library
import Programme
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// The conductor's fetching, and the program that it fetches by, are killed at any instant.
@Suite(.temporaryFolder, .timeLimit(.minutes(10)))
struct KillTests {
    let bench = SpoolBench()
    let content = noise(600_000, seed: 9)
    var folder: FilePath { TemporaryFolder.current }

    /// Stands in for `aws`, so that a hundred fetches take a minute: it lists one object, and brings it in pieces.
    private func writeStub(_ files: [String]) throws -> FilePath {
        let stub = folder.appending("stub")
        try FileManager.default.createDirectory(atPath: stub.string, withIntermediateDirectories: true)
        try Data(content).write(to: URL(filePath: stub.appending("content").string))
        let objects = files.map {
            ["Key": $0, "Size": content.count, "ETag": "\"x\"", "LastModified": "2026-11-22T10:00:00+00:00"]
                as [String: Any]
        }
        try JSONSerialization.data(withJSONObject: ["Contents": objects])
            .write(to: URL(filePath: stub.appending("listing.json").string))
        try Stub.write(
            """
            if [ "$2" = list-objects-v2 ]; then exec cat \(stub)/listing.json; fi
            echo $$ > \(stub)/pid
            for piece in 0 1 2 3 4 5; do
                dd if=\(stub)/content bs=100000 skip=$piece count=1 2>/dev/null || exit 1
                sleep 0.02
            done
            printf '{"ContentLength": \(content.count)}'
            """, to: stub.appending("aws"))
        return stub
    }

    private var spooler: String {
        get throws {
            let program = FilePath(Bundle.main.bundlePath).appending("spooler").string
            try #require(access(program, X_OK) == 0, "\(program) has not been built")
            return program
        }
    }

    /// Runs it until `body` has had enough of it; then it is killed.
    private func running(_ stub: FilePath, _ body: () async throws -> Void) async throws {
        let arguments = [stub.appending("aws").string, "station", "http://127.0.0.1:1", bench.folder.string]
        _ = try await Subprocess.run(
            .path(FilePath(spooler)), arguments: Arguments(arguments), input: .none, output: .discarded,
            error: .discarded
        ) { execution in
            do {
                try await body()
            } catch {
                try execution.send(signal: .kill)
                throw error
            }
            try execution.send(signal: .kill)
        }
    }

    /// Whatever is under a final name is whole, at this instant.
    private func inspect(_ kills: Int) throws {
        let recordings = bench.folder.appending("recordings")
        for name in (try? FileManager.default.contentsOfDirectory(atPath: recordings.string)) ?? [] {
            let inside = try FileManager.default.contentsOfDirectory(atPath: recordings.appending(name).string).sorted()
            let file = try #require(inside.first { $0.hasSuffix(".mp3") }, "after \(kills) kills: \(inside)")
            #expect(inside == [file, "held.json"])
            let bytes = FileManager.default.contents(atPath: recordings.appending("\(name)/\(file)").string)
            #expect(bytes.map(Array.init) == content, "after \(kills) kills: \(file) is not whole")
        }
    }

    @Test("Killed a hundred times, it never leaves half a file under a final name, and no leftover that stays")
    func kills() async throws {
        let files = (0..<100).map { String(format: "20261122_%02d%02d_a.mp3", $0 / 60 + 10, $0 % 60) }
        let stub = try writeStub(files)
        var random = SplitMix64(seed: 5)
        for kill in 0..<100 {
            // From its first instant to the second or third fetch.
            let instant = Int.random(in: 20...500, using: &random)
            try await running(stub) {
                try await Task.sleep(for: .milliseconds(instant))
                guard kill.isMultiple(of: 3) else { return }
                // The program that brings it, while who reads it lives on.
                killProgram(of: stub)
                try await Task.sleep(for: .milliseconds(20))
                try inspect(kill)
            }
            try inspect(kill)
        }
        let whole = try FileManager.default.contentsOfDirectory(atPath: bench.folder.string + "/recordings").count
        #expect(whole > 10, "the kills came too early to say anything")
        // One more run, in peace, has everything, and nothing else.
        try await running(stub) {
            try await bench.until("all of them", within: 120) {
                let names = try FileManager.default.contentsOfDirectory(atPath: bench.folder.string + "/recordings")
                return names.count == files.count
            }
        }
        try inspect(100)
        #expect(try FileManager.default.contentsOfDirectory(atPath: bench.folder.string + "/incoming") == [])
        #expect(bench.files.filter { $0.hasSuffix(".mp3") }.count == files.count)
    }

    private func killProgram(of stub: FilePath) {
        guard let text = try? String(contentsOfFile: stub.string + "/pid", encoding: .utf8),
            let number = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines))
        else { return }
        // The number may be somebody else's by now.
        let line = (try? Data(contentsOf: URL(filePath: "/proc/\(number)/cmdline"))) ?? Data()
        if String(decoding: line, as: UTF8.self).contains(stub.string) { Glibc.kill(number, SIGKILL) }
    }
}
