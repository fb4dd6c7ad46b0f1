import Foundation
import SystemPackage

/// A file system of its own for a folder, a megabyte in all and filled to the brim, that only one program sees.
struct FullDisk: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let folder: FilePath

    /// To put before a program and its arguments. Mounting takes a namespace; where we are not root, one in which we
    /// are, and within it another in which we are ourselves again.
    var command: [String] {
        let again = getuid() == 0 ? "exec \"$@\"" : "exec unshare --user --map-user=\(getuid()) \"$@\""
        let script = """
            mount -t tmpfs -o size=1m,mode=777 tmpfs "$0" && dd if=/dev/zero of="$0/filler" bs=4k status=none
            \(again)
            """
        let rights = getuid() == 0 ? [] : ["--user", "--map-root-user"]
        return ["unshare", "--mount"] + rights + ["sh", "-c", script, folder.string]
    }

    /// Takes away what fills it.
    func makeRoom(asSeenBy process: pid_t) async throws {
        try FileManager.default.removeItem(atPath: "/proc/\(process)/root\(folder)/filler")
    }

    /// What the log in it says, once it says anything of an airing that is over.
    func log(asSeenBy process: pid_t) async throws -> String {
        let station = folder.removingLastComponent()
        let text = try String(contentsOfFile: "\(station)/playout.yaml", encoding: .utf8)
        try text.replacing("state: state", with: "state: seen")
            .write(toFile: "\(station)/seen.yaml", atomically: true, encoding: .utf8)
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            // A copy, since SQLite would find its way out of another process's root.
            try? FileManager.default.removeItem(atPath: "\(station)/seen")
            try FileManager.default.createDirectory(atPath: "\(station)/seen", withIntermediateDirectories: true)
            for name in ["asrun.sqlite", "asrun.sqlite-wal"] {
                // Neither is there before the first airing is over.
                let data = FileManager.default.contents(atPath: "/proc/\(process)/root\(folder)/\(name)")
                try data?.write(to: URL(filePath: "\(station)/seen/\(name)"))
            }
            let result = try await Program(folder: station).run(
                "log", "--from", "yesterday", "--to", "tomorrow", "--json", "--config", "seen.yaml")
            if result.output.contains("\"outcome\" : \"") { return result.output }
            try await Task.sleep(for: .milliseconds(200))
        }
        throw Failure(description: "there is still no row in the log")
    }
}
