import Foundation
import Subprocess
import SystemPackage
import TestSupport
import Testing

@Suite(.serialized, .temporaryFolder) struct DemoTests {
    private var program: Program { Program(folder: TemporaryFolder.current) }

    @Test("The demo puts two programmes on air, ends with the log and the measured start errors, and leaves nothing")
    func whole() async throws {
        let result = try await program.run("demo", "--length", "4")
        #expect(result.status == 0)
        #expect(result.output.contains("Both programmes went out as planned."))
        #expect(result.output.matches(of: /programme: start error [+-]\d+\.\d ms/).count == 2)
        try await expectNothingLeft(of: result.output)
    }

    @Test("After Ctrl-C the demo leaves nothing", arguments: [2.0, 9.0])
    func interrupted(after seconds: Double) async throws {
        let log = TemporaryFolder.current.appending("demo.txt")
        let output = try FileDescriptor.open(log, .writeOnly, options: [.create], permissions: .ownerReadWrite)
        let result = try await Subprocess.run(
            .path(Program.path), arguments: ["demo", "--length", "30"], input: .none,
            output: .fileDescriptor(output, closeAfterSpawningProcess: true), error: .discarded
        ) { process in
            try await Task.sleep(for: .seconds(seconds))
            try process.send(signal: .interrupt)
        }
        #expect(result.terminationStatus == .exited(130))
        try await expectNothingLeft(of: String(contentsOfFile: log.string, encoding: .utf8))
    }

    private func expectNothingLeft(of output: String) async throws {
        let found = output.firstMatch(of: /--config (\S+)\/playout\.yaml/)?.1
        guard let folder = found.map(String.init) else { return }
        #expect(!folder.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: folder))
        // With their environments, in which an engine has its folder.
        let processes = try await Subprocess.run(
            .name("ps"), arguments: ["axeww", "-o", "args="], input: .none, output: .string(limit: 16 << 20),
            error: .discarded)
        #expect(!processes.standardOutput.contains(folder))
    }
}
