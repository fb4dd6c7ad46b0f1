import CLinux
import Foundation
import OnAir
import Programme
import Subprocess
import SystemPackage

/// The tools, the engine's rights, and the clock.
struct MachineCheck: Sendable {
    let settings: Settings

    func tools() async -> [CheckFinding] {
        let engine = settings.engine.program
        return [
            await tool("liquidsoap", engine, ["--version"], remedy: "apt-get install liquidsoap"),
            await tool("ffmpeg", "ffmpeg", ["-version"], remedy: "apt-get install ffmpeg"),
            await tool("ffprobe", "ffprobe", ["-version"], remedy: "apt-get install ffmpeg"),
        ] + (await library())
    }

    /// What fetches recordings.
    private func library() async -> [CheckFinding] {
        switch settings.library {
        case .folder: []
        case .s3: [await tool("aws", "aws", ["--version"], remedy: "apt-get install awscli")]
        case .rclone: [await tool("rclone", "rclone", ["version"], remedy: "apt-get install rclone")]
        }
    }

    /// - Returns: who the engine would run as, its priority, and its script.
    func engine() -> [CheckFinding] {
        var findings: [CheckFinding] = []
        if geteuid() == 0 { findings.append(account()) }
        if let script = settings.engine.script, access(script.string, R_OK) != 0 {
            findings.append(.amiss("engine", "\(script) cannot be read", remedy: "correct engine.script"))
        }
        findings.append(priority())
        return findings
    }

    /// Who the engine runs as where we are root.
    private func account() -> CheckFinding {
        let name = settings.engine.user
        guard let account = Account(named: name) else {
            return .amiss(
                "engine", "there is no user '\(name)' to run Liquidsoap as",
                remedy: "create the user, or name another as engine.user")
        }
        let state = settings.state
        guard !FileManager.default.fileExists(atPath: state.string) || account.mayRead(state) else {
            return .amiss(
                "engine", "Liquidsoap runs as '\(name)', who may not enter \(state)",
                remedy: "let others enter it and the folders above it (chmod o+rx), or name another folder as 'state'")
        }
        return .fine("engine", "Liquidsoap runs as '\(name)'")
    }

    func clock() -> CheckFinding {
        switch ClockSynchronisation.isSynchronised {
        case true?: .fine("clock", "kept right by a time server")
        case false?:
            .amiss(
                "clock", "not kept right by a time server",
                remedy: "apt-get install systemd-timesyncd, or chrony; programmes start by this clock")
        case nil: .amiss("clock", "the machine does not say whether it is right", remedy: "see `timedatectl`")
        }
    }

    private func priority() -> CheckFinding {
        let wanted = settings.engine.nice
        let lowest = geteuid() == 0 ? -20 : Int(playout_lowest_nice())
        guard wanted < lowest, wanted < 0 else { return .fine("priority", "the engine may run at nice \(wanted)") }
        return .amiss(
            "priority", "the engine may not be raised to nice \(wanted); on a busy machine it could start late",
            remedy: "run playout as a service with LimitNICE=\(wanted), or set engine.nice to 0")
    }

    private static var environment: [Environment.Key: String] {
        ChildEnvironment.variables.reduce(into: [:]) { kept, variable in
            if let key = Environment.Key(rawValue: variable.key) { kept[key] = variable.value }
        }
    }

    private func tool(_ name: String, _ program: String, _ arguments: [String], remedy: String) async -> CheckFinding {
        do {
            let result = try await Subprocess.run(
                program.contains("/") ? .path(FilePath(program)) : .name(program),
                arguments: Arguments(arguments), environment: .custom(Self.environment), input: .none,
                output: .string(limit: 65_536), error: .discarded)
            let line = result.standardOutput.split(separator: "\n").first.map(String.init) ?? "no version"
            return .fine(name, line)
        } catch let error as SubprocessError where error.code == .executableNotFound {
            return .amiss(name, "'\(program)' is not installed", remedy: remedy)
        } catch {
            return .amiss(name, "'\(program)' does not run: \(error)", remedy: remedy)
        }
    }
}
