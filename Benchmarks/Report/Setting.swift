import Foundation
import Programme
import Subprocess

/// On what, when and with what was measured.
struct Setting: Sendable, Encodable, CustomStringConvertible {
    let machine: String
    let system: String
    /// Names and versions of the programs that the figures depend on.
    let programs: [String]
    let at: Date
    let command: String
    /// Before anything was measured: how many processes wanted to run, in the last minute's mean.
    let load: Double

    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    /// - Throws: `Missing`, if something is not installed.
    static func here(command: String) async throws -> Setting {
        let liquidsoap = try await firstLine("liquidsoap", "--version")
        let icecast = try await firstLine("icecast2", "-v")
        let ffmpeg = try await firstLine("ffmpeg", "-version")
        _ = try await firstLine("ffprobe", "-version")
        let words = ffmpeg.split(separator: " ").prefix(3).filter { $0 != "version" }
        return Setting(
            machine: machine, system: system, programs: [liquidsoap, icecast, words.joined(separator: " ")],
            at: SystemWallClock().now(), command: command, load: load)
    }

    var description: String {
        let day = at.formatted(.iso8601.year().month().day())
        return "Measured on \(day) by `\(command)` on \(machine), \(system), with \(programs.joined(separator: ", "))."
    }

    private static func firstLine(_ program: String, _ option: String) async throws -> String {
        do {
            let result = try await Subprocess.run(
                .name(program), arguments: [option], input: .none, output: .string(limit: 65_536), error: .discarded)
            return result.standardOutput.split(separator: "\n").first.map(String.init) ?? program
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw Missing(description: "'\(program)' is not installed; `make tools` installs what is needed")
        }
    }

    private static var load: Double {
        Usage.contents(of: "/proc/loadavg")?.split(separator: " ").first.flatMap { Double($0) } ?? 0
    }

    private static var machine: String {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let model = value(of: "model name", in: "/proc/cpuinfo", separator: ":") ?? "a processor without a name"
        return "\(cores) cores of \(model)"
    }

    private static var system: String {
        let name = value(of: "PRETTY_NAME", in: "/etc/os-release", separator: "=") ?? "Linux"
        let kernel = Usage.contents(of: "/proc/sys/kernel/osrelease")?.split(separator: "\n").first ?? ""
        return "\(name.trimmingCharacters(in: ["\""])) (Linux \(kernel))"
    }

    private static func value(of key: String, in path: String, separator: Character) -> String? {
        let line = Usage.contents(of: path)?.split(separator: "\n").first { $0.hasPrefix(key) }
        return line?.split(separator: separator, maxSplits: 1).last.map {
            $0.trimmingCharacters(in: .whitespaces)
        }
    }
}
