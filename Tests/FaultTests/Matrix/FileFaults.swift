import AsRun
import Foundation
import Glibc
import Programme
import Subprocess
import SystemPackage

extension Matrix {
    /// What somebody, or some other program, does to the station's files.
    static let files: [Fault] = [
        Fault(
            name: "State folder removed on air", how: "`rm -r state` mid-programme",
            expected: Expectation(deadAir: 0, outcome: nil, alerts: [])
        ) { stand in
            try await stand.wait(until: stand.middle)
            stand.markFault()
            try FileManager.default.removeItem(atPath: stand.state.string)
        },
        Fault(
            name: "On-air script removed on air, and the engine killed",
            how: "`rm state/onair.liq` mid-programme; SIGKILL 1 s later", expected: .engineKilled
        ) { stand in
            try await stand.wait(until: stand.middle)
            try FileManager.default.removeItem(atPath: stand.state.appending("onair.liq").string)
            try await stand.wait(until: stand.middle + 1)
            try await stand.engine(SIGKILL)
        },
        Fault(
            name: "As-run log locked, and the engine killed",
            how: "another process holds a write lock on it for 15 s from mid-programme on; SIGKILL 1 s after that",
            // The row is written once the lock is gone.
            expected: .engineKilled
        ) { stand in
            try await stand.wait(until: stand.middle)
            try await stand.lockingLog(until: stand.middle + 15) {
                try await stand.wait(until: stand.middle + 1)
                try await stand.engine(SIGKILL)
            }
        },
        Fault(
            name: "Library on another file system away, and the engine killed",
            how: "its file system is not there for 6 s from mid-programme on; SIGKILL 1 s after that",
            scene: Scene(conducts: false, needsRoot: true),
            // While it is away there is the emergency recording to play.
            expected: Expectation(
                deadAir: 1, place: nil, end: 0.2, heard: ["show", "emergency"], alerts: ["resumed", "missing"])
        ) { stand in
            try await stand.startWithLibraryOnOwnDisk()
            try await stand.wait(until: stand.middle)
            try await stand.moveLibraryDisk(from: "disk", to: "elsewhere")
            try await stand.wait(until: stand.middle + 1)
            try await stand.engine(SIGKILL)
            try await stand.wait(until: stand.middle + 6)
            try await stand.moveLibraryDisk(from: "elsewhere", to: "disk")
        },
    ]
}

extension Stand {
    /// Holds a write lock on the as-run log, as another program that has it open may.
    fileprivate func lockingLog(until instant: Date, while body: @escaping @Sendable () async throws -> Void)
        async throws
    {
        let hold = """
            import sqlite3, sys, time
            log = sqlite3.connect(sys.argv[1], isolation_level=None)
            log.execute("BEGIN IMMEDIATE")
            open(sys.argv[2], "w").close()
            time.sleep(60)
            """
        let sign = folder.appending("locked")
        _ = try await Subprocess.run(
            .name("python3"), arguments: ["-c", hold, state.appending("asrun.sqlite").string, sign.string],
            input: .none, output: .discarded, error: .discarded
        ) { process in
            let result = await Result {
                try await body()
                guard access(sign.string, F_OK) == 0 else { throw Missing(description: "the log was not locked") }
                try await wait(until: instant)
            }
            try? process.send(signal: .kill)
            return result
        }.closureResult.get()
    }

    /// The library is a link to a folder on a file system that only the station sees, and that can be moved away.
    fileprivate func startWithLibraryOnOwnDisk() async throws {
        let mount = """
            cd "$0" && mkdir disk elsewhere && mount -t tmpfs -o mode=755 tmpfs disk && mv programmes disk/ \
            && ln -s disk/programmes programmes && exec "$@"
            """
        try await conductors.start(through: ["unshare", "--mount", "sh", "-c", mount, folder.string])
        await conductors.enter()
    }

    fileprivate func moveLibraryDisk(from old: String, to new: String) async throws {
        let command = ["mount", "--move", folder.appending(old).string, folder.appending(new).string]
        let result = try await conductors.run(command: command)
        guard case .exited(0) = result.status else { throw Missing(description: "\(command): \(result.messages)") }
    }
}
