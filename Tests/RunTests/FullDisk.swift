import Foundation
import Subprocess
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
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            let result = try await Subprocess.run(
                .name("nsenter"),
                arguments: [
                    "--target", "\(process)", "--mount", "--", Program.path.string, "log", "--from", "yesterday",
                    "--to", "tomorrow", "--json", "--config", folder.removingLastComponent().string + "/playout.yaml",
                ],
                input: .none, output: .string(limit: 1 << 20), error: .discarded)
            if result.standardOutput.contains("\"outcome\" : \"") { return result.standardOutput }
            try await Task.sleep(for: .milliseconds(200))
        }
        throw Failure(description: "there is still no row in the log")
    }
}
