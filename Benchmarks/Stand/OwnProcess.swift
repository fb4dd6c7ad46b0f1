import Foundation
import Subprocess
import SystemPackage

/// A part of the bench that a process of its own does, so that what it takes is all its own. It prints its facts.
enum OwnProcess {
    /// - Parameters:
    ///   - program: `nil` for this one.
    ///   - environment: in addition to ours; `nil` takes a variable away.
    static func facts<Facts: Decodable>(
        _ arguments: [String], by program: FilePath? = nil, environment: [String: String?] = [:]
    ) async throws -> Facts {
        var changes: [Environment.Key: String?] = [:]
        for (name, value) in environment {
            if let key = Environment.Key(rawValue: name) { changes.updateValue(value, forKey: key) }
        }
        let result = try await Subprocess.run(
            .path(program ?? FilePath(ProcessInfo.processInfo.arguments[0])), arguments: Arguments(arguments),
            environment: .inherit.updating(changes), input: .none, output: .string(limit: 1 << 16),
            error: .currentStandardError)
        return try JSONDecoder().decode(Facts.self, from: Data(result.standardOutput.utf8))
    }

    /// Within it.
    static func tell(_ facts: some Encodable) throws {
        print(String(decoding: try JSONEncoder().encode(facts), as: UTF8.self))
    }

    /// Within it: bytes, the most. What the kernel keeps for `getrusage` counts the process from which it was begun, too.
    static var mostMemory: Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(separator: " ").compactMap { Int($0) }.first.map { $0 * 1024 } ?? memory(RUSAGE_SELF)
    }

    /// Within it: bytes, the most of the largest program that it has run.
    static var mostToolMemory: Int { memory(RUSAGE_CHILDREN) }

    private static func memory(_ whose: __rusage_who) -> Int {
        var usage = rusage()
        getrusage(__rusage_who_t(whose.rawValue), &usage)
        return usage.ru_maxrss * 1024
    }
}
