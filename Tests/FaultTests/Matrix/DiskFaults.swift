import AsRun
import Foundation
import Programme
import SystemPackage

extension Matrix {
    static let disk: [Fault] = [
        Fault(
            name: "Disk full from the beginning", how: "the state folder's file system is full until the end",
            scene: Scene(conducts: false, needsRoot: true),
            expected: Expectation(deadAir: 0, outcome: .completed, alerts: ["disk"])
        ) { stand in
            try await stand.startOnOwnDisk(isFull: true)
            try await stand.wait(until: stand.end + 1)
            try await stand.onOwnDisk(["rm", stand.state.appending("filler").string])
        },
        Fault(
            name: "Disk fills up mid-programme", how: "the state folder's file system is full until the end",
            scene: Scene(conducts: false, needsRoot: true),
            expected: Expectation(deadAir: 0, outcome: .completed, alerts: ["disk"])
        ) { stand in
            try await stand.startOnOwnDisk(isFull: false)
            try await stand.wait(until: stand.middle)
            stand.markFault()
            let filler = stand.state.appending("filler").string
            try await stand.onOwnDisk(["dd", "if=/dev/zero", "of=\(filler)", "bs=4k", "status=none"])
            try await stand.wait(until: stand.end + 1)
            try await stand.onOwnDisk(["rm", filler])
        },
    ]
}

extension Stand {
    /// The conductor and its engines see a file system of two megabytes where the state folder is.
    func startOnOwnDisk(isFull: Bool) async throws {
        let fill = isFull ? "dd if=/dev/zero of=\"$0/filler\" bs=4k status=none;" : ""
        let mount = "mount -t tmpfs -o size=2m,mode=777 tmpfs \"$0\" && { \(fill) exec \"$@\"; }"
        try await conductors.start(through: ["unshare", "--mount", "sh", "-c", mount, state.string])
        await conductors.enter()
    }

    func onOwnDisk(_ command: [String]) async throws { _ = try await conductors.run(command: command) }
}
