import Foundation
import Subprocess

/// On what was measured.
enum Machine {
    static func description() async throws -> String {
        let liquidsoap = try await firstLine("liquidsoap", "--version")
        let icecast = try await firstLine("icecast2", "-v")
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let release = String(decoding: FileManager.default.contents(atPath: "/etc/os-release") ?? Data(), as: UTF8.self)
        let system = release.split(separator: "\n").first { $0.hasPrefix("PRETTY_NAME=") }?
            .dropFirst("PRETTY_NAME=".count).trimmingCharacters(in: ["\""])
        return
            "Measured by `make test-faults` on \(cores) cores, \(system ?? "Linux"), with \(liquidsoap) and \(icecast)."
    }

    private static func firstLine(_ program: String, _ option: String) async throws -> String {
        let result = try await Subprocess.run(
            .name(program), arguments: [option], input: .none, output: .string(limit: 65_536), error: .discarded)
        return result.standardOutput.split(separator: "\n").first.map(String.init) ?? program
    }
}
