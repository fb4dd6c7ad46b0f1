import Foundation
import SystemPackage
import Tools

extension RcloneStore {
    /// How long an upload may take: a large recording over a slow line.
    private static let longestUpload = Duration.seconds(6 * 3600)

    /// It grows under a name that no listing takes, and gets its own when it is whole.
    package func put(
        _ file: IncomingFile, as name: String, progress: @escaping @Sendable (Double) -> Void
    ) async throws {
        // Of its own, so that two who add the same at once do not write into one file.
        let growing = place(".\(name).\(UUID().uuidString.prefix(8)).part")
        let copy =
            ["copyto", "--progress", "--stats=500ms", "--ignore-times"] + Self.options + [
                "--", file.path.string, growing,
            ]
        do {
            try await done(
                rclone.watch(copy, within: Self.longestUpload) { text in
                    if let fraction = Self.fraction(text) { progress(fraction) }
                }, name)
            try file.stillIsWhatItWas()
            let move = ["moveto", "--ignore-times"] + Self.options + ["--", growing, place(name)]
            try await done(rclone.collect(move, atMost: 1 << 20, within: Self.longestUpload), name)
        } catch {
            // Best effort, and not in a task that is cancelled: what stays is ignored by its name.
            let (rclone, remove) = (rclone, ["deletefile"] + Self.options + ["--", growing])
            await Task { _ = try? await rclone.collect(remove, atMost: 1 << 20, within: .seconds(30)) }.value
            throw error
        }
        progress(1)
    }

    private func done(_ output: StoreCommand.Output, _ name: String) throws {
        guard output.isSuccess else {
            throw RcloneComplaint(text: output.complaints, remote: remote, file: name).error
        }
    }

    /// Of `Transferred:   1.5 MiB / 6 MiB, 25%, …`.
    static func fraction(_ text: String) -> Double? {
        text.matches(of: /Transferred:[^,\n]*, ([0-9]{1,3})%/).last.flatMap { Double($0.1) }.map { min(1, $0 / 100) }
    }
}
