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
            try await stand.onOwnDisk(["rm", stand.filler])
        },
        Fault(
            name: "Disk fills up mid-programme", how: "the state folder's file system is full until the end",
            // An alert is told after ten seconds.
            scene: Scene(length: 22, conducts: false, needsRoot: true),
            expected: Expectation(deadAir: 0, outcome: .completed, alerts: ["disk"])
        ) { stand in
            try await stand.startOnOwnDisk(isFull: false)
            try await stand.wait(until: stand.middle)
            guard stand.telling.notices.isEmpty else {
                throw Stand.Missing(description: "told before the disk is full: \(stand.telling.abouts)")
            }
            stand.markFault()
            try await stand.onOwnDisk(["sh", "-c", Stand.filling, stand.filler])
            try await stand.wait(until: stand.end + 1)
            try await stand.onOwnDisk(["rm", stand.filler])
        },
    ]
}

extension Stand {
    /// Most of it at once, and then the rest, to the last page. Ends when nothing more goes in.
    fileprivate static let filling =
        "fallocate -l 230M \"$0\"; dd if=/dev/zero of=\"$0\" bs=4k oflag=append conv=notrunc status=none || true"

    fileprivate var filler: String { state.appending("filler").string }

    /// The conductor and its engines see a file system of their own where the state folder is, with more room than
    /// the station asks for (`DiskCheck`).
    func startOnOwnDisk(isFull: Bool) async throws {
        let fill = isFull ? "sh -c '\(Self.filling)' \"$0/filler\";" : ""
        let mount = "mount -t tmpfs -o size=260m,mode=777 tmpfs \"$0\" && { \(fill) exec \"$@\"; }"
        try await conductors.start(through: ["unshare", "--mount", "sh", "-c", mount, state.string])
        await conductors.enter()
    }

    func onOwnDisk(_ command: [String]) async throws { _ = try await conductors.run(command: command) }
}
