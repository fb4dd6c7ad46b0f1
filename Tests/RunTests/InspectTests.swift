import Foundation
import Subprocess
import SystemPackage
import TestSupport
import Testing

@Suite("playout inspect", .temporaryFolder) struct InspectTests {
    private var folder: FilePath { TemporaryFolder.current }
    private var program: Program { Program(folder: folder) }

    private func make(_ name: String, _ filters: String = "anull", seconds: Int = 4) async throws {
        let source = "aevalsrc='0.1*sin(2*PI*997*t)|0.1*sin(2*PI*997*t)':d=\(seconds)"
        let made = try await Subprocess.run(
            .name("ffmpeg"),
            arguments: [
                "-nostdin", "-v", "error", "-f", "lavfi", "-i", source, "-af", filters, "\(folder.appending(name))",
            ], input: .none, output: .discarded, error: .string(limit: 4096))
        try #require(made.terminationStatus.isSuccess, "\(made.standardError)")
    }

    private func facts(_ text: String) throws -> [[String: Any]] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
    }

    @Test("says that a recording is fine, as a table and as JSON, without a configuration")
    func fine() async throws {
        try await make("a.flac")
        let table = try await program.run("inspect", "a.flac")
        #expect(table.status == 0 && table.messages.isEmpty, "\(table.messages)")
        let lines = table.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        #expect(lines.count == 2 && lines[0] == "VERDICT LENGTH FORMAT LUFS LU dBTP FILE")
        #expect(
            lines.last?.contains(/^ok 0:04 flac 44.1 kHz stereo \d+ kbit\/s -20.\d 0.0 -(19.9|20.0) a.flac$/) == true)
        let json = try await program.run("inspect", "--json", "a.flac")
        let facts = try #require(try facts(json.output).first)
        #expect(json.status == 0 && facts["file"] as? String == "a.flac" && facts["verdict"] as? String == "ok")
        #expect(facts["duration"] as? Double == 4 && facts["channels"] as? Int == 2)
        #expect(abs(try #require(facts["loudness"] as? Double) + 20) < 0.3)
        #expect((facts["findings"] as? [Any])?.isEmpty == true && (facts["silences"] as? [Any])?.isEmpty == true)
        #expect(
            Set(facts.keys) == [
                "file", "verdict", "duration", "codec", "sampleRate", "channels", "bitrate", "loudness",
                "loudnessRange", "truePeak", "silences", "findings",
            ])
    }

    @Test("tells what is amiss with each, and a file that is not there stops none of the others")
    func amiss() async throws {
        try await make("quiet.flac", "volume=enable='between(t,4,6)':volume=0", seconds: 10)
        try await make("start.flac", "volume=enable='lt(t,3)':volume=0")
        try Data().write(to: URL(filePath: folder.appending("\u{1B}empty.mp3").string))
        let result = try await program.run(
            "inspect", "--json", "gone.mp3", "start.flac", "\u{1B}empty.mp3", "quiet.flac")
        #expect(result.status == 1)
        #expect(result.messages.contains("gone.mp3 does not exist: check its name"))
        let facts = try facts(result.output)
        #expect(facts.map { $0["verdict"] as? String } == ["warning", "unplayable", "ok"])
        let finding = try #require((facts[0]["findings"] as? [[String: String]])?.first)
        #expect(finding["kind"] == "silentStart" && finding["detail"]?.contains("first 3.0 s") == true)
        #expect((facts[2]["silences"] as? [[String: Double]])?.first?["from"].map { abs($0 - 4) < 0.1 } == true)
        let table = try await program.run("inspect", "\u{1B}empty.mp3")
        #expect(table.status == 1 && table.output.contains("0 bytes") && !table.output.contains("\u{1B}"))
        #expect(try await program.run("inspect").status == 64)
    }

    @Test("judges by the station's target, keeps what it found with the station, and says so of a bad configuration")
    func station() async throws {
        try await make("a.flac")
        try await program.run("init")
        #expect(try await program.run("inspect", "a.flac").status == 0)
        let file = URL(filePath: folder.appending("playout.yaml").string)
        let text = try String(contentsOf: file, encoding: .utf8)
        try Data(text.replacing("#target: -23", with: "target: -30").utf8).write(to: file)
        let loud = try await program.run("inspect", "a.flac")
        #expect(loud.status == 1 && loud.output.contains(/1[0-9.]* LU louder than the station's −30 LUFS/), "\(loud)")
        try Data(text.replacing("#target: -23", with: "target: loud").utf8).write(to: file)
        #expect(try await program.run("inspect", "a.flac").status == 78)
        #expect(try await program.run("inspect", "--config", "none.yaml", "a.flac").status == 78)
    }
}
